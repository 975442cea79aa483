"""The room's addresses hang here; its templates get the acts and the words of the chain."""

from flask import Blueprint

from app.access.sight import can_see_outcome_words
from app.followups import acts, outcomes, policy, wording
from app.web.words import word

bp = Blueprint("followups", __name__)

bp.add_app_template_global(acts.acts_of, "chain_acts")
bp.add_app_template_global(acts.correct_url, "chain_correct_url")
bp.add_app_template_global(acts.issue_acts, "chain_issue_acts")
bp.add_app_template_global(wording.counted, "chain_counted")
bp.add_app_template_global(wording.asked_line, "asked_line")
bp.add_app_template_global(wording.move, "chain_move")
bp.add_app_template_global(lambda row: word(row.kind), "chain_title")
bp.add_app_template_global(outcomes.may_say, "chain_may_say")
bp.add_app_template_global(can_see_outcome_words, "chain_reads_words")
bp.add_app_template_global(policy.counts_outcomes, "chain_counts_words")
