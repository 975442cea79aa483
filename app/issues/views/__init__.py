"""The pages of this room; importing the package registers them all on its blueprint."""

from app.issues.views import (
    choices,
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
    "bp",
    "choices",
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
