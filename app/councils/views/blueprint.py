"""The councils' blueprint, and how their pages load a council."""

from flask import Blueprint

from app.core.authz import require
from app.councils import policy
from app.councils.queries import councils
from app.models.councils import Council
from app.web.actor import current_actor

bp = Blueprint("councils", __name__)


def load_managed(slug: str) -> Council:
    """The council with what its pages name, for those who run it; 403 for the others, who may read its public page."""
    council = councils.council_page(slug)
    require(policy.can_manage(current_actor(), council))
    return council
