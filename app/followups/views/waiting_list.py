"""Dette venter utvalget på: the list for the reader, for a council and for an office, as page and as file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required
from sqlalchemy import ColumnElement

from app.core import clock
from app.core.authz import require_sight
from app.core.errors import NotFound
from app.core.text import by_name, whole_number
from app.core.words import LATE, WHAT_THE_COUNCIL_WAITS_FOR
from app.followups.forms.waiting_list import WaitingForm
from app.followups.queries import waiting_list
from app.followups.queries.waiting_counts import Count, figures_of, waiting_counts
from app.followups.queries.waiting_list import EVERYTHING, Grouping, InTime, Part, Wanted
from app.followups.views.blueprint import bp
from app.followups.words import dates
from app.followups.words.waiting import heading_of, in_groups, status_of, waiting_paper, waiting_sheet
from app.labels import choices
from app.models.followups import FollowUp
from app.models.states import FollowUpKind
from app.models.themes import Theme
from app.paper.pdf import pdf_of
from app.paper.sheets import csv_of, workbook_of
from app.web.actor import current_actor
from app.web.components import state_word
from app.web.downloads import download
from app.web.filters import short_day
from app.web.pagination import page_of
from app.web.row_ids import key_asked

SIZE = 30
ENDINGS = "any(pdf, xlsx, csv)"
_LABELS = {Part.WAITING: _l("Alt som venter"), Part.NEW: _l("Nye denne uka"), Part.LATE: LATE}


@dataclass(frozen=True)
class Place:
    """Whose list it is. `met`: the last meeting, since which what is done is told; else the last ninety days."""

    scope: ColumnElement[bool]
    title: str
    eyebrow: str = ""
    slug: str = ""
    met: datetime | None = None
    in_time: InTime | None = None

    @property
    def since(self) -> datetime:
        return self.met or waiting_list.lately_since()

    @property
    def name(self) -> str:
        return f"{self.title}, {self.eyebrow}" if self.eyebrow else self.title


@dataclass(frozen=True)
class Choice:
    """What the reader asked for of it."""

    part: Part
    wanted: Wanted
    grouping: Grouping
    filters: WaitingForm
    counts: list[Count]

    @property
    def passing(self) -> list[Count]:
        return [one for one in self.counts if one.passes(self.wanted)]

    @property
    def is_filtered(self) -> bool:
        return self.wanted != EVERYTHING


@bp.get("/venter")
@login_required
def index() -> ResponseReturnValue:
    """All that waits in the reader's own councils."""
    return _page(_own())


@bp.get(f"/venter.<{ENDINGS}:ending>")
@login_required
def index_file(ending: str) -> ResponseReturnValue:
    return _file(_own(), ending)


@bp.get("/utvalg/<slug>/venter")
@login_required
def of_council(slug: str) -> ResponseReturnValue:
    """What waits in one council. Raises NotFound."""
    return _page(_in_council(slug))


@bp.get(f"/utvalg/<slug>/venter.<{ENDINGS}:ending>")
@login_required
def of_council_file(slug: str, ending: str) -> ResponseReturnValue:
    return _file(_in_council(slug), ending)


@bp.get("/kontor/<slug>/venter")
@login_required
def of_office(slug: str) -> ResponseReturnValue:
    """What waits at one office. Raises NotFound."""
    return _page(_at_office(slug))


@bp.get(f"/kontor/<slug>/venter.<{ENDINGS}:ending>")
@login_required
def of_office_file(slug: str, ending: str) -> ResponseReturnValue:
    return _file(_at_office(slug), ending)


def _own() -> Place:
    return Place(waiting_list.of_reader(current_actor()), str(WHAT_THE_COUNCIL_WAITS_FOR))


def _in_council(slug: str) -> Place:
    council = waiting_list.council_by_slug(slug)
    if council is None:
        raise NotFound
    require_sight(council.id in current_actor().councils)
    scope, met = waiting_list.of_council(council.id), waiting_list.last_meeting(council.id)
    return Place(scope, str(WHAT_THE_COUNCIL_WAITS_FOR), council.name, slug, met=met)


def _at_office(slug: str) -> Place:
    office = waiting_list.office_by_slug(slug)
    if office is None:
        raise NotFound
    me = current_actor()
    require_sight(office.id in me.offices or not me.councils.isdisjoint(waiting_list.councils_of_office(office.id)))
    scope, in_time = waiting_list.of_office(office.id), waiting_list.in_time(office.id)
    return Place(scope, _("Dette venter brukerne på"), office.name, slug, in_time=in_time)


def _page(place: Place) -> ResponseReturnValue:
    choice = _choice(place)
    after = key_asked("etter")
    rows = _rows(place, choice, after=after, size=SIZE)
    page = page_of(rows, size=SIZE, key=lambda row: row.id, came_from=after)
    shown, everything = (figures_of(some).of(choice.part) for some in (choice.passing, choice.counts))
    return render_template(
        "followups/index.html",
        place=place,
        choice=choice,
        parts=[(one, _label(one, place.met), _url(vis=one.value)) for one in Part],
        figures=figures_of(choice.passing),
        lead=_lead(place, choice.counts),
        result=_("Viser %(shown)d av %(all)d", shown=shown, all=everything) if choice.is_filtered else None,
        groups=in_groups(page.rows, choice.grouping),
        sizes=_sizes(choice),
        counted=_counted,
        status_of=status_of,
        today=clock.today(),
        older_url=_url(etter=page.older) if page.older else None,
        first_url=_url() if after else None,
        page_url=_plain_url(),
        file_urls={ending: _url(f"{request.endpoint}_file", ending=ending) for ending in ("pdf", "xlsx", "csv")},
    )


