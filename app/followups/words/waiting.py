"""The list of what is owed, in words: its groups, what state a row is in, and all of it as paper and as a table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby

from flask_babel import gettext as _

from app.core.words import COUNCIL, DEADLINE, ISSUE, OFFICE, THEME, TITLE, WHAT, WHO
from app.followups.queries.waiting_counts import Count
from app.followups.queries.waiting_list import Grouping
from app.followups.words.dates import days_left, how_it_was_counted
from app.labels import title_of, word
from app.language import format_date
from app.models.followups import FollowUp
from app.models.states import FollowUpKind, FollowUpState
from app.paper.document import Cell, Paper, Passage, Section, Table
from app.paper.sheets import Sheet, Value


def group_of(row: FollowUp, grouping: Grouping) -> str:
    """The heading that a row stands under; empty where there are no groups. Needs owner, and the issue's places."""
    issue = row.issue
    place = issue.office.name if issue.office else issue.council.name
    return _heading(grouping, owner=row.owner_name, place=place, kind=word(row.kind), theme=word(issue.theme))


def heading_of(count: Count, grouping: Grouping) -> str:
    """The same of what has been counted."""
    kind, theme = word(count.kind), word(count.theme)
    return _heading(grouping, owner=count.owner_name, place=count.place, kind=kind, theme=theme)


def _heading(grouping: Grouping, *, owner: str, place: str, kind: str, theme: str) -> str:
    names = {Grouping.OWNER: owner, Grouping.OFFICE: place, Grouping.KIND: kind, Grouping.THEME: theme}
    return names.get(grouping, "")


def in_groups(rows: Iterable[FollowUp], grouping: Grouping) -> list[tuple[str, list[FollowUp]]]:
    """Heading → rows, in the order in which they come."""
    return [(name, list(some)) for name, some in groupby(rows, lambda row: group_of(row, grouping))]


def status_of(row: FollowUp, today: date) -> str:
    """A key of components/tag."""
    if row.is_late(today):
        return "late"
    if row.is_contested:
        return "contested"
    return "reopened" if row.is_reopened else row.state.value


def waiting_paper(
    rows: Iterable[FollowUp],
    *,
    title: str,
    eyebrow: str,
    lead: str,
    grouping: Grouping,
    today: date,
    state_word: Callable[[str], str],
) -> Paper:
    """The list as one takes it to a meeting: group by group, one line of facts a row."""

    def line(row: FollowUp) -> Sequence[Cell]:
        facts = [word(row.kind), row.issue.reference, word(row.issue.theme)]
        facts += [row.owner_name] if grouping is not Grouping.OWNER else []
        facts += [row.quote] if row.kind is FollowUpKind.ACTION and row.quote else []
        counts = row.is_live and row.state is not FollowUpState.PAUSED
        left = days_left(row.due, july_pause=row.issue.council.july_pause) if counts else ""
        return [
            Cell(Passage(title_of(row.issue), row.issue.language), " · ".join(facts)),
            Cell(Passage(_day(row.started_on))),
            Cell(Passage(_day(row.due)), left),
            Cell(Passage(state_word(status_of(row, today)))),
        ]

    def section(name: str, some: list[FollowUp]) -> Section:
        columns = [str(ISSUE), _("Siden"), str(DEADLINE), _("Status")]
        table = Table(columns, [50, 19, 21, 18], [line(row) for row in some])
        return Section(f"{name or title} ({len(some)})", table=table)

    sections = [section(name, some) for name, some in in_groups(rows, grouping)]
    whole = f"{title}, {eyebrow}" if eyebrow else title
    empty = [] if sections else [Passage(_("Ingenting her nå"))]
    return Paper(whole, Passage(title), sections, eyebrow=eyebrow, lead=[Passage(lead), *empty])


def waiting_sheet(rows: Iterable[FollowUp], *, title: str, today: date, state_word: Callable[[str], str]) -> Sheet:
    """The list as a table: a row a thing that is owed, with everything the page says of it."""
    headings = [
        str(ISSUE), str(TITLE), str(WHAT), _("Lovet"), str(WHO), str(OFFICE), str(COUNCIL), str(THEME),
        _("Siden"), str(DEADLINE), _("Første frist"), _("Status"), _("Slik er fristen regnet"),
    ]  # fmt: skip

    def line(row: FollowUp) -> Sequence[Value]:
        issue = row.issue
        return [
            issue.reference,
            title_of(issue),
            word(row.kind),
            row.quote if row.kind is FollowUpKind.ACTION else None,
            row.owner_name,
            issue.office.name if issue.office else None,
            issue.council.name,
            word(issue.theme),
            row.started_on,
            row.due,
            row.original_due,
            state_word(status_of(row, today)),
            how_it_was_counted(row, july_pause=issue.council.july_pause),
        ]

    return Sheet(title, headings, [line(row) for row in rows])


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")
