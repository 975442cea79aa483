"""The pages of this room; importing the package registers them all on its blueprint."""

from app.issues.views import (
    acts,
    comments,
    edits,
    follows,
    issue_list,
    issue_page,
    paper,
    posting,
    public_version,
    supports,
    versions,
    voices,
)
from app.issues.views.blueprint import bp

__all__ = [
    "acts",
    "bp",
    "comments",
    "edits",
    "follows",
    "issue_list",
    "issue_page",
    "paper",
    "posting",
    "public_version",
    "supports",
    "versions",
    "voices",
]
