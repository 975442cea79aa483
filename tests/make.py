"""Test data in words of the domain: defaults for everything, only what the test is about is said."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.access.actors import actor_for
from app.core import clock
from app.core.actor import Actor
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.database import db
from app.models.councils import (
    Appointment,
    Council,
    CouncilOffice,
    CouncilRole,
    OfficeRole,
    Organisation,
    Scope,
    Seat,
)
from app.models.followups import FollowUp
from app.models.issues import Issue, IssueAudience
from app.models.people import Locale, Person
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality
from app.models.states import FollowUpKind
from app.models.themes import Theme

LONG_AGO = date(2020, 1, 1)


class Make:
    """Makes rows and flushes them; the next transaction or request commits them."""

    def __init__(self) -> None:
        self.count = 0

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _add(self, row: Any) -> Any:
        db.session.add(row)
        db.session.flush()
        return row

    def county(self, **given: Any) -> County:
        n = self._next()
        return self._add(County(**{"number": f"{n:02d}", "name": f"Fylke {n}", **given}))

    def municipality(self, county: County | None = None, **given: Any) -> Municipality:
        n = self._next()
        name = given.pop("name", f"Kommune {n}")
        county = county or self.county()
        return self._add(
            Municipality(
                **{
                    "number": f"{n:04d}",
                    "name": name,
                    "display_name": name,
                    "official_name": name,
                    "county_id": county.id,
                    **given,
                }
            )
        )

    def region(self, **given: Any) -> NavRegion:
        n = self._next()
        return self._add(NavRegion(**{"number": f"{n:04d}", "name": f"Nav Region {n}", **given}))

    def office(self, *, county: County | None = None, region: NavRegion | None = None, **given: Any) -> Office:
        n = self._next()
        county = county or self.county()
        municipality = self.municipality(county)
        region = region or self.region()
        office = Office(
            **{
                "number": f"{n:04d}",
                "name": f"Nav Sted {n}",
                "slug": f"nav-sted-{n}",
                "county_id": county.id,
                "nav_region_id": region.id,
                **given,
            }
        )
        self._add(office)
        self._add(OfficeMunicipality(office_id=office.id, municipality_id=municipality.id, position=0))
        return office

    def person(self, name: str | None = None, **given: Any) -> Person:
        n = self._next()
        defaults = {
            "name": name or f"Person {n}",
            "email": f"person{n}@example.org",
            "locale": Locale.NB,
            "created_at": clock.now(),
            "joined_at": clock.now(),
        }
        return self._add(Person(**{**defaults, **given}))

    def organisation(self, **given: Any) -> Organisation:
        n = self._next()
        return self._add(Organisation(**{"name": f"Organisasjon {n}", **given}))

    def council(self, *, office: Office | None = None, offices: list[Office] | None = None, **given: Any) -> Council:
        n = self._next()
        served = offices if offices is not None else [office or self.office()]
        defaults = {
            "slug": f"utvalg-{n}",
            "name": f"Brukerutvalget ved Nav Sted {n}",
            "valid_from": LONG_AGO,
            "updated_at": clock.now(),
        }
        council = self._add(Council(**{**defaults, **given}))
        for one in served:
            self._add(CouncilOffice(council_id=council.id, office_id=one.id))
        return council

    def office_of(self, council: Council) -> Office:
        """The (first) office that a council serves."""
        return db.session.scalars(
            select(Office).join(CouncilOffice).where(CouncilOffice.council_id == council.id).order_by(Office.id)
        ).first()

    def council_of(self, council_id: int) -> Council:
        return db.session.get_one(Council, council_id)

    def seat(self, council: Council, *, organisation: Organisation | None = None, **given: Any) -> Seat:
        organisation = organisation or self.organisation()
        defaults = {"council_id": council.id, "organisation_id": organisation.id, "valid_from": LONG_AGO}
        return self._add(Seat(**{**defaults, **given}))

    def appointment(self, seat: Seat, person: Person, **given: Any) -> Appointment:
        defaults = {"seat_id": seat.id, "person_id": person.id, "valid_from": LONG_AGO}
        return self._add(Appointment(**{**defaults, **given}))

    def representative(self, council: Council, *, rank: int = 0, side: Side = Side.USER, **given: Any) -> Person:
        """A person on a (user) seat of the council."""
        person = self.person(**given)
        self.appointment(self.seat(council, side=side), person, rank=rank)
        return person

    def role(self, council: Council, person: Person, kind: CouncilRoleKind, *, side: Side = Side.OTHER) -> CouncilRole:
        return self._add(
            CouncilRole(council_id=council.id, person_id=person.id, kind=kind, side=side, valid_from=LONG_AGO)
        )

    def leader(self, council: Council, **given: Any) -> Person:
        """A leader on a user seat."""
        person = self.representative(council, **given)
        self.role(council, person, CouncilRoleKind.LEADER, side=Side.USER)
        return person

    def secretary(self, council: Council, *, side: Side = Side.NAV, **given: Any) -> Person:
        person = self.person(**given)
        self.role(council, person, CouncilRoleKind.SECRETARY, side=side)
        return person

    def office_role(self, kind: OfficeRoleKind, *, title: str | None = None, **place_or_person: Any) -> Person:
        """A person with this role at an office, a municipality or a region: `office_id=…` and so on."""
        place = {key: place_or_person.pop(key) for key in list(place_or_person) if key.endswith("_id")}
        person = self.person(**place_or_person)
        self._add(OfficeRole(person_id=person.id, kind=kind, title=title, valid_from=LONG_AGO, **place))
        return person

    def director(self, office: Office, kind: OfficeRoleKind = OfficeRoleKind.DIRECTOR, **given: Any) -> Person:
        """The office's director (or stand-in, or assistant)."""
        title = {"director": "Nav-leder", "stand_in": "Stedfortreder"}.get(kind, "Rådgiver")
        return self.office_role(kind, title=title, office_id=office.id, **given)

    def municipal_director(self, municipality: Municipality, **given: Any) -> Person:
        kind = OfficeRoleKind.MUNICIPAL_DIRECTOR
        return self.office_role(kind, title="Kommunedirektør", municipality_id=municipality.id, **given)

    def regional_director(self, region: NavRegion, **given: Any) -> Person:
        kind = OfficeRoleKind.REGIONAL_DIRECTOR
        return self.office_role(kind, title="Fylkesdirektør", nav_region_id=region.id, **given)

    def scope(self, kind: ScopeKind, *, person: Person | None = None, **given: Any) -> Person:
        person = person or self.person()
        self._add(Scope(person_id=person.id, kind=kind, valid_from=LONG_AGO, **given))
        return person

    def coordinator(self, county: County | None = None) -> Person:
        county = county or self.county()
        return self.scope(ScopeKind.COORDINATOR, county_id=county.id)

    def issue(
        self,
        council: Council | None = None,
        *,
        office: Office | None = None,
        author: Person | None = None,
        posted_at: datetime | None = None,
        **given: Any,
    ) -> Issue:
        """An issue as if posted: with author, audience and reference; no events and nothing owed."""
        council = council or self.council()
        office = office or self.office_of(council)
        author = author or self.representative(council)
        seat = db.session.scalars(select(Seat).join(Appointment).where(Appointment.person_id == author.id)).first()
        at = posted_at or clock.now()
        n = self._next()
        defaults: dict[str, Any] = {
            "year": at.year,
            "number": n,
            "reference": f"{at.year}-{n:04d}",
            "theme": Theme.APNING,
            "title": f"Åpningstiden passer ikke ({n})",
            "body": "Kontoret har åpent to timer midt på dagen.",
            "posted_at": at,
            "changed_at": at,
            "born_council_id": council.id,
            "council_id": council.id,
            "office_id": office.id if office else None,
            "author_id": author.id,
            "author_seat_id": seat.id if seat else None,
            "author_organisation_id": seat.organisation_id if seat else None,
        }
        issue = self._add(Issue(**{**defaults, **given}))
        self._add(IssueAudience(issue_id=issue.id, council_id=council.id, since=issue.posted_at))
        return issue

    def owed(
        self,
        issue: Issue,
        kind: FollowUpKind = FollowUpKind.ANSWER,
        *,
        due: date | None = None,
        **given: Any,
    ) -> FollowUp:
        """Something owed on an issue: by its office, unless an owner is given."""
        day = clock.today()
        owner = {} if any(key.endswith("_id") for key in given) else {"office_id": issue.office_id}
        due = due or day + timedelta(days=28)
        defaults = {
            "issue_id": issue.id,
            "kind": kind,
            "started_on": day,
            "due": due,
            "original_due": due,
            "days": 20 if kind is not FollowUpKind.ACTION else None,
            "created_at": clock.now(),
        }
        row = self._add(FollowUp(**{**defaults, **owner, **given}))
        issue.settle(list(db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id))))
        db.session.flush()
        return row

    def actor(self, person: Person) -> Actor:
        db.session.flush()
        return actor_for(db.session(), person, clock.today())
