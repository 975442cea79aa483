"""Who may do what with an issue: pure answers from the actor's seats and roles today.

The user side's own acts (close, reopen, merge, release, approve) ask here only whether the actor belongs to those
who may; whether one person is enough is asked of `assents.service`.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from app.access.policy import releases_in
from app.core.actor import Actor, SeatHeld
from app.core.roles import Side
from app.followups.policy import gives_a_second_yes
from app.models.comments import Comment
from app.models.followups import FollowUp
from app.models.issue_enums import CLOSES_FROM, STAYS_CLOSED, CommentAudience, Origin
from app.models.issues import Issue, PublicProposal, PublicVersion
from app.models.states import FollowUpKind, IssueState

FREE_EDIT = timedelta(minutes=15)


def can_post_in(actor: Actor, council_id: int) -> bool:
    """Whoever has a seat may post; who answers for the office, or sits for Nav, asks the council instead."""
    return (
        bool(actor.seats_in(council_id))
        and council_id not in actor.office_councils
        and actor.side_in(council_id) is not Side.NAV
    )


def can_post(actor: Actor) -> bool:
    return any(can_post_in(actor, council_id) for council_id in actor.memberships)


def can_register_in(actor: Actor, council_id: int) -> bool:
    """Post on somebody's behalf: secretary, leader and deputy, and the coordinator."""
    return actor.runs(council_id) or actor.coordinates(council_id)


def can_register(actor: Actor) -> bool:
    return bool(actor.coordinated) or any(actor.runs(council_id) for council_id in actor.memberships)


def can_ask_council(actor: Actor) -> bool:
    """The office asks its council, or tells it of a change: director or stand-in of an office or a region."""
    return bool(actor.office_councils) and bool(actor.offices or actor.regions)


def councils_to_register_in(actor: Actor) -> list[int]:
    """Those in which the actor may post for others."""
    return [one for one in sorted({*actor.memberships, *actor.coordinated}) if can_register_in(actor, one)]


def is_author(actor: Actor, issue: Issue) -> bool:
    return actor.person_id is not None and actor.person_id == issue.standing_author_id


def is_registrar(actor: Actor, issue: Issue) -> bool:
    return actor.person_id is not None and actor.person_id == issue.registered_by_id


def can_edit(actor: Actor, issue: Issue) -> bool:
    """Only who wrote it, and never an ended text; nobody on the office's side edits a representative's."""
    return holds_the_words(actor, issue) and not issue.is_closed and issue.hidden_at is None


def holds_the_words(actor: Actor, issue: Issue) -> bool:
    """The author while still in the council, or whoever wrote it down and still has that part there."""
    there = actor.is_member(issue.council_id) or actor.is_member(issue.born_council_id)
    return (is_author(actor, issue) and there) or _wrote_it_down(actor, issue)


def _wrote_it_down(actor: Actor, issue: Issue) -> bool:
    """An office's own question is the office's; another's words are never its secretary's to change or end.

    What the council has agreed is nobody's alone, whoever wrote it down.
    """
    if not is_registrar(actor, issue):
        return False
    council_id = issue.council_id
    if issue.origin is Origin.COUNCIL:
        return False
    if issue.origin is Origin.OFFICE:
        return council_id in actor.office_councils
    return (actor.is_member(council_id) or actor.coordinates(council_id)) and not actor.on_office_side(council_id)


def edits_freely(issue: Issue, at: datetime) -> bool:
    """Within the first quarter of an hour, or before anybody else has read it, no version is kept."""
    return issue.state is IssueState.HELD or at - issue.posted_at <= FREE_EDIT


def is_user_side(actor: Actor, issue: Issue) -> bool:
    """Holds a user seat in the council that has the issue now."""
    return actor.holds_user_seat(issue.council_id)


def reads_user_side(actor: Actor, audience: Collection[int]) -> bool:
    """Reads what is for the user side only, in any of the councils that the issue is in front of."""
    return any(actor.sits_for_users(council_id) for council_id in audience)


def acts_for_office_in(actor: Actor, audience: Collection[int]) -> bool:
    """Acts for Nav or the municipality in any of the councils that the issue is in front of."""
    return any(actor.on_office_side(council_id) for council_id in audience)


def asks_for(actor: Actor, office_id: int | None, nav_region_id: int | None) -> bool:
    """Asks the council as this office, or where it is none, as this region."""
    return office_id in actor.offices if office_id is not None else nav_region_id in actor.regions


