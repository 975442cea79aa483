"""The pages of this room; importing the package registers them all on its blueprint."""

from app.followups.views import answers, claims, extensions, follow_up, municipality, outcome_questions, waiting_list
from app.followups.views.blueprint import bp

__all__ = ["answers", "bp", "claims", "extensions", "follow_up", "municipality", "outcome_questions", "waiting_list"]
