"""What the letters say: one table from what happened to subject, first line and button. No story text, ever.

The gaps: about ("Innspill 2026-0042" or "Sak 12/26"), due (a day), office and council. `ask` is the first line for
whoever must act, `news` for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.models.followups import SideAct
from app.models.notices import EventKind as K
from app.models.notices import Mail, Reason
from app.notices.rules import Topic

ASKED = frozenset({Reason.OWES, Reason.STANDS_IN, Reason.FALLBACK, Reason.SEAT})


READ_MORE = _l("Les mer i Medvirk")


class Page(StrEnum):
    """Where the button leads."""

    ISSUE = "issue"
    FOLLOW_UP = "follow_up"
    COUNCIL = "council"
    PROPOSALS = "proposals"
    OWN_PROPOSALS = "own_proposals"
    VOTE = "vote"
    SUMMARY = "summary"
    PUBLIC_WORDS = "public_words"
    SAFETY = "safety"
    SETTINGS = "settings"
    LETTERS = "letters"
    NOTICES = "notices"
    HOME = "home"


@dataclass(frozen=True)
class Letter:
    """The words of one kind of letter, in the reader's language when they are written out."""

    subject: Any
    news: Any
    ask: Any = None
    button: Any = READ_MORE
    page: Page = Page.ISSUE
    asks_everybody: bool = False  # `news` itself asks for something

    def first_line(self, reason: Reason) -> Any:
        return self.ask if self.ask is not None and reason in ASKED else self.news

    def asks(self, reason: Reason) -> bool:
        return self.asks_everybody or (self.ask is not None and reason in ASKED)


_SEE_ISSUE = _l("Se innspillet")
_ANSWER = _l("Svar på innspillet")

