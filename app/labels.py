"""The words on screen for the enums of the schema; one place, so that one thing has one name."""

from collections.abc import Iterable
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import guard
from app.core.guard import FindingKind
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.core.words import (
    A_REPRESENTATIVE,
    ACTION,
    ALL,
    ALL_COUNCILS,
    ANSWER,
    BOKMAAL,
    ENGLISH,
    HELPED,
    HELPED_PARTLY,
    ISSUE_MERGED,
    ISSUE_WITHDRAWN,
    NAV,
    NYNORSK,
    OFFICE,
    REPLY_TO_OFFICE,
    REPLY_TO_RAISED,
)
from app.models.councils import CouncilKind, CouncilLevel, Intake, LedBy, Profile
from app.models.issue_enums import Channel, CommentAudience, CommentTag, IssueKind, Origin, Visibility
from app.models.issues import Issue
from app.models.people import Delivery, Locale
from app.models.safety import ReportReason
from app.models.states import AnswerLabel, DropReason, FollowUpKind, OutcomeWord
from app.models.votes import Choice
from app.notices.words.names import OUTCOMES, PHASES, ROLES, STANCES, THEMES

LANGUAGES = ("nb", "nn", "en")

_WORDS: tuple[tuple[StrEnum, object], ...] = (
    *THEMES.items(),
    (IssueKind.PROBLEM, _l("Et problem")),
    (IssueKind.PROPOSAL, _l("Et forslag")),
    (IssueKind.QUESTION, _l("Et spørsmål")),
    (IssueKind.WORKS_WELL, _l("Noe som virker godt")),
    *PHASES.items(),
    (Origin.REPRESENTATIVE, A_REPRESENTATIVE),
    (Origin.ORGANISATION, _l("En organisasjon")),
    (Origin.OFFICE, _l("Kontoret")),
    (Origin.PUBLIC, _l("En bruker av kontoret")),
    (Origin.COUNCIL, _l("Utvalget")),
    (Channel.WRITTEN, _l("Skriftlig")),
    (Channel.PHONE, _l("På telefon")),
    (Channel.PAPER, _l("På papir")),
    (Channel.MEETING, _l("I et møte")),
    (Visibility.COUNCIL, _l("Utvalget og kontoret")),
    (Visibility.SHARED, ALL_COUNCILS),
    (Visibility.PUBLIC, ALL),
    *OUTCOMES.items(),
    *STANCES.items(),
    (AnswerLabel.STATE, _l("Svaret gjelder den statlige delen av Nav")),
    (AnswerLabel.MUNICIPALITY, _l("Svaret gjelder kommunens del av Nav")),
    (AnswerLabel.BOTH, _l("Svaret gjelder både staten og kommunen")),
    (FollowUpKind.ANSWER, ANSWER),
    (FollowUpKind.ACTION, ACTION),
    (FollowUpKind.CLARIFICATION, REPLY_TO_OFFICE),
    (FollowUpKind.STATEMENT, _l("Uttalelse fra utvalget")),
    (FollowUpKind.CONFIRMATION, _l("Bekreftelse fra utvalget")),
    (FollowUpKind.RAISE_REPLY, REPLY_TO_RAISED),
    (FollowUpKind.RELAPSE, _l("Vurdering av om innspillet skal åpnes igjen")),
    (OutcomeWord.SOLVED, HELPED),
    (OutcomeWord.PARTLY, HELPED_PARTLY),
    (OutcomeWord.NOT, _l("Nei, det hjalp ikke")),
    (OutcomeWord.CANNOT_TELL, _l("Jeg kan ikke si det")),
    (OutcomeWord.NO_LONGER_RELEVANT, _l("Det er ikke aktuelt lenger")),
    (CommentTag.EXPERIENCE, _l("Erfaring")),
    (CommentTag.QUESTION, _l("Spørsmål")),
    (CommentTag.PROPOSAL, _l("Forslag")),
    (CommentTag.CONCERN, _l("Bekymring")),
    (CommentAudience.USER_SIDE, _l("Bare brukersiden")),
    (CommentAudience.OFFICE, _l("Også kontoret")),
    (CommentAudience.ALL_COUNCILS, ALL_COUNCILS),
    (Side.USER, _l("Brukersiden")),
    (Side.MUNICIPALITY, _l("Kommunen")),
    (Side.NAV, NAV),
    (Side.STAFF, _l("Ansatte")),
    (Side.OTHER, _l("Andre")),
    *((kind, ROLES[kind]) for kind in (*CouncilRoleKind, *OfficeRoleKind, *ScopeKind)),
    (CouncilLevel.OFFICE, OFFICE),
    (CouncilLevel.REGION, _l("Region")),
    (CouncilLevel.CENTRAL, _l("Sentralt")),
    (CouncilLevel.SPECIAL, _l("Spesialenhet")),
    (CouncilKind.USER_COUNCIL, _l("Brukerutvalg")),
    (CouncilKind.YOUTH_COUNCIL, _l("Ungdomsråd")),
    (CouncilKind.RESOURCE_GROUP, _l("Ressursgruppe")),
    (CouncilKind.WORKING_COMMITTEE, _l("Arbeidsutvalg")),
    (Profile.SIMPLE, _l("Enkelt")),
    (Profile.RULES, _l("Med forretningsorden")),
    (Profile.OWN, _l("Eget")),
    (LedBy.USERS, _l("En brukerrepresentant")),
    (LedBy.NAV, NAV),
    (Intake.DIRECT, _l("Rett til kontoret")),
    (Intake.AFTER_COUNCIL, _l("Først til utvalget")),
    (Locale.NB, BOKMAAL),
    (Locale.NN, NYNORSK),
    (Locale.EN, ENGLISH),
    (Delivery.NOW, _l("Med en gang")),
    (Delivery.DAILY, _l("Samlet hver dag")),
    (Delivery.WEEKLY, _l("Samlet hver uke")),
    (Delivery.NEVER, _l("Aldri")),
    (DropReason.CLOSED, _l("Innspillet ble avsluttet")),
    (DropReason.MERGED, ISSUE_MERGED),
    (DropReason.WITHDRAWN, ISSUE_WITHDRAWN),
    (DropReason.INDIVIDUAL_CASE, _l("Saken gjelder én person")),
    (DropReason.DECLINED, _l("Mottakeren tok ikke over")),
    (DropReason.FIRST_OWNER_ASKED, _l("De som sendte saken videre, spurte utvalget")),
    (DropReason.FIRST_OWNER_ANSWERED, _l("De som sendte saken videre, svarte selv")),
    (DropReason.LAPSED, _l("Utvalget svarte ikke innen fristen")),
    (ReportReason.PERSONAL_DATA, _l("Opplysninger om en person")),
    (ReportReason.THREAT, _l("Trussel")),
    (ReportReason.HARASSMENT, _l("Trakassering eller hets")),
    (ReportReason.UNLAWFUL, _l("Noe annet ulovlig")),
    (ReportReason.OFF_TOPIC, _l("Hører ikke hjemme her")),
    (Choice.FOR, _l("For")),
    (Choice.AGAINST, _l("Mot")),
    (Choice.ABSTAIN, _l("Avstår")),
    *guard.REFUSALS.items(),
    (FindingKind.TOLD_NUMBER, _l("Dette ser ut som nummeret til en person. Ta det bort.")),
    (FindingKind.EMAIL, _l("En e-postadresse kan peke på en person.")),
    (FindingKind.CASE_NUMBER, _l("Et saksnummer kan peke på en persons sak.")),
    (FindingKind.PHONE, _l("Et telefonnummer kan peke på en person.")),
    (FindingKind.OWN_CASE, _l("Dette kan handle om din egen sak.")),
    (FindingKind.NAMED_STAFF, _l("Dette ser ut som navnet på en ansatt. Skriv heller rollen.")),
    (FindingKind.DIAGNOSIS, _l("Dette ser ut som en diagnose om en person.")),
    (FindingKind.FEW_PEOPLE, _l("I en liten kommune kan dette peke på en person.")),
)
# Members of different enums may be equal as strings ("partly"), so the enum is part of the key.
WORDS: dict[tuple[type[StrEnum], str], object] = {(type(member), member.value): text for member, text in _WORDS}


