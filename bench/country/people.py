"""The whole country's councils: one at every office, one above each Nav region, and everybody who has a part there."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.core.text import slugify
from app.database import db
from app.demo.data.story import Story
from app.models.councils import (
    Appointment,
    Council,
    CouncilLevel,
    CouncilOffice,
    CouncilRole,
    Intake,
    LedBy,
    Mandate,
    OfficeRole,
    Organisation,
    Scope,
    Seat,
)
from app.models.people import Locale, Person
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality
from bench.country.rows import Row, Rows

NYNORSK_COUNTIES = frozenset({"46", "15"})  # Vestland, Møre og Romsdal
MANDATES = {
    "nb": (
        "{name} er et rådgivende organ. Utvalget uttaler seg om planlegging, gjennomføring og evaluering av "
        "tjenestene, både de statlige og de kommunale. Det behandler ikke enkeltsaker. "
        "Kontoret svarer innen 20 arbeidsdager."
    ),
    "nn": (
        "{name} er eit rådgjevande organ. Utvalet uttaler seg om planlegging, gjennomføring og evaluering av "
        "tenestene, både dei statlege og dei kommunale. Det handsamar ikkje enkeltsaker. "
        "Kontoret svarar innan 20 arbeidsdagar."
    ),
}
MODERATORS, ADMINISTRATORS, CONTACTS = 4, 2, 20
REGIONAL_SEATS = 8


class Dice(random.Random):
    """Chance that comes out the same for the same seed; what it decides is only what an invented country looks like."""

    def hits(self, share: float) -> bool:
        return self.random() < share


@dataclass(frozen=True)
class Official:
    """Somebody who acts, and how their part is called."""

    person_id: int
    name: str
    title: str


@dataclass(frozen=True)
class Sitting(Official):
    """Somebody on a user seat."""

    seat_id: int
    council_id: int
    office_id: int | None
    organisation_id: int | None


@dataclass
class Body:
    """A council with the people around it, as the lives of its issues need them."""

    id: int
    name: str
    place: str
    language: str
    intake: Intake
    office_id: int | None
    region_id: int
    county_id: int | None
    parent: "Body | None"
    director: Official
    secretary: Official
    municipality: tuple[int, Official] | None
    sittings: list[Sitting] = field(default_factory=list)

    @property
    def leader(self) -> Sitting:
        return self.sittings[0]

    @property
    def owner(self) -> dict[str, int]:
        """Who owes the answers."""
        return {"office_id": self.office_id} if self.office_id else {"nav_region_id": self.region_id}


@dataclass
class Country:
    """All councils, those of a county together, and how many people there are."""

    bodies: list[Body]
    by_county: dict[int | None, list[Body]]
    people: int


class Settlers:
    """Makes the people and their parts, as rows."""

    def __init__(self, rows: Rows, dice: Dice, story: Story, now: datetime, today: date) -> None:
        self.rows, self.dice, self.now = rows, dice, now
        self.began = today - timedelta(days=5 * 365)
        names = [one["name"].rpartition(" ") for one in story.people]
        self.first = sorted({first for first, _space, _last in names})
        self.last = sorted({last for _first, _space, last in names})
        self.people = 0
        self.municipal: dict[int, Official] = {}
        self.organisations = db.session.scalars(
            select(Organisation).where(Organisation.county_id.is_(None)).order_by(Organisation.id)
        ).all()

    def person(self, title: str, *, language: str = "nb") -> Official:
        self.people += 1
        name = f"{self.dice.choice(self.first)} {self.dice.choice(self.last)}"
        row = self.rows.add(
            Person,
            name=name,
            email=f"{slugify(name).replace('-', '.')}.{self.people}@demo.invalid",
            locale=Locale(language),
            created_at=self.now - timedelta(days=1500),
            joined_at=self.now - timedelta(days=1490),
        )
        return Official(row["id"], name, title)

    def council(self, name: str, slug: str, *, parent: Body | None, language: str, **facts: Any) -> Row:
        row = self.rows.add(
            Council,
            name=name,
            slug=slug,
            language=Locale(language),
            valid_from=self.began,
            updated_at=self.now,
            contact="Du kan gi innspill her på siden, i postkassen i mottaket eller til en av representantene.",
            contact_email=f"{slug}@demo.invalid",
            parent_id=parent.id if parent else None,
            **facts,
        )
        self.rows.add(Mandate, council_id=row["id"], text=MANDATES[language].format(name=name), valid_from=self.began)
        return row

    def seat(self, council_id: int, position: int, *, side: Side = Side.USER, **facts: Any) -> int:
        facts = {"council_id": council_id, "side": side, "position": position, "valid_from": self.began, **facts}
        return int(self.rows.add(Seat, **facts)["id"])

    def appoint(self, seat_id: int, person: Official, *, rank: int = 0) -> None:
        public = self.dice.hits(0.5)
        facts = {"seat_id": seat_id, "person_id": person.person_id, "rank": rank, "name_public": public}
        self.rows.add(Appointment, valid_from=self.began, **facts)

    def role(self, council_id: int, person: Official, kind: CouncilRoleKind, side: Side) -> None:
        facts = {"council_id": council_id, "person_id": person.person_id, "kind": kind, "side": side}
        self.rows.add(CouncilRole, valid_from=self.began, **facts)

    def answers_for(self, person: Official, kind: OfficeRoleKind, **place: int) -> None:
        title = person.title.partition(",")[0]
        facts = {"person_id": person.person_id, "kind": kind, "title": title}
        self.rows.add(OfficeRole, valid_from=self.began, **facts, **place)

    def scope(self, person: Official, kind: ScopeKind, **reach: int) -> None:
        self.rows.add(Scope, person_id=person.person_id, kind=kind, valid_from=self.began, **reach)

    # The councils

    def regional_council(self, region: NavRegion, language: str) -> Body:
        name = region.name.removeprefix("Nav ")
        word = "Brukarutvalet" if language == "nn" else "Brukerutvalget"
        facts: dict[str, Any] = {"level": CouncilLevel.REGION, "nav_region_id": region.id}
        council = self.council(
            f"{word} i Nav {name}", slugify(f"region {name}"), parent=None, language=language, **facts
        )
        director = self.person(f"Fylkesdirektør, {region.name}", language=language)
        self.answers_for(director, OfficeRoleKind.REGIONAL_DIRECTOR, nav_region_id=region.id)
        secretary = self.person("Sekretær", language=language)
        self.role(council["id"], secretary, CouncilRoleKind.SECRETARY, Side.NAV)
        where: dict[str, Any] = {"place": name, "office_id": None, "region_id": region.id, "county_id": None}
        return self._body(council, where, director, secretary, parent=None, municipality=None)

    def office_council(self, office: Office, hosts: Sequence[Municipality], parent: Body, language: str) -> Body:
        word = "Brukarutvalet" if language == "nn" else "Brukerutvalget"
        nav_led = self.dice.hits(0.1)
        council = self.council(
            f"{word} i {office.name}",
            office.slug,
            parent=parent,
            language=language,
            led_by=LedBy.NAV if nav_led else LedBy.USERS,
            intake=Intake.AFTER_COUNCIL if self.dice.hits(0.15) else Intake.DIRECT,
        )
        self.rows.add(CouncilOffice, council_id=council["id"], office_id=office.id)
        director = self.person(f"Nav-leder, {office.name}", language=language)
        self.answers_for(director, OfficeRoleKind.DIRECTOR, office_id=office.id)
        stand_in = self.person(f"Avdelingsleder, {office.name}", language=language)
        self.answers_for(stand_in, OfficeRoleKind.STAND_IN, office_id=office.id)
        secretary = self.person("Sekretær", language=language)
        self.role(council["id"], secretary, CouncilRoleKind.SECRETARY, Side.NAV)
        place = office.name.removeprefix("Nav ")
        where = {
            "place": place,
            "office_id": office.id,
            "region_id": office.nav_region_id,
            "county_id": office.county_id,
        }
        municipal = [(one.id, self._municipal_director(one, language)) for one in hosts]
        body = self._body(
            council, where, director, secretary, parent=parent, municipality=municipal[0] if municipal else None
        )
        self._sit(body, led_by_users=not nav_led)
        if nav_led:
            self.role(body.id, director, CouncilRoleKind.LEADER, Side.NAV)
        return body

    def _body(
        self,
        council: Row,
        where: dict[str, Any],
        director: Official,
        secretary: Official,
        *,
        parent: Body | None,
        municipality: tuple[int, Official] | None,
    ) -> Body:
        return Body(
            id=council["id"],
            name=council["name"],
            language=str(council["language"]),
            intake=council["intake"],
            parent=parent,
            director=director,
            secretary=secretary,
            municipality=municipality,
            **where,
        )

    def _municipal_director(self, municipality: Municipality, language: str) -> Official:
        if municipality.id not in self.municipal:
            person = self.person(f"Kommunedirektør, {municipality.display_name}", language=language)
            self.answers_for(person, OfficeRoleKind.MUNICIPAL_DIRECTOR, municipality_id=municipality.id)
            self.municipal[municipality.id] = person
        return self.municipal[municipality.id]

    def _sit(self, body: Body, *, led_by_users: bool) -> None:
        """Five or six user seats, the first two for leader and deputy, and one for the municipality."""
        for position, organisation in enumerate(self.dice.sample(self.organisations, self.dice.choice((5, 6)))):
            person = self.person(f"Representant, {organisation.label}", language=body.language)
            self.take_seat(body, person, position, organisation)
        self.appoint(body.sittings[0].seat_id, self.person("Vararepresentant", language=body.language), rank=1)
        if led_by_users:
            self.role(body.id, body.sittings[0], CouncilRoleKind.LEADER, Side.USER)
        self.role(body.id, body.sittings[1], CouncilRoleKind.DEPUTY, Side.USER)
        seat_id = self.seat(body.id, len(body.sittings), side=Side.MUNICIPALITY, title="Kommunen", voting=False)
        self.appoint(seat_id, self.person("Kommunens representant", language=body.language))

    def take_seat(self, body: Body, person: Official, position: int, organisation: Organisation) -> None:
        seat_id = self.seat(body.id, position, organisation_id=organisation.id)
        self.appoint(seat_id, person)
        title = organisation.label
        sitting = Sitting(person.person_id, person.name, title, seat_id, body.id, body.office_id, organisation.id)
        body.sittings.append(sitting)

    def fill_region(self, body: Body, below: Sequence[Body]) -> None:
        """The leaders of some office councils sit in the one above them."""
        chosen = self.dice.sample(list(below), min(REGIONAL_SEATS, len(below)))
        organisations = self.dice.sample(self.organisations, len(chosen))
        for position, (one, organisation) in enumerate(zip(chosen, organisations, strict=True)):
            self.take_seat(body, one.leader, position, organisation)
        self.role(body.id, body.sittings[0], CouncilRoleKind.LEADER, Side.USER)

    def scopes(self, counties: Sequence[County]) -> None:
        for county in counties:
            self.scope(self.person("Koordinator"), ScopeKind.COORDINATOR, county_id=county.id)
        for _ in range(MODERATORS):
            self.scope(self.person("Moderator"), ScopeKind.MODERATOR)
        for _ in range(ADMINISTRATORS):
            self.scope(self.person("Administrator"), ScopeKind.ADMINISTRATOR)
        for organisation in self.organisations[:CONTACTS]:
            contact = self.person("Kontaktperson")
            self.scope(contact, ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id)


def settle_country(rows: Rows, dice: Dice, story: Story, *, now: datetime, today: date) -> Country:
    """Everybody on their seats, as rows that wait to be written. Needs the registers."""
    settlers = Settlers(rows, dice, story, now, today)
    counties = db.session.scalars(select(County).where(County.valid_to.is_(None)).order_by(County.number)).all()
    numbers = {county.id: county.number for county in counties}
    hosts = _hosts()
    regions: dict[int, Body] = {}
    below: dict[int, list[Body]] = defaultdict(list)
    for region in db.session.scalars(select(NavRegion).where(NavRegion.valid_to.is_(None)).order_by(NavRegion.number)):
        regions[region.id] = settlers.regional_council(region, "nb")
    for office in db.session.scalars(select(Office).where(Office.valid_to.is_(None)).order_by(Office.number)):
        language = "nn" if numbers.get(office.county_id) in NYNORSK_COUNTIES else "nb"
        parent = regions[office.nav_region_id]
        below[parent.region_id].append(settlers.office_council(office, hosts[office.id], parent, language))
    for region_id, body in regions.items():
        settlers.fill_region(body, below[region_id])
    settlers.scopes(counties)
    bodies = [*(body for group in below.values() for body in group), *regions.values()]
    by_county: dict[int | None, list[Body]] = defaultdict(list)
    for body in bodies:
        by_county[body.county_id].append(body)
    return Country(bodies, by_county, settlers.people)


def _hosts() -> dict[int, list[Municipality]]:
    """Each office's municipalities, the host first."""
    found: dict[int, list[Municipality]] = defaultdict(list)
    for office_id, municipality in _places():
        found[office_id].append(municipality)
    return found


def _places() -> Iterator[tuple[int, Municipality]]:
    query = (
        select(OfficeMunicipality.office_id, Municipality)
        .join(Municipality, Municipality.id == OfficeMunicipality.municipality_id)
        .order_by(OfficeMunicipality.office_id, OfficeMunicipality.position)
    )
    for row in db.session.execute(query):
        yield row[0], row[1]
