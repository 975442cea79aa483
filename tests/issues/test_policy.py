"""Who may do what with an issue, as a table; no database."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import Actor, Membership, SeatHeld
from app.core.roles import CouncilRoleKind, Side
from app.issues import policy
from app.models.comments import Comment
from app.models.followups import FollowUp
from app.models.issue_enums import NEVER_RELEASED, Origin, Outcome, Visibility
from app.models.issues import Issue, PublicVersion
from app.models.states import FollowUpKind, FollowUpState, IssueState

NOW = clock.now()
S = IssueState


def seated(side=Side.USER, *, council=1, rank=0, seat=5, person=7, **given):
    held = SeatHeld(seat, council, side, True, rank, "FFO", None)
    return Actor(person_id=person, memberships={council: Membership(side=side, seats=(held,))}, **given)


def with_role(kind, *, side=Side.OTHER, **given):
    return Actor(person_id=7, memberships={1: Membership(side=side, roles=frozenset({kind}))}, **given)


ACTORS = {
    "holder": seated(),
    "substitute": seated(rank=1),
    "director on a user seat": seated(office_councils=frozenset({1}), offices=frozenset({3})),
    "nav": seated(Side.NAV),
    "staff": seated(Side.STAFF),
    "elsewhere": seated(council=2),
    "secretary": with_role(CouncilRoleKind.SECRETARY),
    "director": Actor(person_id=7, office_councils=frozenset({1}), offices=frozenset({3})),
    "coordinator": Actor(person_id=7, coordinated=frozenset({1})),
    "visitor": Actor(),
}


def case(state=S.WITH_OFFICE, **given):
    plain = {"council_id": 1, "born_council_id": 1, "office_id": 3, "author_id": 8, "author_seat_id": 9}
    sent = {"sent_at": NOW, "posted_at": NOW, "origin": Origin.REPRESENTATIVE, "visibility": Visibility.COUNCIL}
    return Issue(**{**plain, **sent, "anonymous": False, "state": state, **given})


def those_who(may, *asked):
    return {who for who, actor in ACTORS.items() if may(actor, *asked)}


def test_who_posts_registers_sends_and_prints():
    assert {who for who, actor in ACTORS.items() if policy.can_post_in(actor, 1)} == {"holder", "substitute", "staff"}
    assert those_who(policy.can_register_in, 1) == {"secretary", "coordinator"}
    assert those_who(policy.can_register) == {"secretary", "coordinator"}
    assert those_who(policy.can_ask_council) == {"director on a user seat", "director"}
    assert those_who(policy.can_send, case(S.OPEN, sent_at=None)) == {"holder", "secretary"}
    assert those_who(policy.can_send, case()) == set()
    assert those_who(policy.can_print_letter, case()) == {"secretary", "coordinator"}
    assert those_who(policy.can_print_letter, case(council_id=3, registered_by_id=7)) == set(ACTORS) - {"visitor"}


def test_a_part_in_another_council_takes_nothing_away():
    held = SeatHeld(5, 1, Side.USER, True, 0, "FFO", None)
    secretary = Membership(side=Side.NAV, roles=frozenset({CouncilRoleKind.SECRETARY}))
    both = Actor(person_id=7, memberships={1: Membership(side=Side.USER, seats=(held,)), 2: secretary})

    assert policy.can_post(both)
    assert policy.can_register(both)
    assert policy.councils_to_register_in(both) == [2]


def test_what_is_held_is_released_or_shown_its_place_by_whoever_reads_it_through():
    assert those_who(policy.can_release, case(S.HELD)) == {"coordinator"}
    assert those_who(policy.can_point_away, case(S.HELD)) == {"coordinator"}
    assert those_who(policy.points_away, case()) == {"holder", "coordinator"}
    assert those_who(policy.can_release, case()) == set()


def test_which_side_somebody_is_of_among_the_councils_that_an_issue_is_in_front_of():
    assert those_who(policy.acts_for_office_in, {1, 2}) == {"director on a user seat", "director", "nav"}
    assert those_who(policy.reads_user_side, {1, 2}) == {"holder", "substitute", "elsewhere"}
    assert those_who(policy.asks_for, 3, None) == {"director on a user seat", "director"}
    assert policy.asks_for(Actor(person_id=7, regions=frozenset({4})), None, 4)
    assert not policy.asks_for(Actor(person_id=7, regions=frozenset({4})), 3, 4)


@pytest.mark.parametrize(
    ("who", "visibility", "may"),
    [
        ("holder", Visibility.COUNCIL, ["user_side", "office"]),
        ("holder", Visibility.SHARED, ["user_side", "office", "all_councils"]),
        ("director", Visibility.COUNCIL, ["office"]),
        ("director", Visibility.SHARED, ["office", "all_councils"]),
        ("elsewhere", Visibility.COUNCIL, []),
        ("elsewhere", Visibility.SHARED, ["all_councils"]),
        ("visitor", Visibility.SHARED, []),
    ],
)
def test_for_whom_somebody_may_write_follows_from_who_reads_it(who, visibility, may):
    assert policy.audiences_for(ACTORS[who], case(visibility=visibility), {1, 3}) == may


ALWAYS = {"set_phase", "merge", "point_away", "share", "raise", "support", "propose_public"}


@pytest.mark.parametrize(
    ("state", "given", "may"),
    [
        (S.OPEN, {}, ALWAYS | {"close"}),
        (S.WITH_OFFICE, {}, ALWAYS),
        (S.ANSWERED, {}, ALWAYS | {"close"}),
        (S.IN_ACTION, {}, ALWAYS),
        (S.CLAIMED_DONE, {}, ALWAYS | {"close"}),
        (S.HELD, {}, set()),
        (S.CLOSED, {"outcome": Outcome.NOTED}, {"set_phase", "reopen", "share", "propose_public"}),
        (S.CLOSED, {"outcome": Outcome.MERGED}, {"set_phase", "share", "propose_public"}),
        (S.CLOSED, {"outcome": Outcome.NOTED, "held_reason": NEVER_RELEASED}, {"reopen"}),
        (S.IN_ACTION, {"hidden_at": NOW}, ALWAYS - {"share", "propose_public"}),
        (S.IN_ACTION, {"visibility": Visibility.SHARED}, ALWAYS - {"share"}),
        (S.IN_ACTION, {"origin": Origin.OFFICE}, ALWAYS - {"support"}),
        (S.IN_ACTION, {"author_seat_id": 5}, ALWAYS - {"support"}),
        (S.IN_ACTION, {"author_id": 7}, ALWAYS - {"support"}),
        (S.IN_ACTION, {"council_id": 2}, {"support"}),
    ],
)
def test_what_a_holder_of_a_user_seat_may_do_follows_from_how_the_issue_stands(state, given, may):
    actor, issue = ACTORS["holder"], case(state, **given)
    found = {
        "set_phase": policy.can_set_phase(actor, issue),
        "close": policy.can_close(actor, issue),
        "reopen": policy.can_reopen(actor, issue),
        "merge": policy.can_merge(actor, issue),
        "point_away": policy.can_point_away(actor, issue),
        "share": policy.can_share(actor, issue),
        "raise": policy.can_raise(actor, issue, 2),
        "support": policy.can_support(actor, issue),
        "propose_public": policy.can_propose_public(actor, issue),
    }

    assert {name for name, allowed in found.items() if allowed} == may
    assert not policy.can_raise(actor, issue, None)


def test_the_user_sides_own_acts_are_no_substitutes_and_no_other_sides():
    for may in (policy.can_close, policy.can_merge, policy.can_point_away, policy.can_share):
        assert those_who(may, case(S.ANSWERED)) == {"holder"}
    assert those_who(policy.can_reopen, case(S.CLOSED)) == {"holder"}
    assert those_who(policy.can_support, case()) == {"holder", "substitute", "elsewhere"}
    assert those_who(policy.can_set_phase, case()) == {"holder", "secretary"}


@pytest.mark.parametrize(
    ("kind", "state", "may"),
    [
        (FollowUpKind.RELAPSE, FollowUpState.RUNNING, True),
        (FollowUpKind.RELAPSE, FollowUpState.DONE, False),
        (FollowUpKind.STATEMENT, FollowUpState.RUNNING, False),
    ],
)
def test_what_stands_open_is_opened_again_while_a_relapse_is_considered(kind, state, may):
    assert policy.can_reopen(ACTORS["holder"], case(S.ANSWERED), [FollowUp(kind=kind, state=state)]) is may


WROTE = {"edit", "withdraw"}
REGISTERED = {"registered_by_id": 7}
NOBODYS = {"author_id": None, "registered_by_id": 7}


@pytest.mark.parametrize(
    ("actor", "given", "may"),
    [
        (seated(person=8), {}, WROTE | {"share"}),
        (seated(person=8), {"state": S.CLOSED}, {"share"}),
        (seated(person=8), {"hidden_at": NOW}, {"withdraw"}),
        (seated(person=8), {"anonymous": True, "council_id": 2}, set()),
        (Actor(person_id=8), {}, {"withdraw"}),
        (seated(person=8, council=2), {"born_council_id": 2}, WROTE),
        (seated(rank=1, person=8), {}, WROTE | {"share"}),
        (ACTORS["secretary"], REGISTERED, WROTE),
        (ACTORS["secretary"], {}, set()),
        (ACTORS["secretary"], {**REGISTERED, "origin": Origin.COUNCIL}, set()),
        (ACTORS["secretary"], {**REGISTERED, "origin": Origin.OFFICE}, set()),
        (ACTORS["secretary"], {**REGISTERED, "council_id": 2}, set()),
        (with_role(CouncilRoleKind.SECRETARY, side=Side.NAV), REGISTERED, set()),
        (ACTORS["coordinator"], REGISTERED, WROTE),
        (ACTORS["director"], {**REGISTERED, "origin": Origin.OFFICE}, WROTE),
        (ACTORS["director"], REGISTERED, set()),
        (ACTORS["visitor"], {"author_id": None}, set()),
    ],
)
def test_whose_words_they_are_to_change_and_to_take_back(actor, given, may):
    issue = case(**given)
    found = {
        "edit": policy.can_edit(actor, issue),
        "withdraw": policy.can_withdraw(actor, issue),
        "share": policy.can_share(actor, issue),
    }

    assert {name for name, allowed in found.items() if allowed} == may


@pytest.mark.parametrize(
    ("state", "minutes", "free"), [(S.OPEN, 15, True), (S.OPEN, 16, False), (S.HELD, 16, True), (S.CLOSED, 16, False)]
)
def test_no_version_is_kept_in_the_first_quarter_of_an_hour_or_before_anybody_has_read_it(state, minutes, free):
    at = NOW + timedelta(minutes=minutes)

    assert policy.edits_freely(case(state), at) is free
    assert policy.edits_comment_freely(Comment(at=NOW), at) is (minutes == 15)


@pytest.mark.parametrize(
    ("who", "given", "may"),
    [
        ("holder", {}, True),
        ("substitute", {}, True),
        ("elsewhere", {}, True),
        ("coordinator", {}, False),
        ("coordinator", {"seat_id": None}, True),
        ("visitor", {"seat_id": None, "person_id": None}, False),
        ("holder", {"person_id": 8}, False),
        ("holder", {"withdrawn_at": NOW}, False),
        ("holder", {"hidden_at": NOW}, False),
    ],
)
def test_a_comment_is_its_writers_to_change_while_they_have_that_part(who, given, may):
    assert policy.can_edit_comment(ACTORS[who], Comment(**{"person_id": 7, "seat_id": 5, **given})) is may


def test_an_agenda_is_filled_with_what_is_in_front_of_the_council_and_neither_held_nor_hidden():
    secretary = ACTORS["secretary"]

    assert {who for who, actor in ACTORS.items() if policy.can_bring(actor, case(), 1, {1, 2})} == {"secretary"}
    assert not policy.can_bring(secretary, case(), 1, {2})
    assert not policy.can_bring(secretary, case(S.HELD), 1, {1})
    assert not policy.can_bring(secretary, case(hidden_at=NOW), 1, {1})


@pytest.mark.parametrize(
    ("actor", "words", "given", "may"),
    [
        (seated(person=8, rank=1), {}, {}, {"propose", "consent"}),
        (seated(person=8, rank=1), {"consented_at": NOW}, {}, {"propose"}),
        (seated(person=8, rank=1), {"hidden_at": NOW}, {}, {"propose"}),
        (seated(person=8, rank=1), {}, {"hidden_at": NOW}, set()),
        (ACTORS["holder"], {}, {}, {"propose"}),
        (ACTORS["holder"], {"consented_at": NOW}, {}, {"propose", "approve"}),
        (ACTORS["holder"], {"consented_at": NOW, "hidden_at": NOW}, {}, {"propose"}),
        (ACTORS["holder"], {}, {"anonymous": True}, {"propose", "consent"}),
        (ACTORS["holder"], {}, {"anonymous": True, "registered_by_id": 9}, {"propose"}),
        (
            ACTORS["holder"],
            {},
            {"author_id": None, "origin": Origin.COUNCIL, "registered_by_id": 9},
            {"propose", "consent"},
        ),
        (ACTORS["secretary"], {}, NOBODYS, {"propose", "consent"}),
        (ACTORS["secretary"], {"consented_at": NOW}, {}, set()),
        (ACTORS["substitute"], {"consented_at": NOW}, {}, set()),
    ],
)
def test_who_proposes_consents_to_and_approves_the_words_for_everybody(actor, words, given, may):
    issue = case(**given, public_version=PublicVersion(**words))
    found = {
        "propose": policy.can_propose_public(actor, issue),
        "consent": policy.can_consent(actor, issue),
        "approve": policy.can_approve_public(actor, issue),
    }

    assert {name for name, allowed in found.items() if allowed} == may
    assert policy.can_open_public_words(actor, issue) is bool(may)


def test_the_yes_to_public_words_is_taken_back_by_whoever_gave_it():
    public = {"visibility": Visibility.PUBLIC}
    author, holder = Actor(person_id=8), ACTORS["holder"]

    assert policy.can_regret_public(author, case(**public))
    assert policy.can_regret_public(author, case(**public, anonymous=True, registered_by_id=9))
    assert not policy.can_regret_public(author, case())
    assert not policy.can_regret_public(holder, case(**public))
    assert policy.can_regret_public(holder, case(**public, anonymous=True))
    for has in (policy.can_open_public_words, policy.has_public_words):
        assert has(author, case(**public, anonymous=True, registered_by_id=9))
        assert not has(ACTORS["substitute"], case(**public))