def word(member: StrEnum | None) -> str:
    """The word on screen for a member of any enum of the schema; empty for none."""
    return "" if member is None else str(WORDS[type(member), member.value])


def title_of(issue: Issue) -> str:
    """What a reader meets as the title: of a hidden issue nothing, for its title may be what had to be hidden."""
    return _("Skjult innspill") if issue.hidden_at else issue.title


def choices(enum: Iterable[StrEnum]) -> list[tuple[StrEnum, str]]:
    """Every member with its word, in the order of the enum: what a Pick offers."""
    return [(member, word(member)) for member in enum]


def finding_text(kind: FindingKind) -> str:
    return word(kind)


def ways_for_individual_cases(emergency_phone: str | None = None) -> list[tuple[str, str]]:
    """Where one person's case goes instead: shown beside every guard."""
    ways = [
        (_("Klage på vedtak"), "https://www.nav.no/klage"),
        (_("Klage på service"), "https://www.nav.no/tilbakemeldinger"),
        (_("Ring Nav på 55 55 33 33"), "tel:+4755553333"),
    ]
    if emergency_phone:
        dialled = emergency_phone.replace(" ", "")
        ways.append((_("Kontorets vakttelefon: %(number)s", number=emergency_phone), f"tel:{dialled}"))
    return ways
