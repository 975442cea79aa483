"""Who is told of what: the one table. Read it aloud to somebody at an office and they should agree.

Each line: what happened → who hears of it. A duty cannot be switched off; the rest comes when the person wants
it: at once, daily, weekly or never, per topic. Nobody is told of what they did themselves.

What is said to them stands in kinds/: one Happening a kind, with its topic.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.models.notices import EventKind as K
from app.models.notices import Reason
from app.models.people import Delivery


class Who(StrEnum):
    """The people around an issue, a follow-up or a council, resolved in `queries/recipients.py` on the day."""

    OWNER = "owner"  # who owes it; without a person: stand-in, secretary, two user representatives, coordinator
    STAND_IN = "stand_in"
    OTHER_OWNER = "other_owner"  # the municipality where the office owes, and the other way round
    OFFICE = "office"  # director and stand-in of the office the issue is about; for a region's council, of the region
    AUTHOR = "author"
    REGISTRAR = "registrar"  # who posted it on somebody's behalf
    SUPPORTERS = "supporters"
    FOLLOWERS = "followers"
    LEADER = "leader"  # the council's leader and deputy
    BORN_LEADER = "born_leader"  # those of the council in which it was sent in, where another has it now
    RELEASER = "releaser"  # reads held texts through: leader or deputy on a user seat, else the coordinator
    SPEAKERS = "speakers"  # act for the users: their leader and deputy, else every holder of a user seat, else as OWNER
    SECRETARY = "secretary"
    USER_SEATS = "user_seats"  # holders of user seats
    MEMBERS = "members"  # every holder and substitute
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    NAMED = "named"  # the persons the act itself names


REASONS = {
    Who.OWNER: Reason.OWES,
    Who.STAND_IN: Reason.STANDS_IN,
    Who.OTHER_OWNER: Reason.OFFICE,
    Who.OFFICE: Reason.OFFICE,
    Who.AUTHOR: Reason.AUTHOR,
    Who.REGISTRAR: Reason.AUTHOR,
    Who.SUPPORTERS: Reason.SUPPORTER,
    Who.FOLLOWERS: Reason.FOLLOWER,
    Who.LEADER: Reason.LEADER,
    Who.BORN_LEADER: Reason.LEADER,
    Who.RELEASER: Reason.LEADER,
    Who.SPEAKERS: Reason.MEMBER,
    Who.SECRETARY: Reason.SECRETARY,
    Who.USER_SEATS: Reason.SEAT,
    Who.MEMBERS: Reason.MEMBER,
    Who.COORDINATOR: Reason.COORDINATOR,
    Who.MODERATOR: Reason.MODERATOR,
    Who.NAMED: Reason.SELF,
}


@dataclass(frozen=True)
class Rule:
    """Who must hear of it (duty), and who may want to (interest)."""

    duty: tuple[Who, ...] = ()
    interest: tuple[Who, ...] = ()
    delivery: Delivery = Delivery.NOW  # of an interest, when the person has not chosen


NOBODY = Rule()  # history only

RULES: dict[K, Rule] = {
    # The issue
    K.ISSUE_POSTED: Rule(interest=(Who.LEADER, Who.SECRETARY, Who.NAMED, Who.FOLLOWERS), duty=(Who.AUTHOR,)),
    K.ISSUE_HELD: Rule(duty=(Who.RELEASER,)),
    K.ISSUE_RELEASED: Rule(duty=(Who.AUTHOR, Who.REGISTRAR)),
    K.ISSUE_SENT: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR,)),
    K.ISSUE_EDITED: Rule(interest=(Who.OFFICE, Who.FOLLOWERS), delivery=Delivery.DAILY),
    K.ISSUE_SHARED: Rule(interest=(Who.AUTHOR, Who.COORDINATOR, Who.FOLLOWERS), delivery=Delivery.DAILY),
    K.ISSUE_SUPPORTED: Rule(interest=(Who.AUTHOR, Who.LEADER), delivery=Delivery.DAILY),
    K.ISSUE_SUPPORT_WITHDRAWN: NOBODY,
    K.ISSUE_PHASED: NOBODY,
    K.PRAISE_PASSED_ON: Rule(interest=(Who.OFFICE,), delivery=Delivery.DAILY),
    K.ISSUE_COMMENTED: Rule(interest=(Who.AUTHOR, Who.FOLLOWERS), delivery=Delivery.DAILY),
    # The named: whoever had an answer to give that nobody waits for any more.
    K.ISSUE_MERGED: Rule(
        duty=(Who.AUTHOR, Who.REGISTRAR), interest=(Who.SUPPORTERS, Who.FOLLOWERS, Who.OFFICE, Who.NAMED)
    ),
    K.ISSUE_WITHDRAWN: Rule(interest=(Who.LEADER, Who.OFFICE, Who.SUPPORTERS)),
    # The named stands for it from now on.
    K.ISSUE_NAME_REMOVED: Rule(duty=(Who.NAMED,), interest=(Who.LEADER, Who.OFFICE, Who.SUPPORTERS)),
    K.ISSUE_CLOSED: Rule(duty=(Who.AUTHOR,), interest=(Who.SUPPORTERS, Who.FOLLOWERS, Who.OFFICE)),
    # The named owe an answer of their own again.
    K.ISSUE_REOPENED: Rule(
        duty=(Who.OWNER, Who.STAND_IN, Who.NAMED, Who.OFFICE, Who.AUTHOR), interest=(Who.SUPPORTERS, Who.FOLLOWERS)
    ),
    K.ISSUE_HANDED_OVER: Rule(interest=(Who.AUTHOR, Who.LEADER, Who.SECRETARY)),
    # First the author, or whoever noted the consent; then the user side: each when it is their turn.
    K.PUBLIC_VERSION_PROPOSED: Rule(duty=(Who.AUTHOR, Who.NAMED)),
    K.PUBLIC_VERSION_AGREED: Rule(duty=(Who.SPEAKERS,)),
    K.PUBLIC_VERSION_REFUSED: Rule(interest=(Who.NAMED, Who.SPEAKERS)),
    K.PUBLIC_VERSION_WITHDRAWN: Rule(interest=(Who.SPEAKERS, Who.OFFICE)),
    K.ISSUE_PUBLISHED: Rule(interest=(Who.AUTHOR, Who.OFFICE, Who.SUPPORTERS), delivery=Delivery.DAILY),
    K.ASSENT_ASKED: Rule(duty=(Who.USER_SEATS,)),
    # The chain
    K.MUNICIPALITY_ASKED: Rule(duty=(Who.OWNER,), interest=(Who.AUTHOR,)),
    K.RECEIPT_GIVEN: Rule(interest=(Who.AUTHOR, Who.LEADER), delivery=Delivery.DAILY),
    # The named: of an answer to what was raised, the office below and the council that took it on.
    K.ANSWER_GIVEN: Rule(
        duty=(Who.AUTHOR, Who.REGISTRAR),
        interest=(Who.SUPPORTERS, Who.FOLLOWERS, Who.LEADER, Who.BORN_LEADER, Who.NAMED),
    ),
    K.ANSWER_CORRECTED: Rule(duty=(Who.AUTHOR,), interest=(Who.SUPPORTERS, Who.FOLLOWERS)),
    K.ANSWER_CONTESTED: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR,)),
    K.CLARIFICATION_ASKED: Rule(duty=(Who.OWNER, Who.AUTHOR)),
    K.CLARIFICATION_GIVEN: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR,)),
    # The council hears of the lapse as the last step of the clarification's own clock.
    K.CLARIFICATION_LAPSED: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR,)),
    K.SENT_ON: Rule(duty=(Who.OWNER,), interest=(Who.AUTHOR, Who.LEADER)),
    K.SENT_OUTSIDE: Rule(interest=(Who.AUTHOR, Who.LEADER)),
    # The named: whoever sent it on, and is free of it now.
    K.SENT_ON_ACCEPTED: Rule(interest=(Who.NAMED, Who.AUTHOR, Who.LEADER)),
    K.SENT_ON_DECLINED: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR,)),
    K.DUE_EXTENDED: Rule(interest=(Who.OWNER, Who.STAND_IN, Who.AUTHOR, Who.LEADER, Who.SUPPORTERS)),
    K.EXTENSION_ASKED: Rule(duty=(Who.SPEAKERS,)),
    K.EXTENSION_REFUSED: Rule(duty=(Who.OWNER, Who.STAND_IN)),
    K.ACTION_PROMISED: Rule(interest=(Who.AUTHOR, Who.SUPPORTERS)),
    K.ACTION_CLAIMED: Rule(duty=(Who.OWNER,), interest=(Who.LEADER, Who.FOLLOWERS)),
    K.ACTION_CONFIRMED: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR, Who.SUPPORTERS)),
    K.ACTION_CONTESTED: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.AUTHOR, Who.SUPPORTERS)),
    K.OUTCOME_ASKED: Rule(duty=(Who.NAMED,)),
    K.OUTCOME_REMINDED: Rule(duty=(Who.NAMED,)),
    K.OUTCOME_SAID: Rule(interest=(Who.SPEAKERS,), delivery=Delivery.DAILY),
    K.COUNCIL_ASKED: Rule(duty=(Who.OWNER, Who.SECRETARY), interest=(Who.MEMBERS,)),
    K.CHANGE_ANNOUNCED: Rule(duty=(Who.OWNER, Who.SECRETARY), interest=(Who.MEMBERS,)),
    K.STATEMENT_GIVEN: Rule(duty=(Who.OFFICE,), interest=(Who.MEMBERS,)),
    K.ISSUE_RAISED: Rule(duty=(Who.OWNER,), interest=(Who.AUTHOR, Who.SUPPORTERS)),
    # The named: after a yes, whoever owes the answer.
    K.RAISE_REPLIED: Rule(
        duty=(Who.NAMED, Who.AUTHOR, Who.REGISTRAR),
        interest=(Who.LEADER, Who.BORN_LEADER, Who.SUPPORTERS, Who.FOLLOWERS, Who.OFFICE),
    ),
    K.RELAPSE_FOUND: Rule(duty=(Who.OWNER,), interest=(Who.SECRETARY,)),
    K.RELAPSE_LEFT: Rule(interest=(Who.AUTHOR, Who.SUPPORTERS, Who.LEADER)),
    K.REMINDER: Rule(duty=(Who.NAMED,)),  # whom: the ladder's step says
    # The council
    K.COUNCIL_STARTED: Rule(interest=(Who.COORDINATOR,)),
    K.COUNCIL_ENDED: Rule(duty=(Who.MEMBERS, Who.LEADER, Who.SECRETARY), interest=(Who.COORDINATOR,)),
    K.APPOINTMENT_STARTED: Rule(duty=(Who.NAMED,), interest=(Who.LEADER, Who.SECRETARY)),
    K.APPOINTMENT_ENDED: Rule(duty=(Who.NAMED,), interest=(Who.LEADER, Who.SECRETARY)),
    K.APPOINTMENT_ENDING: Rule(duty=(Who.NAMED,)),
    # Leader, deputy and secretary; the coordinator is named where there is nobody of them
    K.REPRESENTATIVE_PROPOSED: Rule(duty=(Who.LEADER, Who.SECRETARY, Who.NAMED)),
    K.NOMINATION_DECIDED: Rule(duty=(Who.NAMED,)),
    # One letter for a whole file of members
    K.MEMBERS_ADDED: Rule(interest=(Who.LEADER, Who.SECRETARY)),
    # The named: who is asked for the yes; whoever proposed it; whose signature it is; whom a new reach touches
    K.PROPOSAL_ASKED: Rule(duty=(Who.NAMED,)),
    K.PROPOSAL_DECIDED: Rule(duty=(Who.NAMED,)),
    K.SLIP_REGISTERED: Rule(duty=(Who.NAMED,)),
    K.SCOPE_GIVEN: Rule(duty=(Who.NAMED,)),
    # Meetings, votes, summaries
    K.AGENDA_ITEM_ADDED: Rule(interest=(Who.AUTHOR, Who.OFFICE)),
    K.VOTE_OPENED: Rule(duty=(Who.NAMED,)),
    K.VOTE_CLOSED: Rule(interest=(Who.MEMBERS,), delivery=Delivery.DAILY),
    # Whoever owes the answer, where it made an issue of its own
    K.ADVICE_GIVEN: Rule(duty=(Who.OWNER, Who.STAND_IN), interest=(Who.OFFICE, Who.AUTHOR, Who.MEMBERS)),
    K.SUMMARY_PUBLISHED: Rule(interest=(Who.NAMED,), delivery=Delivery.WEEKLY),
    # Safety
    # The named: whoever may decide it, or can find somebody who may.
    K.TEXT_REPORTED: Rule(duty=(Who.NAMED,)),
    K.TEXT_HIDDEN: Rule(duty=(Who.NAMED,)),
    K.TEXT_HIDDEN_FOR_NOW: Rule(duty=(Who.NAMED,)),
    K.TEXT_KEPT: Rule(duty=(Who.NAMED,)),
    K.REPORT_APPEALED: Rule(duty=(Who.NAMED,)),
    K.APPEAL_DECIDED: Rule(duty=(Who.NAMED,)),
    # Security
    K.PASSWORD_CHANGED: Rule(duty=(Who.NAMED,)),
    K.ADDRESS_ASKED: Rule(duty=(Who.NAMED,)),
    K.ADDRESS_CHANGED: Rule(duty=(Who.NAMED,)),
    K.SIGN_IN_TRIED: Rule(duty=(Who.NAMED,)),
    # An address that takes no mail: the secretary asks the person for another; where there is none, whoever is named
    K.MAIL_REFUSED: Rule(duty=(Who.SECRETARY, Who.NAMED)),
    # What an administrator does with the outbox: in the log
    K.MAILS_HANDLED: NOBODY,
    # What somebody wrote and did not send, before it is deleted
    K.DRAFT_ENDING: Rule(duty=(Who.NAMED,)),
}
