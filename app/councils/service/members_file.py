"""Members from a file: checked against the council line by line, shown, and then written all at once."""

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock, days
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.guard import refusal_of
from app.core.roles import Side
from app.core.text import fold, normalise_email, whole_number
from app.councils import policy
from app.councils.queries import seats as seats_queries
from app.councils.service import appointments, councils, register_files, sides
from app.councils.service import seats as seats_service
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.councils.service.members_file_lines import read_lines
from app.councils.words import has_seat_then, sits_on_user_side
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Appointment, Council, Seat
from app.models.notices import EventKind
from app.models.people import Person
from app.notices.policy.addresses import require_one_address
from app.notices.service.record import record
from app.paper.sheets import Sheet, workbook_of

SIDES = {
    "bruker": Side.USER, "brukersiden": Side.USER, "brukersida": Side.USER,
    "brukar": Side.USER, "brukarsida": Side.USER,
    "kommune": Side.MUNICIPALITY, "kommunen": Side.MUNICIPALITY, "nav": Side.NAV,
    "ansatt": Side.STAFF, "ansatte": Side.STAFF, "tilsette": Side.STAFF, "andre": Side.OTHER, "annen": Side.OTHER,
}  # fmt: skip
SUBSTITUTE = re.compile(r"vara\s*([0-9])?")
EXCEL_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 70_000)  # 1954 to 2091
# The one line of the template, which is no member.
EXAMPLE = ("Kari Eksempelsen", "kari@example.org", "Mental Helse", "brukersiden", "fast")
LONGEST = 200  # of a name or a place, as the columns are


@dataclass(frozen=True)
class Member:
    """One good line."""

    line: int
    name: str
    email: str
    place: str  # the organisation, or what the seat is called
    side: Side
    rank: int
    start: date
    end: date | None