LETTERS: dict[K, Letter] = {
    # The issue
    K.ISSUE_POSTED: Letter(_l("%(about)s: nytt innspill"), _l("Det er sendt inn et nytt innspill."), button=_SEE_ISSUE),
    K.ISSUE_HELD: Letter(
        _l("%(about)s: venter på gjennomlesing"),
        _l("Du blir bedt om å lese gjennom et innspill og slippe det fram."),
        button=_l("Les gjennom"),
        asks_everybody=True,
    ),
    K.ISSUE_RELEASED: Letter(
        _l("%(about)s: lest gjennom"), _l("Innspillet er lest gjennom og er hos utvalget."), button=_SEE_ISSUE
    ),
    K.ISSUE_SENT: Letter(
        _l("%(about)s: sendt til kontoret"),
        _l("Innspillet er sendt til kontoret. Svarfristen er %(due)s."),
        ask=_l("Du blir bedt om å svare på et innspill innen %(due)s."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.ISSUE_EDITED: Letter(_l("%(about)s: endret tekst"), _l("Teksten i innspillet er endret."), button=_SEE_ISSUE),
    K.ISSUE_SHARED: Letter(
        _l("%(about)s: delt med andre utvalg"), _l("Innspillet er delt med andre utvalg."), button=_SEE_ISSUE
    ),
    K.ISSUE_SUPPORTED: Letter(
        _l("%(about)s: samme hos flere"), _l("Flere har meldt at det er det samme hos dem."), button=_SEE_ISSUE
    ),
    K.ISSUE_SUPPORT_WITHDRAWN: Letter(
        _l("%(about)s: støtte trukket"), _l("Noen har trukket sitt «samme hos oss»."), button=_SEE_ISSUE
    ),
    K.ISSUE_PHASED: Letter(
        _l("%(about)s: fase"), _l("Utvalget har sagt hvilken fase innspillet gjelder."), button=_SEE_ISSUE
    ),
    K.ISSUE_COMMENTED: Letter(
        _l("%(about)s: ny kommentar"), _l("Det er kommet en ny kommentar."), button=_l("Les kommentaren")
    ),
    K.ISSUE_MERGED: Letter(
        _l("%(about)s: slått sammen"), _l("Innspillet er slått sammen med et annet."), button=_SEE_ISSUE
    ),
    K.ISSUE_WITHDRAWN: Letter(_l("%(about)s: trukket"), _l("Innspillet er trukket."), button=_SEE_ISSUE),
    K.ISSUE_NAME_REMOVED: Letter(
        _l("%(about)s: navnet er tatt bort"),
        _l("Den som sendte innspillet, har tatt navnet sitt bort. Innspillet gjelder fortsatt."),
        ask=_l("Den som sendte innspillet, har tatt navnet sitt bort. Du står for innspillet fra nå."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_CLOSED: Letter(
        _l("%(about)s: avsluttet"), _l("Innspillet er avsluttet. Utfallet står på siden."), button=_l("Se utfallet")
    ),
    K.ISSUE_REOPENED: Letter(
        _l("%(about)s: åpnet igjen"), _l("Utvalget har åpnet innspillet igjen."), button=_SEE_ISSUE
    ),
    K.ISSUE_HANDED_OVER: Letter(
        _l("%(about)s: flyttet"), _l("Innspillet er flyttet til %(council)s."), button=_SEE_ISSUE
    ),
    K.PUBLIC_VERSION_PROPOSED: Letter(
        _l("%(about)s: forslag til åpen tekst"),
        _l("Du blir bedt om å lese en tekst som kan bli åpen for alle, og si ja eller nei."),
        button=_l("Les forslaget"),
        page=Page.PUBLIC_WORDS,
        asks_everybody=True,
    ),
    K.PUBLIC_VERSION_AGREED: Letter(
        _l("%(about)s: den åpne teksten trenger ja fra brukersiden"),
        _l("Den som sendte innspillet, har sagt ja. Du blir bedt om å si om brukersiden godkjenner teksten."),
        button=_l("Les teksten"),
        page=Page.PUBLIC_WORDS,
        asks_everybody=True,
    ),
    K.PUBLIC_VERSION_REFUSED: Letter(
        _l("%(about)s: nei til den åpne teksten"),
        _l("Den som sendte innspillet, har sagt nei til teksten. Brukersiden kan foreslå en annen."),
        button=_l("Se forslaget"),
        page=Page.PUBLIC_WORDS,
    ),
    K.PUBLIC_VERSION_WITHDRAWN: Letter(
        _l("%(about)s: ikke lenger åpent for alle"),
        _l("Den som sendte innspillet, har tatt ja-et sitt tilbake. Teksten er ikke lenger åpen for alle."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_PUBLISHED: Letter(
        _l("%(about)s: åpent for alle"), _l("Innspillet har fått en tekst som alle kan lese."), button=_SEE_ISSUE
    ),
    K.ASSENT_ASKED: Letter(
        _l("%(about)s: trenger ditt ja"),
        _l("Du blir bedt om å ta stilling: brukersiden må være to om dette."),
        button=_l("Se hva det gjelder"),
        asks_everybody=True,
    ),
    # The chain
    K.MUNICIPALITY_ASKED: Letter(
        _l("%(about)s: kommunen er bedt om svar"),
        _l("Kommunen er bedt om å svare. Svarfristen er %(due)s."),
        ask=_l("Du blir bedt om å svare for kommunen innen %(due)s."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.ANSWER_GIVEN: Letter(_l("%(about)s: nytt svar"), _l("Innspillet har fått svar."), button=_l("Les svaret")),
    K.ANSWER_CORRECTED: Letter(
        _l("%(about)s: rettet svar"), _l("Svaret er rettet. Det som er endret, er merket."), button=_l("Les svaret")
    ),
    K.ANSWER_CONTESTED: Letter(
        _l("%(about)s: utvalget er ikke enig"),
        _l("Utvalget er ikke enig i svaret og har bedt om et nytt innen %(due)s."),
        ask=_l("Utvalget er ikke enig i svaret. Du blir bedt om å svare på nytt innen %(due)s."),
        button=_l("Les begrunnelsen"),
        page=Page.FOLLOW_UP,
    ),
    K.CLARIFICATION_ASKED: Letter(
        _l("%(about)s: spørsmål til utvalget"),
        _l("Utvalget har fått et spørsmål om innspillet, og svarer innen %(due)s."),
        ask=_l("Utvalget har fått et spørsmål om innspillet. Du blir bedt om å svare innen %(due)s."),
        button=_l("Se spørsmålet"),
    ),
    K.CLARIFICATION_GIVEN: Letter(
        _l("%(about)s: utvalget har svart"),
        _l("Utvalget har svart på spørsmålet. Svarfristen løper videre."),
        button=_l("Les svaret"),
    ),
    K.CLARIFICATION_LAPSED: Letter(
        _l("%(about)s: fristen løper igjen"),
        _l("Utvalget rakk ikke å svare på spørsmålet. Svarfristen løper videre, og svaret kommer uten det."),
        button=_SEE_ISSUE,
    ),
    K.SENT_ON: Letter(
        _l("%(about)s: sendt videre"),
        _l("Innspillet er sendt videre. Den som hadde det først, har ansvaret til den neste har tatt det."),
        ask=_l("Et innspill er sendt videre til deg. Du blir bedt om å ta det eller si nei."),
        button=_SEE_ISSUE,
        page=Page.FOLLOW_UP,
    ),
    K.SENT_ON_ACCEPTED: Letter(
        _l("%(about)s: tatt imot av den neste"),
        _l("Den som innspillet ble sendt videre til, har tatt det."),
        button=_SEE_ISSUE,
    ),
    K.SENT_ON_DECLINED: Letter(
        _l("%(about)s: sendt tilbake"),
        _l("Innspillet er kommet tilbake til dem som sendte det videre. De skylder svaret."),
        ask=_l("Innspillet er kommet tilbake. Du blir bedt om å svare innen %(due)s."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.DUE_EXTENDED: Letter(
        _l("%(about)s: ny frist"), _l("Fristen er flyttet til %(due)s."), button=_l("Se begrunnelsen")
    ),
    K.EXTENSION_ASKED: Letter(
        _l("%(about)s: ønske om ny frist"),
        _l("Du blir bedt om å si ja eller nei til å flytte fristen en gang til."),
        button=_l("Se begrunnelsen"),
        asks_everybody=True,
    ),
    K.EXTENSION_REFUSED: Letter(
        _l("%(about)s: fristen står"), _l("Utvalget sa nei til å flytte fristen. Den er %(due)s."), button=_SEE_ISSUE
    ),
    K.ACTION_PROMISED: Letter(
        _l("%(about)s: nytt tiltak"), _l("Det er lovet et tiltak innen %(due)s."), button=_l("Se tiltaket")
    ),
    K.ACTION_CLAIMED: Letter(
        _l("%(about)s: tiltaket er meldt gjort"),
        _l("Tiltaket er meldt gjort. Det gjelder først når utvalget har bekreftet det."),
        ask=_l("Tiltaket er meldt gjort. Du blir bedt om å bekrefte eller si fra innen %(due)s."),
        button=_l("Se hva som er gjort"),
    ),
    K.ACTION_CONFIRMED: Letter(
        _l("%(about)s: bekreftet av utvalget"), _l("Utvalget har bekreftet at tiltaket er gjort."), button=_SEE_ISSUE
    ),
    K.ACTION_CONTESTED: Letter(
        _l("%(about)s: utvalget er ikke enig"),
        _l("Utvalget er ikke enig i at tiltaket er gjort. Ny frist er %(due)s."),
        ask=_l("Utvalget er ikke enig i at tiltaket er gjort. Du blir bedt om å følge opp innen %(due)s."),
        button=_l("Les begrunnelsen"),
    ),
    K.OUTCOME_ASKED: Letter(
        _l("%(about)s: hjalp det?"),
        _l("Du blir bedt om å si om det hjalp."),
        button=_l("Svar på «Hjalp det?»"),
        asks_everybody=True,
    ),
    K.OUTCOME_REMINDED: Letter(
        _l("%(about)s: hjalp det?"),
        _l("Du blir spurt en gang til: Hjalp det?"),
        button=_l("Svar på «Hjalp det?»"),
        asks_everybody=True,
    ),
    K.OUTCOME_SAID: Letter(
        _l("%(about)s: svar på «hjalp det?»"), _l("Noen har sagt om det hjalp."), button=_l("Se svarene")
    ),
    K.COUNCIL_ASKED: Letter(
        _l("%(about)s: kontoret spør utvalget"),
        _l("Kontoret spør utvalget om råd innen %(due)s."),
        ask=_l("Kontoret spør utvalget om råd. Du blir bedt om å svare innen %(due)s."),
        button=_l("Se spørsmålet"),
    ),
    K.CHANGE_ANNOUNCED: Letter(
        _l("%(about)s: kontoret varsler en endring"),
        _l("Kontoret varsler en endring. Utvalget kan uttale seg innen %(due)s."),
        ask=_l("Kontoret varsler en endring. Du blir bedt om en uttalelse fra utvalget innen %(due)s."),
        button=_l("Les om endringen"),
    ),
    K.STATEMENT_GIVEN: Letter(
        _l("%(about)s: uttalelse fra utvalget"), _l("Utvalget har uttalt seg."), button=_l("Les uttalelsen")
    ),
    K.ISSUE_RAISED: Letter(
        _l("%(about)s: løftet til neste nivå"),
        _l("Innspillet er løftet til utvalget på neste nivå."),
        ask=_l("Et utvalg har løftet et innspill til dere. Du blir bedt om å svare innen %(due)s."),
        button=_SEE_ISSUE,
    ),
    K.RAISE_REPLIED: Letter(
        _l("%(about)s: svar fra neste nivå"), _l("Utvalget på neste nivå har svart."), button=_l("Les svaret")
    ),
    # The council
    K.COUNCIL_STARTED: Letter(_l("%(council)s: nytt utvalg"), _l("%(council)s er kommet i gang."), page=Page.COUNCIL),
    K.COUNCIL_ENDED: Letter(
        _l("%(council)s: avsluttet"),
        _l("%(council)s er avsluttet. Det som var i gang, er ført videre i et annet utvalg."),
        page=Page.COUNCIL,
    ),
    K.APPOINTMENT_STARTED: Letter(
        _l("%(about)s: ny oppnevning"), _l("Det er en ny oppnevning i %(about)s."), page=Page.COUNCIL
    ),
    K.APPOINTMENT_ENDED: Letter(
        _l("%(about)s: oppnevning avsluttet"), _l("En oppnevning i %(about)s er over."), page=Page.COUNCIL
    ),
    K.APPOINTMENT_ENDING: Letter(
        _l("%(council)s: oppnevning går ut"),
        _l("En oppnevning i %(council)s går ut %(due)s. Finn ut nå hvem som skal sitte videre."),
        page=Page.COUNCIL,
        asks_everybody=True,
    ),
    K.REPRESENTATIVE_PROPOSED: Letter(
        _l("%(council)s: forslag til representant"),
        _l("En organisasjon har foreslått en representant til %(council)s. Du blir bedt om å oppnevne eller si nei."),
        button=_l("Se forslaget"),
        page=Page.PROPOSALS,
        asks_everybody=True,
    ),
    K.NOMINATION_DECIDED: Letter(
        _l("%(council)s: oppnevnt etter forslag"),
        _l("Den dere foreslo til %(council)s, er oppnevnt."),
        button=_l("Se forslaget"),
        page=Page.OWN_PROPOSALS,
    ),
    # Meetings, votes, summaries
    K.AGENDA_ITEM_ADDED: Letter(
        _l("%(about)s: på sakslisten"), _l("Innspillet er satt på sakslisten til et møte."), button=_SEE_ISSUE
    ),
    K.VOTE_OPENED: Letter(
        _l("%(about)s: avstemning"),
        _l("Du blir bedt om å stemme."),
        button=_l("Gå til avstemningen"),
        page=Page.VOTE,
        asks_everybody=True,
    ),
    K.VOTE_CLOSED: Letter(
        _l("%(about)s: avstemningen er over"), _l("Avstemningen er over."), button=_l("Se resultatet"), page=Page.VOTE
    ),
    K.ADVICE_GIVEN: Letter(_l("%(about)s: råd fra utvalget"), _l("Utvalget har gitt et råd."), button=_l("Les rådet")),
    K.SUMMARY_PUBLISHED: Letter(
        _l("Nytt sammendrag"),
        _l("Det er publisert et nytt sammendrag."),
        button=_l("Les sammendraget"),
        page=Page.SUMMARY,
    ),
    # Safety
    K.TEXT_REPORTED: Letter(
        _l("%(about)s: en tekst er meldt"),
        _l("Du blir bedt om å vurdere en tekst som er meldt."),
        button=_l("Se meldingen"),
        page=Page.SAFETY,
        asks_everybody=True,
    ),
    K.TEXT_HIDDEN: Letter(
        _l("%(about)s: en tekst er skjult"),
        _l("En tekst er skjult. Grunnen står på siden, og den som skrev teksten, kan klage."),
        button=_l("Se begrunnelsen"),
        page=Page.SAFETY,
    ),
    K.TEXT_HIDDEN_FOR_NOW: Letter(
        _l("%(about)s: en tekst er skjult for nå"),
        _l("En tekst er skjult til en moderator har sett på den."),
        page=Page.SAFETY,
    ),
    K.TEXT_KEPT: Letter(
        _l("%(about)s: en meldt tekst står"),
        _l("En tekst som var meldt, blir stående."),
        button=_l("Se begrunnelsen"),
        page=Page.SAFETY,
    ),
    K.REPORT_APPEALED: Letter(
        _l("%(about)s: klage på skjuling"),
        _l("Du blir bedt om å vurdere en klage på at en tekst er skjult."),
        button=_l("Se klagen"),
        page=Page.SAFETY,
        asks_everybody=True,
    ),
    K.APPEAL_DECIDED: Letter(
        _l("%(about)s: klagen er avgjort"),
        _l("Klagen på at en tekst er skjult, er avgjort."),
        button=_l("Se begrunnelsen"),
        page=Page.SAFETY,
    ),
    # Security
    K.PASSWORD_CHANGED: Letter(
        _l("Passordet ditt er endret"),
        _l("Passordet ditt i Medvirk er endret. Var det ikke deg, logg ut alle enheter og lag et nytt."),
        button=_l("Se enhetene dine"),
        page=Page.SETTINGS,
    ),
    K.ADDRESS_ASKED: Letter(
        _l("Noen vil bytte e-postadressen din"),
        _l("Noen har bedt om å bytte e-postadressen din. Var det ikke deg, stopper du det med et nytt passord."),
        button=_l("Gå til Min konto"),
        page=Page.SETTINGS,
    ),
    K.ADDRESS_CHANGED: Letter(
        _l("E-postadressen din er byttet"),
        _l("E-postadressen din i Medvirk er byttet. Var det ikke deg, si fra til sekretæren i utvalget med en gang."),
        button=_l("Gå til Min konto"),
        page=Page.SETTINGS,
    ),
    K.SIGN_IN_TRIED: Letter(
        _l("Noen har prøvd å logge inn"),
        _l("Noen har prøvd å logge inn som deg flere ganger med feil passord."),
        button=_l("Se enhetene dine"),
        page=Page.SETTINGS,
    ),
    K.MAIL_REFUSED: Letter(
        _l("En e-postadresse virker ikke"),
        _l("E-post til et medlem kommer ikke fram. Du blir bedt om å skaffe en ny adresse: %(person)s."),
        button=_l("Se utvalget"),
        page=Page.COUNCIL,
        asks_everybody=True,
    ),
    # One's own texts
    K.DRAFT_ENDING: Letter(
        _l("Et utkast blir snart slettet"),
        _l("Du har et utkast som ikke er rørt på lenge. Det blir slettet om sju dager. Send det, eller skriv videre."),
        button=_l("Se utkastene dine"),
        page=Page.HOME,
    ),
}

# The same kind of event, when the answer was no.
NOT_APPOINTED = Letter(
    _l("%(council)s: ikke oppnevnt nå"),
    _l("Den dere foreslo til %(council)s, blir ikke oppnevnt nå. Grunnen står på siden."),
    button=_l("Se grunnen"),
    page=Page.OWN_PROPOSALS,
)

# The same kind of event, for whoever can only find somebody to judge it.
NOBODY_JUDGES = Letter(
    _l("%(about)s: ingen kan se på en meldt tekst"),
    _l("En meldt tekst venter, og ingen kan avgjøre saken nå. Du blir bedt om å oppnevne en moderator."),
    button=_l("Se varslene dine"),
    page=Page.NOTICES,
    asks_everybody=True,
)

# For whoever is next in line where an office, a municipality or a region owes and nobody is there: not theirs to do.
NOBODY_ANSWERS = Letter(
    _l("%(about)s: ingen svarer for %(owner)s"),
    _l(
        "Innspillet venter på %(owner)s, men ingen er ført opp til å svare der. "
        "Du blir bedt om å sørge for at noen får rollen."
    ),
    button=_SEE_ISSUE,
    asks_everybody=True,
)

# The same kind of event, when nobody's address is wrong but mails were given up.
ON_PAPER = Letter(
    _l("%(council)s: brev må skrives ut"),
    _l("E-post har ikke kommet fram på to døgn. Du blir bedt om å sørge for at brevene blir skrevet ut og sendt."),
    button=_l("Se brevene"),
    page=Page.LETTERS,
    asks_everybody=True,
)

# The same kinds of event where it is a role that is given or ended, which is no seat in a council.
ROLE_STARTED = Letter(_l("%(place)s: ny rolle"), _l("Ny rolle: %(role)s, %(place)s."), page=Page.COUNCIL)
ROLE_ENDED = Letter(
    _l("%(place)s: rolle avsluttet"), _l("Rollen er avsluttet: %(role)s, %(place)s."), page=Page.COUNCIL
)
ROLES: dict[str, Any] = {
    CouncilRoleKind.LEADER: _l("Utvalgsleder"),
    CouncilRoleKind.DEPUTY: _l("Nestleder"),
    CouncilRoleKind.SECRETARY: _l("Sekretær"),
    CouncilRoleKind.OBSERVER: _l("Observatør"),
    OfficeRoleKind.DIRECTOR: _l("Nav-leder"),
    OfficeRoleKind.STAND_IN: _l("Stedfortreder"),
    OfficeRoleKind.ASSISTANT: _l("Medarbeider som skriver utkast"),
    OfficeRoleKind.MUNICIPAL_DIRECTOR: _l("Kommunedirektør"),
    OfficeRoleKind.REGIONAL_DIRECTOR: _l("Fylkesdirektør"),
    ScopeKind.COORDINATOR: _l("Koordinator"),
    ScopeKind.MODERATOR: _l("Moderator"),
    ScopeKind.ORGANISATION_CONTACT: _l("Organisasjonskontakt"),
    ScopeKind.ADMINISTRATOR: _l("Administrator"),
}

# What two on the user side must agree to, for a reader on paper as well: there is no page to look it up on.
ACTS: dict[SideAct, Any] = {
    SideAct.CONFIRM: _l("å bekrefte at et tiltak er gjort"),
    SideAct.CONTEST: _l("å si fra at utvalget ikke er enig"),
    SideAct.CLOSE: _l("å lukke innspillet"),
    SideAct.REOPEN: _l("å åpne innspillet igjen"),
    SideAct.MERGE: _l("å slå innspillet sammen med et annet"),
    SideAct.RELEASE: _l("å slippe innspillet fram"),
    SideAct.APPROVE_PUBLIC: _l("å godkjenne en tekst som alle kan lese"),
}

WHY: dict[Reason, Any] = {
    Reason.OWES: _l("Du får denne fordi du er ansvarlig for det den gjelder."),
    Reason.STANDS_IN: _l("Du får denne fordi du er stedfortreder for den som er ansvarlig."),
    Reason.AUTHOR: _l("Du får denne fordi du har sendt inn innspillet."),
    Reason.SUPPORTER: _l("Du får denne fordi du har sagt at det er det samme hos dere."),
    Reason.FOLLOWER: _l("Du får denne fordi du følger innspillet."),
    Reason.SEAT: _l("Du får denne fordi du sitter på en plass som blir spurt."),
    Reason.LEADER: _l("Du får denne fordi du leder utvalget eller brukersiden."),
    Reason.SECRETARY: _l("Du får denne fordi du er sekretær for utvalget."),
    Reason.MEMBER: _l("Du får denne fordi du er med i utvalget."),
    Reason.COORDINATOR: _l("Du får denne fordi du er koordinator i fylket."),
    Reason.MODERATOR: _l("Du får denne fordi du er moderator."),
    Reason.ADMINISTRATOR: _l("Du får denne fordi du er administrator."),
    Reason.ORGANISATION: _l("Du får denne fordi du er kontakt for organisasjonen."),
    Reason.OFFICE: _l("Du får denne fordi du svarer for kontoret eller kommunen."),
    Reason.SELF: _l("Du får denne fordi den gjelder deg."),
    Reason.FALLBACK: _l("Du får denne fordi den som er ansvarlig, mangler, og du er neste."),
}

TOPICS: dict[Topic, Any] = {
    Topic.ISSUES: _l("Nye innspill og det som skjer med dem"),
    Topic.COMMENTS: _l("Kommentarer"),
    Topic.ANSWERS: _l("Svar og frister"),
    Topic.OUTCOMES: _l("Tiltak og om det hjalp"),
    Topic.COUNCIL: _l("Utvalget og oppnevninger"),
    Topic.MEETINGS: _l("Møter, avstemninger og råd"),
    Topic.SUMMARIES: _l("Sammendrag"),
}


# Letters of other rooms (sign-in link, invitation …): a function that gives the templates of that name their values.
Context = Callable[[Mail], dict[str, Any]]
CONTEXTS: dict[str, Context] = {}


def register(letter: str, context: Context) -> None:
    """Let a room write letters of its own: templates/emails/<letter>/ rendered with what `context(mail)` gives."""
    CONTEXTS[letter] = context
