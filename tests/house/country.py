"""A small country where every kind of actor exists and every address has something real to lead to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.service import addresses
from app.accounts.service.one_time_links import new_link
from app.accounts.views.sessions import new_device
from app.core import clock
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.database import db, transaction
from app.files.service import store
from app.followups.service import answers, claims, follow_ups
from app.models import outcomes
from app.models.assents import Assent, Proposal, ProposalAct, SideAct
from app.models.comments import Comment
from app.models.councils import Appointment, CouncilRole, Nomination, OfficeRole, Seat
from app.models.files import StoredFile
from app.models.followups import Answer, FollowUp, Slip
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import Issue, PublicVersion, Support
from app.models.meetings import AgendaItem, Meeting
from app.models.notices import EventKind, Mail, PrintTask, Reason
from app.models.people import Draft, LinkPurpose, Person
from app.models.places import Municipality, Office, OfficeMunicipality
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason
from app.models.states import FollowUpKind, Stance
from app.models.summaries import Summary, SummaryCounty
from app.models.votes import RollEntry, Vote
from app.notices.service.links import sign_token
from app.notices.service.outcome_questions import link_to
from app.notices.service.record import record
from app.search.index import index_all
from tests.conftest import empty_tables
from tests.followups.chain import EVIDENCE, load
from tests.house.world import World
from tests.make import Make

YESTERDAY = timedelta(days=1)
PROMISE = answers.Promise(what="Åpent til 18", who="Nav-leder", due=date(2031, 3, 3))
DATELESS = answers.Promise(what="Heis i bygget", who="Huseier", date_by=date(2031, 3, 3))
WORDS = answers.Words(text="Vi prøver åpent til 18.", reason="Det koster for mye.")

WORDS_OF_A_DRAFT = {"title": "Heisen", "body": "Heisen til mottaket står ofte.", "theme": "apning", "kind": "problem"}


@contextmanager
def built(app: Flask) -> Iterator[World]:
    """The world, made once; the tables are empty again when it ends."""
    with app.app_context():
        world = World(app, Make())
        _places(world)
        _people(world)
        _issues(world)
        _chain(world)
        _rest(world)
        _nav_led(world)
        _doors(world)
        with transaction():
            index_all(db.session.scalars(select(Issue)).all())
        world.remember()
        yield world
        db.session.rollback()
        db.session.remove()
        empty_tables()


def _places(world: World) -> None:
    make, things = world.make, world.things
    things["county"], things["far_county"] = make.county(), make.county()
    things["region"] = make.region()
    things["office"] = make.office(county=things["county"], region=things["region"])
    things["far_office"] = make.office(county=things["far_county"])
    things["nav_office"] = make.office(county=things["county"])
    things["parent"] = make.council(offices=[], nav_region_id=things["region"].id)
    things["council"] = make.council(office=things["office"], parent_id=things["parent"].id)
    things["far_council"] = make.council(office=things["far_office"])
    things["nav_council"] = make.council(office=things["nav_office"])
    things["organisation"] = make.organisation()


def _people(world: World) -> None:
    make, people, things = world.make, world.people, world.things
    council, nav_council, office = things["council"], things["nav_council"], things["office"]
    people["stranger"] = make.representative(things["far_council"])
    people["author"] = make.person()
    things["author_seat"] = make.seat(council, organisation=things["organisation"])
    make.appointment(things["author_seat"], people["author"])
    people["member"] = make.representative(council)
    people["substitute"] = make.person()
    make.appointment(_seat_of(people["member"]), people["substitute"], rank=1)
    people["leader"] = make.leader(council)
    people["deputy"] = make.representative(council)
    make.role(council, people["deputy"], CouncilRoleKind.DEPUTY, side=Side.USER)
    people["secretary"] = make.secretary(council)
    people["observer"] = make.person()
    make.role(council, people["observer"], CouncilRoleKind.OBSERVER)
    people["nav_member"] = make.representative(nav_council)
    people["nav_leader"] = make.director(things["nav_office"])
    make.role(nav_council, people["nav_leader"], CouncilRoleKind.LEADER, side=Side.NAV)
    people["nav_secretary"] = make.secretary(nav_council)
    people["director"] = make.director(office)
    people["stand_in"] = make.director(office, OfficeRoleKind.STAND_IN)
    people["assistant"] = make.director(office, OfficeRoleKind.ASSISTANT)
    municipality, region = _municipality_of(office), things["region"]
    people["municipal_director"] = make.municipal_director(municipality)
    people["municipal_stand_in"] = make.office_role(OfficeRoleKind.STAND_IN, municipality_id=municipality.id)
    people["regional_director"] = make.regional_director(region)
    people["regional_stand_in"] = make.office_role(OfficeRoleKind.STAND_IN, nav_region_id=region.id)
    people["coordinator"] = make.coordinator(things["county"])
    people["far_coordinator"] = make.coordinator(things["far_county"])
    people["contact"] = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=things["organisation"].id)
    people["moderator"] = make.scope(ScopeKind.MODERATOR)
    people["administrator"] = make.scope(ScopeKind.ADMINISTRATOR)
    people["ended"] = make.person()
    make.appointment(
        make.seat(council), people["ended"], valid_to=clock.today() - YESTERDAY, ended_reason="Flyttet fra fylket"
    )


def _seat_of(person: Person) -> Seat:
    return db.session.scalars(select(Seat).join(Appointment).where(Appointment.person_id == person.id)).one()


def _municipality_of(office: Office) -> Municipality:
    return db.session.scalars(
        select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    ).one()


def _issues(world: World) -> None:
    """One issue of every standing, all by the same author."""
    things = world.things
    for name in ("open", "sent", "answered", "promised", "claimed", "extended", "asked_municipality", "dateless"):
        things[name] = _issue(world)
    things["shared"] = _issue(world, visibility=Visibility.SHARED)
    things["ticked"] = _issue(world, show_to_organisation=True)
    things["held"] = _issue(world, state="held", held_reason="Få personer")
    things["closed"] = _issue(world, state="closed", outcome="noted", closed_at=clock.now())
    things["proposed"] = _issue(world)
    things["public"] = _issue(world, visibility=Visibility.PUBLIC, public_at=clock.now())
    things["consented"] = _issue(world)
    things["nav_consented"] = _issue(world, "nav_council", "nav_member")
    for name, approved in (("proposed", None), ("public", clock.now()), ("consented", None), ("nav_consented", None)):
        db.session.add(
            PublicVersion(
                issue_id=things[name].id,
                title="Åpningstiden er for kort",
                text="Kontoret har åpent når de fleste er på jobb.",
                written_at=clock.now(),
                written_by_id=world.people["author"].id,
                consented_at=None if name == "proposed" else clock.now(),
                approved_at=approved,
                approved_by="Utvalgsleder" if approved else None,
            )
        )
    db.session.flush()


def _issue(world: World, council: str = "council", author: str = "author", **given: Any) -> Issue:
    long_ago = clock.now() - timedelta(days=3)
    return world.make.issue(
        world.things[council],
        author=world.people[author],
        posted_at=long_ago,
        sent_at=given.pop("sent_at", None),
        **given,
    )


def _chain(world: World) -> None:
    """What is owed on them: as if the people had done it."""
    things, make = world.things, world.make
    db.session.commit()
    director = make.actor(world.people["director"])
    for name in ("sent", "answered", "promised", "claimed", "extended", "dateless"):
        with transaction():
            things[name].sent_at = clock.now()
            things[f"{name}_answer"] = follow_ups.open_answer(things[name], days=20)
    promises = {"answered": None, "promised": PROMISE, "claimed": PROMISE, "dateless": DATELESS}
    for name, promise in promises.items():
        with transaction():
            row = load(things[f"{name}_answer"].id)
            answers.answer_follow_up(director, row, stance=Stance.FOLLOWS_UP, words=WORDS, promise=promise)
    for name in ("promised", "claimed", "dateless"):
        things[f"{name}_action"] = load(_newest(things[name], FollowUpKind.ACTION))
    with transaction():
        claims.claim_done(director, load(things["claimed_action"].id), EVIDENCE)
    with transaction():
        row = load(things["extended_answer"].id)
        row.extended_at, row.asked_due = clock.now(), row.due + timedelta(days=14)
        asked = {"reason": "Vi venter på kommunen.", "person_id": world.people["director"].id}
        db.session.add(Slip(follow_up_id=row.id, from_due=row.due, to_due=row.asked_due, at=clock.now(), **asked))
    things["municipality"] = _municipality_of(things["office"])
    with transaction():
        things["municipality_answer"] = make.owed(
            things["asked_municipality"], municipality_id=things["municipality"].id
        )
    things["question"] = db.session.scalars(select(outcomes.OutcomeQuestion)).first()
    things["answer"] = db.session.scalars(
        select(Answer).where(Answer.follow_up_id == things["answered_answer"].id)
    ).first()


def _newest(issue: Issue, kind: FollowUpKind) -> int:
    query = select(FollowUp.id).where(FollowUp.issue_id == issue.id, FollowUp.kind == kind)
    return db.session.scalars(query.order_by(FollowUp.id.desc())).first() or 0


def _rest(world: World) -> None:
    """Comments, supports, files, meetings, votes, reports, summaries, letters."""
    things, people, now = world.things, world.people, clock.now()
    council, sent = things["council"], things["sent"]
    for name, audience, text in (
        ("own_comment", CommentAudience.USER_SIDE, "Slik er det hos oss også."),
        ("office_comment", CommentAudience.OFFICE, "Vi venter like lenge."),
        ("wide_comment", CommentAudience.ALL_COUNCILS, "Det er det samme i nabokommunen."),
    ):
        about = things["shared"] if audience is CommentAudience.ALL_COUNCILS else sent
        things[name] = _add(
            Comment(
                issue_id=about.id,
                person_id=people["member"].id,
                by_title="Representant",
                tag=CommentTag.EXPERIENCE,
                audience=audience,
                text=text,
                at=now,
            )
        )
    things["support"] = _add(
        Support(
            issue_id=sent.id,
            seat_id=_seat_of(people["member"]).id,
            person_id=people["member"].id,
            office_id=things["office"].id,
            example="Døra er låst klokka to.",
            at=now,
        )
    )
    _file(world)
    things["meeting"] = _add(
        Meeting(council_id=council.id, starts_at=now + timedelta(days=20), place="Møterom 1", created_at=now)
    )
    for number, name in enumerate(("item", "voted_item"), start=1):
        things[name] = _add(
            AgendaItem(
                meeting_id=things["meeting"].id,
                council_id=council.id,
                year=now.year,
                number=number,
                title="Åpningstider",
                issue_id=things["open"].id,
            )
        )
    things["vote"] = _add(Vote(item_id=things["voted_item"].id, question="Ber vi om kveldsåpent?", opened_at=now))
    for role in ("leader", "deputy", "member", "author"):
        _add(RollEntry(vote_id=things["vote"].id, seat_id=_seat_of(people[role]).id, person_id=people[role].id))
    things["report"] = _add(
        Report(
            subject=Reported.COMMENT,
            subject_id=things["own_comment"].id,
            issue_id=sent.id,
            council_id=sent.council_id,
            reason=ReportReason.OFF_TOPIC,
            at=now,
            person_id=people["leader"].id,
            author_id=people["member"].id,
            key=f"comment:{things['own_comment'].id}:{people['leader'].id}",
        )
    )
    things["assent"] = _add(
        Assent(
            council_id=council.id,
            subject="issue",
            subject_id=things["open"].id,
            act=SideAct.CLOSE,
            fingerprint="close",
            details={"outcome": "noted", "text": "Tatt imot."},
            seat_id=_seat_of(people["author"]).id,
            person_id=people["author"].id,
            at=now,
        )
    )
    things["proposal"] = _add(
        Proposal(
            council_id=council.id,
            act=ProposalAct.NEW_SEAT,
            details={"organisation": "En ny forening", "title": "", "voting": True, "concerned": []},
            proposed_by_id=people["secretary"].id,
            proposed_by_name=people["secretary"].name,
            proposed_by_title="sekretær",
            at=now,
        )
    )
    _summaries(world)
    with transaction():
        event = record(EventKind.ISSUE_SENT, world.make.actor(people["leader"]), about=sent)
        things["event"] = event
    assert event is not None
    things["task"] = _add(
        PrintTask(
            event_id=event.id,
            person_id=people["author"].id,
            council_id=council.id,
            reason=Reason.AUTHOR,
            created_at=now,
        )
    )


def _summaries(world: World) -> None:
    for name, html in (("draft_summary", None), ("summary", "<h2>Kort</h2>")):
        day = clock.today()
        world.things[name] = _add(
            Summary(
                slug=name.replace("_", "-"),
                title="Halvåret",
                text="## Kort",
                html=html,
                period_from=day - timedelta(days=180),
                period_to=day,
                saved_at=clock.now(),
                published_at=clock.now() if html else None,
                person_id=world.people["coordinator"].id,
            )
        )
        _add(SummaryCounty(summary_id=world.things[name].id, county_id=world.things["county"].id))


def _file(world: World) -> None:
    key = store.new_key()
    store.write_file(key, b"Referat")
    world.things["file"] = _add(
        StoredFile(
            key=key,
            name="referat.txt",
            content_type="text/plain",
            size=7,
            sha256=sha256(b"Referat").hexdigest(),
            at=clock.now(),
            issue_id=world.things["sent"].id,
            person_id=world.people["author"].id,
        )
    )


def _nav_led(world: World) -> None:
    """The same standings at a council that Nav leads."""
    things, make = world.things, world.make
    db.session.commit()
    leader = make.actor(world.people["nav_leader"])
    for name in ("open", "answered", "claimed"):
        things[f"nav_{name}"] = _issue(world, "nav_council", "nav_member")
    things["nav_held"] = _issue(world, "nav_council", "nav_member", state="held", held_reason="Få personer")
    things["nav_closed"] = _issue(
        world, "nav_council", "nav_member", state="closed", outcome="noted", closed_at=clock.now()
    )
    db.session.commit()
    for name, promise in (("answered", None), ("claimed", PROMISE)):
        with transaction():
            things[f"nav_{name}"].sent_at = clock.now()
            things[f"nav_{name}_answer"] = follow_ups.open_answer(things[f"nav_{name}"], days=20)
        with transaction():
            row = load(things[f"nav_{name}_answer"].id)
            answers.answer_follow_up(leader, row, stance=Stance.FOLLOWS_UP, words=WORDS, promise=promise)
    things["nav_claimed_action"] = load(_newest(things["nav_claimed"], FollowUpKind.ACTION))
    with transaction():
        claims.claim_done(leader, load(things["nav_claimed_action"].id), EVIDENCE)


def _doors(world: World) -> None:
    """Everybody is signed in somewhere, and letters with links have gone out."""
    people, things = world.people, world.things
    things["roles"] = list(db.session.scalars(select(CouncilRole)))
    things["office_role"] = db.session.scalars(
        select(OfficeRole).where(OfficeRole.person_id == people["stand_in"].id)
    ).one()
    things["appointment"] = db.session.scalars(
        select(Appointment).where(Appointment.person_id == people["substitute"].id)
    ).one()
    things["role"] = db.session.scalars(select(CouncilRole).where(CouncilRole.person_id == people["observer"].id)).one()
    things["empty_seat"] = world.make.seat(things["council"])
    things["nomination"] = _add(
        Nomination(
            seat_id=things["author_seat"].id,
            name="Nye Navnesen",
            start=clock.today(),
            proposed_by_id=people["contact"].id,
            at=clock.now(),
        )
    )
    db.session.commit()
    with transaction():
        for role, person in people.items():
            device, world.tokens[role] = new_device(person, remember=True, label="Firefox, Linux")
            things[f"{role}_device"] = device
        for purpose in LinkPurpose:
            new_link(people["member"], purpose, nonce=f"nonce-for-{purpose}", next_url=None)
        stranger = world.make.actor(people["stranger"])
        addresses.ask_new_address(stranger, people["stranger"], address="ny.adresse@example.org")
        things["draft"] = _add(
            Draft(
                key="a-draft-of-the-author",
                person_id=people["author"].id,
                form="issues.post",
                path="/innspill/nytt",
                fields={**WORDS_OF_A_DRAFT, "place": f"{things['council'].id}-{things['office'].id}"},
                saved_at=clock.now(),
            )
        )
    sent = things["mail"] = db.session.scalars(select(Mail).where(Mail.letter == addresses.LETTER)).one()
    things["address_token"] = addresses.link_to(sent).rpartition("/")[2]
    things["outcome_token"] = link_to(things["question"].id, people["author"].id).rpartition("/")[2]
    things["unsubscribe_token"] = sign_token("unsubscribe", {"person": people["member"].id, "topics": ["issues"]})


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