def needs_a_second(actor: Actor, issue: Issue) -> bool:
    """Acts for the user side, but not alone: another holder of a user seat must say the same."""
    return gives_a_second_yes(actor, issue)


def reads_through(actor: Actor, issue: Issue) -> bool:
    """Reads held texts through in the council that has the issue."""
    return issue.council_id in releases_in(actor)


def can_release(actor: Actor, issue: Issue) -> bool:
    return issue.state is IssueState.HELD and reads_through(actor, issue)


def sends(actor: Actor, issue: Issue) -> bool:
    """Passes issues on to the office: whoever runs the council, of whatever side, or holds a user seat in it."""
    return actor.runs(issue.council_id) or is_user_side(actor, issue)


def can_send(actor: Actor, issue: Issue) -> bool:
    return issue.is_unsent and sends(actor, issue)


def can_set_phase(actor: Actor, issue: Issue) -> bool:
    """The council says what it is about; not the poster, not the office."""
    return not issue.is_kept_back and sends(actor, issue)


def can_close(actor: Actor, issue: Issue) -> bool:
    return is_user_side(actor, issue) and issue.state in CLOSES_FROM and issue.state is not IssueState.HELD


def can_reopen(actor: Actor, issue: Issue, follow_ups: Iterable[FollowUp] = ()) -> bool:
    """What has ended; and what stands open while the council considers a relapse, where the rows say so."""
    relapsed = any(row.kind is FollowUpKind.RELAPSE and row.is_live for row in follow_ups)
    standing = issue.is_closed or relapsed
    return is_user_side(actor, issue) and standing and issue.outcome not in STAYS_CLOSED


def brings(actor: Actor, council_id: int, audience: Collection[int]) -> bool:
    """Fills the agenda of a council that the issue is in front of: meetings ask this as well."""
    return council_id in audience and actor.runs(council_id)


def can_bring(actor: Actor, issue: Issue, council_id: int, audience: Collection[int]) -> bool:
    """A held or hidden text would be read in the meeting by all."""
    return is_shown(issue) and brings(actor, council_id, audience)


def is_shown(issue: Issue) -> bool:
    return not issue.is_kept_back and issue.hidden_at is None


def can_merge(actor: Actor, issue: Issue) -> bool:
    return is_user_side(actor, issue) and not issue.is_closed and issue.state is not IssueState.HELD


def points_away(actor: Actor, issue: Issue) -> bool:
    """One person's case is shown its right place by the user side, or by who reads through what is held."""
    return is_user_side(actor, issue) or reads_through(actor, issue)


def can_point_away(actor: Actor, issue: Issue) -> bool:
    if issue.state is IssueState.HELD:
        return can_release(actor, issue)
    return not issue.is_closed and is_user_side(actor, issue)


def withdraws(actor: Actor, issue: Issue) -> bool:
    """Whose words they are to take back; after the appointment has ended, only the name (`holds_the_words`)."""
    return is_author(actor, issue) or _wrote_it_down(actor, issue)


def can_withdraw(actor: Actor, issue: Issue) -> bool:
    return withdraws(actor, issue) and not issue.is_closed


def shares(actor: Actor, issue: Issue) -> bool:
    """The author while in the council, and its user side."""
    return (is_author(actor, issue) and actor.is_member(issue.council_id)) or is_user_side(actor, issue)


def can_share(actor: Actor, issue: Issue) -> bool:
    return not issue.is_kept_back and issue.hidden_at is None and not issue.is_shared and shares(actor, issue)


def can_raise(actor: Actor, issue: Issue, parent_id: int | None) -> bool:
    """The user side lifts an issue to the council above; once, which `queries.is_raised` knows."""
    return (
        parent_id is not None
        and is_user_side(actor, issue)
        and not issue.is_closed
        and issue.state is not IssueState.HELD
    )


def can_propose_public(actor: Actor, issue: Issue) -> bool:
    """Write the words that outsiders would read, or newer ones while those that stand are read."""
    standing = not issue.is_kept_back and issue.hidden_at is None
    return standing and (holds_the_words(actor, issue) or is_user_side(actor, issue))


