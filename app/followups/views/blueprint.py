"""The room's addresses hang here; its templates get the acts and the words of the chain."""

from flask import Blueprint

from app.followups import policy
from app.followups.views import buttons
from app.followups.words import dates
from app.labels import word

bp = Blueprint("followups", __name__)

bp.add_app_template_global(buttons.correct_url, "chain_correct_url")
bp.add_app_template_global(dates.how_it_was_counted, "chain_counted")
bp.add_app_template_global(dates.asked_line, "asked_line")
bp.add_app_template_global(dates.moved_date, "chain_move")
bp.add_app_template_global(lambda row: word(row.kind), "chain_title")
bp.add_app_template_global(policy.counts_outcomes, "chain_counts_words")