@dataclass
class Plan:
    """What a file would do, and what is wrong with it. Written only when nothing is wrong."""

    members: list[Member] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    new_seats: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)  # headings that nobody understood

    @property
    def faultless(self) -> list[Member]:
        """The lines that could be written as they are."""
        faulty = {line for line, _problem in self.problems}
        return [one for one in self.members if one.line not in faulty]

    @property
    def fingerprint(self) -> str:
        """The same for the same people on the same seats: what is confirmed is what was shown."""
        return sha256(repr((self.members, self.new_seats)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Ground:
    """What the lines are checked against."""

    organisations: Mapping[str, str]  # folded → as registered
    seats: Mapping[str, Seat]
    own_email: str


@dataclass(frozen=True)
class _Parts:
    """Who sits for the users, who says yes for them, and who acts for another side here: persons by id."""

    users: Set[int]
    voices: Set[int]
    others: Set[int]


def plan_members(council: Council, text: str, *, own_email: str) -> Plan:
    """Read every line and find every fault, before anything is written. Raises Invalid when a column is missing."""
    ground = _ground(council, own_email)
    made = Plan()
    lines = read_lines(text)
    if not lines.rows:
        raise Invalid(_("Filen har bare overskrifter. Skriv ett medlem på hver linje under dem."), field="file")
    made.unused, made.problems = lines.unused, lines.problems
    for line, cells in lines.rows:
        problems: list[str] = []
        member = _member(line, cells, ground, problems)
        made.problems += [(line, problem) for problem in problems]
        if member is not None:
            made.members.append(member)
    _check_together(council, made, ground)
    made.problems.sort()
    made.new_seats = list(dict.fromkeys(one.place for one in made.members if fold(one.place) not in ground.seats))
    return made


def members_template() -> bytes:
    """An Excel file to fill in: the columns, and one line that shows what they mean."""
    start = date(clock.today().year + 1, 1, 1)
    headings = ("navn", "e-post", "organisasjon", "side", "rolle", "fra", "til")
    return workbook_of(Sheet("Medlemmer", headings, [(*EXAMPLE, start, date(start.year + 1, 12, 31))]))


def add_members(actor: Actor, council: Council, made: Plan) -> list[tuple[Member, str]] | Proposal:
    """Write the whole file, in the open transaction. Each line, and what the one who has the seat is called.

    A file with somebody for the user side is one proposal to it. The council hears of it in one letter. Raises
    Invalid(field="file") for a file with faults, or where something has changed since it was read.
    """
    hold(council)
    require(policy.can_manage(actor, council))
    councils.require_running(council)
    if made.problems or not made.members:
        raise Invalid(_("Rett filen først."), field="file")
    problem = _problem_now(council, made.members)
    if problem:
        raise Invalid(_("Noe er endret siden du så over filen. %(why)s", why=problem), field="file")
    if any(member.side is Side.USER for member in made.members):
        known = _accounts(made.members)
        lines = [_kept(member, known.get(member.email)) for member in made.members]
        concerned = [one.id for one in known.values()]
        proposal = proposals.propose_act(
            actor, council, ProposalAct.ADD_MEMBERS, {"members": lines}, concerned=concerned
        )
        if proposal is not None:
            return proposal
    return _write(actor, council, made.members, inviter_id=actor.person_id)


@proposals.carries_out(ProposalAct.ADD_MEMBERS)
def _add_proposed(actor: Actor, council: Council, details: Details) -> None:
    """The same lines, checked once more against what has come since."""
    hold(council)
    councils.require_running(council)
    given = [_with_yes(_unkept(line)) for line in details["members"]]
    problem = _problem_now(council, given)
    if problem:
        raise Conflict(_("Filen kan ikke brukes lenger. %(why)s", why=problem))
    _write(actor, council, given, inviter_id=details["proposed_by"])


def _with_yes(member: Member) -> Member:
    """On a seat for the users from the yes on."""
    if member.side is not Side.USER:
        return member
    return replace(member, start=appointments.start_with_yes(member.start, member.end))


def _problem_now(council: Council, given: Sequence[Member]) -> str:
    """What has come between the file and the council since it was read; the council is held by now."""
    now = Plan(members=list(given))
    _check_together(council, now, _ground(council, ""))
    return now.problems[0][1] if now.problems else ""


def _write(
    actor: Actor, council: Council, members: Sequence[Member], *, inviter_id: int | None
) -> list[tuple[Member, str]]:
    """One letter to whoever runs the council, one invitation or one letter to each who is new."""
    added: list[tuple[Member, str]] = []
    seats = dict(_ground(council, "").seats)
    for member in members:
        seat = seats.get(fold(member.place))
        if seat is None:
            given = {"organisation": member.place} if member.side is Side.USER else {"title": member.place}
            seat = seats_service.make_seat(council, side=member.side, voting=True, **given)
            seats[fold(member.place)] = seat
        who = Invitee(name=member.name, email=member.email, locale=council.language)
        placing = Placing(who, rank=member.rank, start=member.start, end=member.end)
        one = appointments.add_appointment(actor, council, seat, placing, inviter_id=inviter_id, quiet=True)
        added.append((member, db.session.get_one(Person, one.person_id).name))
    record(
        EventKind.MEMBERS_ADDED,
        actor,
        council_id=council.id,
        about=council,
        data={"count": len(added)},
    )
    return added


def _kept(member: Member, account: Person | None) -> dict[str, Any]:
    """A line as a proposal keeps it, with the name of whoever has the account with its address."""
    known = account.name if account else None
    kept: dict[str, Any] = json.loads(json.dumps({**asdict(member), "known": known}, default=str))
    return kept


def _unkept(line: Mapping[str, Any]) -> Member:
    given = {one.name: line[one.name] for one in fields(Member)}
    end = date.fromisoformat(line["end"]) if line["end"] else None
    start = date.fromisoformat(line["start"])
    return Member(**{**given, "side": Side(line["side"]), "start": start, "end": end})


def _ground(council: Council, own_email: str) -> _Ground:
    known = [(row.name, row.short_name) for row in seats_queries.organisations()]
    known += [(row.name, row.short_name) for row in register_files.suggested_organisations()]
    names = {fold(short): name for name, short in known if short}  # as the pages show them
    names |= {fold(name): name for name, _short in known}
    seats: dict[str, Seat] = {}
    for seat in seats_queries.seats(council.id, history=True):
        seats[fold(seat.label)] = seat
        if seat.organisation is not None:
            seats[fold(seat.organisation.name)] = seat
    return _Ground(names, seats, own_email)


def _member(line: int, cells: Mapping[str, str], ground: _Ground, problems: list[str]) -> Member | None:
    name, place = cells.get("navn", ""), cells.get("organisasjon", "")
    email = normalise_email(cells.get("e-post", ""))
    side = SIDES.get(fold(cells.get("side", "")))
    rank = _rank(cells.get("rolle", ""))
    start, end = _day(cells.get("fra", ""), "fra", problems), _day(cells.get("til", ""), "til", problems)
    if not name:
        problems.append(_("Navnet mangler."))
    if (name, email) == EXAMPLE[:2]:
        problems.append(_("Dette er eksemplet i malen. Slett linjen."))
    for column, text in (("navn", name), ("organisasjon", place)):
        if len(text) > LONGEST:
            problems.append(_("Kolonnen «%(name)s» er lengre enn %(most)d tegn.", name=column, most=LONGEST))
    if stop := refusal_of(" ".join(cells.values())):
        problems.append(stop)
    if email:
        _check_address(email, problems)
    if email and email == ground.own_email:
        problems.append(_("Du kan ikke oppnevne deg selv."))
    if side is None:
        problems.append(_("Siden må være brukersiden, kommunen, Nav, ansatte eller andre."))
    if rank is None:
        problems.append(_("Rollen må være «fast» eller «vara 1», «vara 2» og så videre."))
    place = _place(place, side, ground, problems)
    if start and end and end < start:
        problems.append(_("Til-datoen er før fra-datoen."))
    if problems or side is None or rank is None:
        return None
    return Member(line, name, email, place, side, rank, start or clock.today(), end)


def _place(place: str, side: Side | None, ground: _Ground, problems: list[str]) -> str:
    """The organisation as the register writes it; on other sides the seat is called what the file calls it."""
    if not place:
        problems.append(_("Organisasjonen mangler."))
    seat = ground.seats.get(fold(place))
    if seat is not None:
        if side is not None and seat.side is not side:
            problems.append(_("Plassen «%(name)s» finnes fra før, for en annen side.", name=place))
        return seat.label
    known = ground.organisations.get(fold(place))
    if known is None and side is Side.USER and place:
        problems.append(
            _("«%(name)s» står ikke i registeret. Rett navnet, eller legg til plassen for hånd først.", name=place)
        )
    return known or place


def _rank(role: str) -> int | None:
    word = fold(role)
    if word in ("fast", "fast medlem", "medlem"):
        return 0
    found = SUBSTITUTE.fullmatch(word)
    return int(found[1] or 1) if found and found[1] != "0" else None


def _day(text: str, column: str, problems: list[str]) -> date | None:
    """The day in a cell: as people write it, or the number by which Excel knows it (days since 30 December 1899)."""
    if not text:
        return None
    serial = whole_number(text) or 0
    day = EXCEL_ZERO + timedelta(days=serial) if serial in EXCEL_DAYS else days.read_day(text)
    if day is not None and day >= days.EARLIEST and not days.is_too_far(day, clock.today()):
        return day
    if day is not None:
        said = _("Året i «%(text)s» i kolonnen %(column)s kan ikke stemme.", text=text, column=column)
    else:
        said = _(
            "«%(text)s» i kolonnen %(column)s er ingen dag i kalenderen. Skriv datoen som 24.12.2026.",
            text=text,
            column=column,
        )
    problems.append(said)
    return None


def _check_together(council: Council, made: Plan, ground: _Ground) -> None:
    """What each line may be alone, and cannot be beside another line, somebody who sits there, or a closed account.

    Nobody who sits for the users is put on a seat of another side: it would take that voice from them.
    """
    accounts = _accounts(made.members)
    for_users = {member.email for member in made.members if member.email and member.side is Side.USER}
    parts = _Parts(
        sides.user_side(council.id), sides.user_side_and_its_approvers(council.id), sides.other_sides(council.id)
    )
    for number, member in enumerate(made.members):
        problems = [_beside(earlier, member) for earlier in made.members[:number]]
        seat = ground.seats.get(fold(member.place))
        problems += [_beside_sitting(one, member) for one in (seat.appointments if seat else ())]
        if seat is not None and seat.side is not member.side:
            problems.append(_("Plassen «%(name)s» finnes fra før, for en annen side.", name=member.place))
        account = accounts.get(member.email)
        if account is not None and not account.active:
            problems.append(_("«%(email)s» kan ikke legges til.", email=member.email))
        if member.side is not Side.USER and member.email in for_users:
            problems.append(_for_two_sides(member.name))
        if account is not None:
            problems.append(_with_another_part(member, account, parts))
        made.problems += [(member.line, problem) for problem in dict.fromkeys(problems) if problem]


def _with_another_part(member: Member, account: Person, parts: _Parts) -> str:
    """Why somebody with an account cannot sit there; empty when they can, and for what is over already.

    By the name that was typed: whoever knows an address learns no name from it.
    """
    if member.end is not None and member.end < clock.today():
        return ""
    if member.side is Side.USER:
        return sides.said_of_other_part(member.name) if account.id in parts.others else ""
    if account.id in parts.users:
        return _for_two_sides(member.name)
    return sides.said_of_voice(member.name) if account.id in parts.voices else ""


def _for_two_sides(name: str) -> str:
    return sits_on_user_side(name)


def _beside(earlier: Member, member: Member) -> str:
    """Why two lines cannot both stand; empty when they can."""
    if fold(earlier.place) != fold(member.place):
        return ""
    if earlier.side is not member.side:
        return _("Plassen «%(name)s» står på linje %(line)d, for en annen side.", name=member.place, line=earlier.line)
    if not _meet(member, earlier.start, earlier.end):
        return ""
    if earlier.rank == member.rank:
        return _("Samme plass og rolle står på linje %(line)d også.", line=earlier.line)
    if member.email and earlier.email == member.email:
        return _("Samme person og plass står på linje %(line)d også.", line=earlier.line)
    return ""


def _beside_sitting(one: Appointment, member: Member) -> str:
    if not _meet(member, one.valid_from, one.valid_to):
        return ""
    if one.rank == member.rank:
        return _("%(name)s er oppnevnt til plassen fra før.", name=one.person.name)
    if member.email and one.person.email == member.email:
        return has_seat_then(one.person.name)
    return ""


def _meet(member: Member, start: date, end: date | None) -> bool:
    """Do the two periods have a day in common?"""
    return start <= (member.end or date.max) and member.start <= (end or date.max)


def _accounts(members: Sequence[Member]) -> dict[str | None, Person]:
    """Who has an account with an address in the file, by the address."""
    emails = [member.email for member in members if member.email]
    return {one.email: one for one in db.session.scalars(select(Person).where(Person.email.in_(emails)))}


def _check_address(email: str, problems: list[str]) -> None:
    try:
        require_one_address(email)
    except Invalid as error:
        problems.append(_("«%(email)s» er ikke en e-postadresse vi kan bruke. %(why)s", email=email, why=error.text))