def speaks_for_author(actor: Actor, issue: Issue) -> bool:
    """The author. Where nobody is, or the name was taken off: whoever noted the consent or stands for it since.

    For the council's own advice its user side speaks.
    """
    if issue.standing_author_id is not None:
        return is_author(actor, issue)
    if issue.origin is Origin.COUNCIL or issue.registered_by_id is None:
        return is_user_side(actor, issue)
    return is_registrar(actor, issue)


def _awaited(issue: Issue) -> PublicVersion | PublicProposal | None:
    """The public words that a yes is asked to: none of an issue, or in words, that a moderator has hidden."""
    words = issue.proposed_words
    hidden = issue.hidden_at is not None or (isinstance(words, PublicVersion) and words.hidden_at is not None)
    return None if hidden else words


def can_consent(actor: Actor, issue: Issue) -> bool:
    """The author says yes or no to the proposed words."""
    words = _awaited(issue)
    return words is not None and words.consented_at is None and speaks_for_author(actor, issue)


def can_approve_public(actor: Actor, issue: Issue) -> bool:
    words = _awaited(issue)
    return words is not None and words.consented_at is not None and is_user_side(actor, issue)


def can_regret_public(actor: Actor, issue: Issue) -> bool:
    """Take back the yes to words that everybody reads: whoever gave it."""
    return issue.is_public and gave_consent(actor, issue)


def gave_consent(actor: Actor, issue: Issue) -> bool:
    """The yes is this person's to take back: the author's, also when the name has been taken off the issue."""
    author = actor.person_id is not None and actor.person_id == issue.author_id
    return author or speaks_for_author(actor, issue)


def has_public_words(actor: Actor, issue: Issue) -> bool:
    """The page of the public words is theirs: the author's, whoever stands for the author, and the user side's."""
    return is_user_side(actor, issue) or holds_the_words(actor, issue) or gave_consent(actor, issue)


def can_open_public_words(actor: Actor, issue: Issue) -> bool:
    """Has something to do on the page of the public words."""
    return (
        can_propose_public(actor, issue)
        or can_consent(actor, issue)
        or can_approve_public(actor, issue)
        or can_regret_public(actor, issue)
    )


def seats_that_may_support(actor: Actor, issue: Issue) -> tuple[SeatHeld, ...]:
    """User seats other than the author's: a seat's word that it is so at one named office."""
    return tuple(
        seat
        for seat in actor.seats
        if seat.side is Side.USER and actor.sits_for_users(seat.council_id) and seat.seat_id != issue.author_seat_id
    )


def supports(actor: Actor, issue: Issue) -> bool:
    """Whose word it can be that it is the same: not the author's, and not of what an office itself asked."""
    others = issue.origin is not Origin.OFFICE and not is_author(actor, issue)
    return others and bool(seats_that_may_support(actor, issue))


def can_support(actor: Actor, issue: Issue) -> bool:
    return supports(actor, issue) and not issue.is_closed and issue.state is not IssueState.HELD


def can_comment(issue: Issue) -> bool:
    """Nobody has let a held text through to those who would read the comments."""
    return not issue.is_kept_back


def audiences_for(actor: Actor, issue: Issue, audience: set[int]) -> list[CommentAudience]:
    """For whom the actor may write here, the narrowest first; empty when the actor may not write at all."""
    found = []
    if any(actor.sits_for_users(council_id) for council_id in audience):
        found.append(CommentAudience.USER_SIDE)
    if actor.councils & audience:
        found.append(CommentAudience.OFFICE)
    if issue.is_shared and (found or actor.is_representative or actor.is_coordinator):
        found.append(CommentAudience.ALL_COUNCILS)
    return found


def wrote_comment(actor: Actor, comment: Comment) -> bool:
    return actor.person_id is not None and comment.person_id == actor.person_id


def can_edit_comment(actor: Actor, comment: Comment) -> bool:
    """One's own, while one still sits for the users or has a part in a council: afterwards they are the council's."""
    there = actor.is_representative if comment.seat_id is not None else bool(actor.councils)
    return wrote_comment(actor, comment) and there and comment.withdrawn_at is None and comment.hidden_at is None


def edits_comment_freely(comment: Comment, at: datetime) -> bool:
    return at - comment.at <= FREE_EDIT


def can_print_letter(actor: Actor, issue: Issue) -> bool:
    """The letter to somebody without an address is printed by those who run the council, or who registered it."""
    return actor.runs(issue.council_id) or is_registrar(actor, issue) or actor.coordinates(issue.council_id)