def _file(place: Place, ending: str) -> ResponseReturnValue:
    """All that the filters show, not one page of it."""
    choice = _choice(place)
    rows = _rows(place, choice)
    title, today = f"{place.title} – {_label(choice.part, place.met)}", clock.today()
    name = "-".join(part for part in ("dette-venter", place.slug, today.isoformat()) if part)
    if ending == "pdf":
        paper = waiting_paper(
            rows,
            title=title if choice.part is not Part.WAITING else place.title,
            eyebrow=place.eyebrow,
            lead=_lead(place, choice.counts),
            grouping=choice.grouping,
            today=today,
            state_word=state_word,
        )
        return download(pdf_of(paper), f"{name}.pdf")
    sheet = waiting_sheet(rows, title=_("Dette venter"), today=today, state_word=state_word)
    return download(csv_of(sheet) if ending == "csv" else workbook_of(sheet), f"{name}.{ending}")


def _choice(place: Place) -> Choice:
    counts = waiting_counts(current_actor(), place.scope, since=place.since)
    form = WaitingForm(request.args)
    _offer(form, counts)
    is_whole = form.validate()
    grouping = form.grupper.data or Grouping.OWNER
    form.grupper.data = grouping
    return Choice(_part(), _wanted(form) if is_whole else EVERYTHING, grouping, form, counts)


def _offer(form: WaitingForm, counts: list[Count]) -> None:
    """What there is to choose from: of each what is in the list."""
    form.ansvarlig.offer(_named((f"{one.owner[0]}-{one.owner[1]}", one.owner_name) for one in counts))
    form.kontor.offer(_named((str(one.office_id), one.place) for one in counts if one.office_id))
    kinds, themes = {one.kind for one in counts}, {one.theme for one in counts}
    form.hva.offer([(kind.value, label) for kind, label in choices(FollowUpKind) if kind in kinds])
    form.tema.offer([(theme.value, label) for theme, label in choices(Theme) if theme in themes])


def _named(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return by_name(dict(pairs).items(), lambda pair: pair[1])


def _wanted(form: WaitingForm) -> Wanted:
    key, _dash, owner_id = (form.ansvarlig.data or "").partition("-")
    return Wanted(
        office_id=whole_number(form.kontor.data or ""),
        kind=FollowUpKind(form.hva.data) if form.hva.data else None,
        theme=Theme(form.tema.data) if form.tema.data else None,
        owner=(key, int(owner_id)) if owner_id else None,
    )


def _rows(place: Place, choice: Choice, *, after: int | None = None, size: int | None = None) -> list[FollowUp]:
    rows = waiting_list.owed_rows(
        current_actor(),
        place.scope,
        part=choice.part,
        since=place.since,
        wanted=choice.wanted,
        grouping=choice.grouping,
        after=after,
        size=size,
    )
    return list(rows)


def _sizes(choice: Choice) -> Counter[str]:
    """Heading → how many rows stand under it, on this page and the next ones."""
    sizes: Counter[str] = Counter()
    for one in choice.passing:
        sizes[heading_of(one, choice.grouping)] += one.figures.of(choice.part)
    return sizes


def _part() -> Part:
    asked = request.args.get("vis", "")
    return Part(asked) if asked in set(Part) else Part.WAITING


def _label(part: Part, met: datetime | None) -> str:
    if part is Part.DONE:
        return _("Gjort siden møtet") if met else _("Gjort siste 90 dager")
    return str(_LABELS[part])


def _lead(place: Place, counts: list[Count]) -> str:
    """12 venter. 3 er for sent. 1 er ny denne uka. 4 er gjort siden møtet 3. mars 2026. What is none is left out."""
    figures = figures_of(counts)
    waits = ngettext("%(num)d venter.", "%(num)d venter.", figures.waiting)
    said = [waits if figures.waiting else _("Ingenting venter.")]
    if figures.late:
        said.append(ngettext("%(num)d er for sent.", "%(num)d er for sent.", figures.late))
    if figures.new:
        said.append(ngettext("%(num)d er ny denne uka.", "%(num)d er nye denne uka.", figures.new))
    if figures.done and place.met:
        said.append(_("%(done)d er gjort siden møtet %(day)s.", done=figures.done, day=short_day(place.met)))
    elif figures.done:
        said.append(_("%(done)d er gjort siste 90 dager.", done=figures.done))
    return " ".join(said)


def _plain_url() -> str:
    return url_for(str(request.endpoint), **(request.view_args or {}))


def _url(endpoint: str | None = None, **query: Any) -> str:
    """The same list with what was asked for; from its beginning."""
    kept = {name: value for name, value in request.args.items() if value and name != "etter"}
    return url_for(endpoint or str(request.endpoint), **{**kept, **(request.view_args or {}), **query})


def _counted(row: FollowUp) -> str:
    return dates.how_it_was_counted(row, july_pause=row.issue.council.july_pause)
