"""The list of issues as a table for a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext as _

from app.core import clock
from app.core.words import COUNCIL, DEADLINE, HOW_IT_GOES, ISSUE, OFFICE, PHASE, SENT_IN, THEME, TITLE
from app.issues.queries.issue_list import Line
from app.labels import title_of, word
from app.paper.sheets import Sheet, Value


def issues_sheet(lines: Iterable[Line], *, state_word: Callable[[str], str]) -> Sheet:
    """A row an issue, with what the list on the page says of it."""
    headings = [
        str(ISSUE), str(TITLE), str(THEME), str(PHASE), str(OFFICE), str(COUNCIL),
        str(SENT_IN), str(HOW_IT_GOES), str(DEADLINE), _("Avsluttet den"), _("Andre kontorer"),
    ]  # fmt: skip

    def row(line: Line) -> Sequence[Value]:
        issue = line.issue
        return [
            issue.reference,
            title_of(issue),
            word(issue.theme),
            word(issue.phase),
            issue.office.name if issue.office else None,
            issue.council.name,
            clock.local_day(issue.posted_at),
            state_word(line.state),
            None if issue.is_closed else line.due,
            clock.local_day(issue.closed_at) if issue.closed_at else None,
            line.other_offices,
        ]

    return Sheet(str(ISSUE), headings, [row(line) for line in lines])
