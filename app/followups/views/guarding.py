"""The guard reads a form about an issue more closely where a story may point at one person."""

from typing import TypeVar

from app.followups.queries.send_on_places import is_small
from app.models.issues import Issue
from app.web.forms import GuardedForm

Guarded = TypeVar("Guarded", bound=GuardedForm)


def about(issue: Issue, form: Guarded) -> Guarded:
    """The form, whose words are about the issue."""
    form.is_of_few = lambda: is_small(issue.office_id)
    return form


def passes_guard(form: GuardedForm, issue: Issue, *, office_id: int | None = None) -> bool:
    """May the words of the form be sent? `office_id`: another office that they are about as well."""
    return form.passes_guard(small_municipality=is_small(issue.office_id, office_id))
