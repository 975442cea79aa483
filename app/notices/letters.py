"""What the letters say: one table from what happened to subject, first line and button. No story text, ever.

The gaps: about ("Innspill 2026-0042" or "sak 12/26"), due (a day), owner (who owes it, or did), council, into (what it
was merged with), outcome, number (which reminder). `ask` is the first line for whoever must act, `news` for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.models.assents import SideAct
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
    PROPOSAL = "proposal"
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
    ask_subject: Any = None  # for whoever must act, where it is another

    def first_line(self, reason: Reason) -> Any:
        return self.ask if self.ask is not None and reason in ASKED else self.news

    def subject_for(self, reason: Reason) -> Any:
        return self.ask_subject if self.ask_subject is not None and reason in ASKED else self.subject

    def asks(self, reason: Reason) -> bool:
        return self.asks_everybody or (self.ask is not None and reason in ASKED)


_SEE_ISSUE = _l("Se innspillet")
_ANSWER = _l("Svar på innspillet")

LETTERS: dict[K, Letter] = {
    # The issue
    K.ISSUE_POSTED: Letter(
        _l("%(about)s: nytt innspill"), _l("%(council)s har fått et nytt innspill."), button=_SEE_ISSUE
    ),
    K.ISSUE_HELD: Letter(
        _l("%(about)s: venter på gjennomlesing"),
        _l("Les gjennom innspillet, og avgjør om det kan gå videre."),
        button=_l("Les gjennom"),
        asks_everybody=True,
    ),
    K.ISSUE_RELEASED: Letter(
        _l("%(about)s: godkjent etter gjennomlesing"),
        _l("Innspillet er lest gjennom og går videre som vanlig."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_SENT: Letter(
        _l("%(about)s: sendt til %(owner)s"),
        _l("Innspillet er sendt til %(owner)s, som skal svare innen %(due)s."),
        ask=_l("Svar på innspillet innen %(due)s."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.ISSUE_EDITED: Letter(_l("%(about)s: endret tekst"), _l("Teksten i innspillet er endret."), button=_SEE_ISSUE),
    K.ISSUE_SHARED: Letter(
        _l("%(about)s: delt med andre utvalg"), _l("Innspillet er delt med andre utvalg."), button=_SEE_ISSUE
    ),
    K.ISSUE_SUPPORTED: Letter(
        _l("%(about)s: flere opplever det samme"), _l("Flere har meldt at de opplever det samme."), button=_SEE_ISSUE
    ),
    K.ISSUE_SUPPORT_WITHDRAWN: Letter(
        _l("%(about)s: støtte trukket"), _l("Noen har trukket tilbake at de opplever det samme."), button=_SEE_ISSUE
    ),
    K.ISSUE_PHASED: Letter(
        _l("%(about)s: planlegging, gjennomføring eller evaluering"),
        _l("Utvalget har valgt om innspillet gjelder planlegging, gjennomføring eller evaluering."),
        button=_SEE_ISSUE,
    ),
    K.PRAISE_PASSED_ON: Letter(
        _l("%(about)s: noe som fungerer godt"),
        _l("Brukerutvalget har skrevet om noe som fungerer godt. Det trenger ikke svar."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_COMMENTED: Letter(
        _l("%(about)s: ny kommentar"), _l("Innspillet har fått en ny kommentar."), button=_l("Les kommentaren")
    ),
    K.ISSUE_MERGED: Letter(
        _l("%(about)s: slått sammen med %(into)s"),
        _l("Innspillet er slått sammen med %(into)s. Støtte og historikk følger med."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_WITHDRAWN: Letter(
        _l("%(about)s: trukket"), _l("Den som sendte inn innspillet, har trukket det."), button=_SEE_ISSUE
    ),
    K.ISSUE_NAME_REMOVED: Letter(
        _l("%(about)s: navnet er fjernet"),
        _l("Den som sendte inn innspillet, har fjernet navnet sitt. Innspillet gjelder fortsatt."),
        ask=_l("Den som sendte inn innspillet, har fjernet navnet sitt. Du står for innspillet fra nå."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_CLOSED: Letter(
        _l("%(about)s: avsluttet"), _l("Innspillet er avsluttet: %(outcome)s."), button=_l("Se innspillet")
    ),
    K.ISSUE_REOPENED: Letter(
        _l("%(about)s: åpnet igjen"),
        _l("Utvalget har åpnet innspillet igjen."),
        ask=_l("Utvalget har åpnet innspillet igjen. Svar innen %(due)s."),
        button=_SEE_ISSUE,
        page=Page.FOLLOW_UP,
    ),
    K.ISSUE_HANDED_OVER: Letter(
        _l("%(about)s: flyttet til et annet utvalg"), _l("Innspillet er flyttet til %(council)s."), button=_SEE_ISSUE
    ),
    K.PUBLIC_VERSION_PROPOSED: Letter(
        _l("%(about)s: forslag til offentlig tekst"),
        _l("Les en tekst som kan bli offentlig, og si ja eller nei."),
        button=_l("Les forslaget"),
        page=Page.PUBLIC_WORDS,
        asks_everybody=True,
    ),
    K.PUBLIC_VERSION_AGREED: Letter(
        _l("%(about)s: den offentlige teksten må godkjennes"),
        _l("Avgjør om brukersiden godkjenner den offentlige teksten. Den som sendte inn innspillet, har sagt ja."),
        button=_l("Les teksten"),
        page=Page.PUBLIC_WORDS,
        asks_everybody=True,
    ),
    K.PUBLIC_VERSION_REFUSED: Letter(
        _l("%(about)s: nei til den offentlige teksten"),
        _l("Den som sendte inn innspillet, har sagt nei til teksten. Brukersiden kan foreslå en annen."),
        button=_l("Se forslaget"),
        page=Page.PUBLIC_WORDS,
    ),
    K.PUBLIC_VERSION_WITHDRAWN: Letter(
        _l("%(about)s: ikke lenger offentlig"),
        _l("Den som sendte inn innspillet, har trukket godkjenningen. Teksten er ikke lenger offentlig."),
        button=_SEE_ISSUE,
    ),
    K.ISSUE_PUBLISHED: Letter(_l("%(about)s: offentlig"), _l("Innspillet er publisert for alle."), button=_SEE_ISSUE),
    K.ASSENT_ASKED: Letter(
        _l("%(about)s: én til på brukersiden må svare"),
        _l("Ta stilling til et forslag fra en annen på brukersiden. Det gjelder først når to er enige."),
        button=_l("Se hva det gjelder"),
        asks_everybody=True,
    ),
    # The chain
    K.MUNICIPALITY_ASKED: Letter(
        _l("%(about)s: %(owner)s er bedt om svar"),
        _l("%(owner)s er bedt om å svare innen %(due)s."),
        ask=_l("Svar for %(owner)s innen %(due)s."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.ANSWER_GIVEN: Letter(
        _l("%(about)s: nytt svar fra %(owner)s"), _l("%(owner)s har svart på innspillet."), button=_l("Les svaret")
    ),
    K.ANSWER_CORRECTED: Letter(
        _l("%(about)s: rettet svar fra %(owner)s"),
        _l("%(owner)s har rettet svaret. Endringen er merket."),
        button=_l("Les svaret"),
    ),
    K.ANSWER_CONTESTED: Letter(
        _l("%(about)s: utvalget er ikke enig"),
        _l("Utvalget er ikke enig i svaret. %(owner)s skal svare på nytt innen %(due)s."),
        ask=_l("Svar på nytt innen %(due)s. Utvalget er ikke enig i svaret."),
        button=_l("Les begrunnelsen"),
        page=Page.FOLLOW_UP,
    ),
    K.CLARIFICATION_ASKED: Letter(
        _l("%(about)s: spørsmål til utvalget"),
        _l("Utvalget har fått et spørsmål om innspillet og svarer innen %(due)s."),
        ask=_l("Svar på et spørsmål om innspillet innen %(due)s."),
        button=_l("Se spørsmålet"),
    ),
    K.CLARIFICATION_GIVEN: Letter(
        _l("%(about)s: utvalget har svart på spørsmålet"),
        _l("Utvalget har svart på spørsmålet. %(owner)s skal svare på innspillet innen %(due)s."),
        ask=_l("Svar på innspillet innen %(due)s. Utvalget har svart på spørsmålet."),
        button=_l("Les svaret"),
    ),
    K.CLARIFICATION_LAPSED: Letter(
        _l("%(about)s: utvalget svarte ikke i tide"),
        _l("Utvalget svarte ikke på spørsmålet i tide. %(owner)s svarer innen %(due)s, ut fra det de vet."),
        ask=_l("Svar på innspillet innen %(due)s, ut fra det dere vet. Utvalget svarte ikke på spørsmålet i tide."),
        button=_SEE_ISSUE,
    ),
    K.SENT_ON: Letter(
        _l("%(about)s: sendt videre til %(owner)s"),
        _l("Innspillet er sendt videre til %(owner)s. Avsenderen har ansvaret fram til de har sagt ja."),
        ask=_l("Si ja eller nei til å ta over et innspill. Svarfristen er %(due)s."),
        button=_SEE_ISSUE,
        page=Page.FOLLOW_UP,
    ),
    K.SENT_OUTSIDE: Letter(
        _l("%(about)s: sendt videre utenfor Medvirk"),
        _l("Innspillet er sendt videre til en enhet utenfor Medvirk. Den som sendte det, skriver svaret hit."),
        button=_SEE_ISSUE,
    ),
    K.SENT_ON_ACCEPTED: Letter(
        _l("%(about)s: %(owner)s tar over"), _l("%(owner)s har tatt over innspillet."), button=_SEE_ISSUE
    ),
    K.SENT_ON_DECLINED: Letter(
        _l("%(about)s: sendt tilbake til %(owner)s"),
        _l("Innspillet er sendt tilbake. %(owner)s skal svare innen %(due)s."),
        ask=_l("Svar på innspillet innen %(due)s. Det er sendt tilbake til dere."),
        button=_ANSWER,
        page=Page.FOLLOW_UP,
    ),
    K.DUE_EXTENDED: Letter(
        _l("%(about)s: ny frist %(short_due)s"),
        _l("Fristen for %(owner)s er flyttet til %(due)s."),
        button=_l("Se begrunnelsen"),
    ),
    K.EXTENSION_ASKED: Letter(
        _l("%(about)s: ønske om ny frist"),
        _l("Si ja eller nei til at %(owner)s får ny frist. Til du har svart, gjelder den gamle."),
        button=_l("Se begrunnelsen"),
        asks_everybody=True,
    ),
    K.EXTENSION_REFUSED: Letter(
        _l("%(about)s: fristen er ikke flyttet"),
        _l("Utvalget sa nei til å flytte fristen. Den er fortsatt %(due)s."),
        button=_SEE_ISSUE,
    ),
    K.ACTION_PROMISED: Letter(
        _l("%(about)s: nytt tiltak fra %(owner)s"),
        _l("%(owner)s har lovet et tiltak innen %(due)s."),
        button=_l("Se tiltaket"),
    ),
    K.ACTION_CLAIMED: Letter(
        _l("%(about)s: tiltaket er meldt gjort"),
        _l("Tiltaket er meldt gjort. Utvalget skal avgjøre om det hjalp."),
        ask=_l("Avgjør om det hjalp, innen %(due)s. Tiltaket er meldt gjort."),
        button=_l("Se hva som er gjort"),
    ),
    K.ACTION_CONFIRMED: Letter(
        _l("%(about)s: bekreftet av utvalget"), _l("Utvalget har bekreftet at tiltaket er gjort."), button=_SEE_ISSUE
    ),
    K.ACTION_CONTESTED: Letter(
        _l("%(about)s: utvalget er ikke enig"),
        _l("Utvalget er ikke enig i at tiltaket er gjort. Ny frist for %(owner)s er %(due)s."),
        ask=_l("Følg opp tiltaket innen %(due)s. Utvalget er ikke enig i at det er gjort."),
        button=_l("Les begrunnelsen"),
    ),
    K.OUTCOME_ASKED: Letter(
        _l("%(about)s: hjalp det?"), _l("Svar: Hjalp det?"), button=_l("Svar på «Hjalp det?»"), asks_everybody=True
    ),
    K.OUTCOME_REMINDED: Letter(
        _l("%(about)s: påminnelse om «Hjalp det?»"),
        _l("Påminnelse: Svar på «Hjalp det?»."),
        button=_l("Svar på «Hjalp det?»"),
        asks_everybody=True,
    ),
    K.OUTCOME_SAID: Letter(
        _l("%(about)s: svar på «Hjalp det?»"), _l("En representant har svart på «Hjalp det?»."), button=_l("Se svarene")
    ),
    K.COUNCIL_ASKED: Letter(
        _l("%(about)s: kontoret spør utvalget"),
        _l("Kontoret spør utvalget om råd. Utvalget svarer innen %(due)s."),
        ask=_l("Gi utvalgets råd innen %(due)s. Kontoret spør."),
        button=_l("Se spørsmålet"),
    ),
    K.CHANGE_ANNOUNCED: Letter(
        _l("%(about)s: kontoret varsler en endring"),
        _l("Kontoret varsler en endring. Utvalget kan uttale seg innen %(due)s."),
        ask=_l("Gi utvalgets uttalelse innen %(due)s. Kontoret varsler en endring."),
        button=_l("Les om endringen"),
    ),
    K.STATEMENT_GIVEN: Letter(
        _l("%(about)s: uttalelse fra utvalget"), _l("%(council)s har gitt sin uttalelse."), button=_l("Les uttalelsen")
    ),
    K.ISSUE_RAISED: Letter(
        _l("%(about)s: sendt til %(owner)s"),
        _l("Innspillet er sendt til %(owner)s, som skal svare innen %(due)s."),
        ask=_l("Svar ja eller nei innen %(due)s. Et annet utvalg har sendt et innspill til dere."),
        button=_SEE_ISSUE,
    ),
    K.RAISE_REPLIED: Letter(
        _l("%(about)s: svar fra %(owner)s"),
        _l("%(owner)s har svart."),
        ask=_l("Utvalget har tatt et innspill videre til dere. Svar innen %(due)s."),
        button=_l("Les svaret"),
        page=Page.FOLLOW_UP,
    ),
    K.RELAPSE_FOUND: Letter(
        _l("%(about)s: hjelper det fortsatt?"),
        _l("Noen har svart at det ikke hjelper lenger. Utvalget vurderer å åpne innspillet igjen."),
        ask=_l("Noen har svart at det ikke hjelper lenger. Vurder innen %(due)s om innspillet skal åpnes igjen."),
        button=_l("Se svarene"),
        page=Page.FOLLOW_UP,
    ),
    K.RELAPSE_LEFT: Letter(
        _l("%(about)s: åpnes ikke igjen"),
        _l("Utvalget har vurdert å åpne innspillet igjen, og lar det ligge."),
        button=_l("Se begrunnelsen"),
    ),
    # The council
    K.COUNCIL_STARTED: Letter(_l("%(council)s: nytt utvalg"), _l("%(council)s er kommet i gang."), page=Page.COUNCIL),
    K.COUNCIL_ENDED: Letter(
        _l("%(council)s: avsluttet"),
        _l("%(council)s er avsluttet. Saker som er i gang, er flyttet til et annet utvalg."),
        page=Page.COUNCIL,
    ),
    K.APPOINTMENT_STARTED: Letter(
        _l("%(about)s: du er oppnevnt"), _l("Du er oppnevnt for %(seat)s i %(about)s."), page=Page.COUNCIL
    ),
    K.APPOINTMENT_ENDED: Letter(
        _l("%(about)s: oppnevningen din er avsluttet"),
        _l("Oppnevningen din for %(seat)s i %(about)s er avsluttet. Siste dag er %(last_day)s."),
        page=Page.COUNCIL,
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
    K.MEMBERS_ADDED: Letter(
        _l("%(council)s: nye medlemmer"), _l("Nye medlemmer er lagt til i %(council)s fra en fil."), page=Page.COUNCIL
    ),
    K.PROPOSAL_ASKED: Letter(
        _l("%(council)s: et forslag trenger svar fra deg"),
        _l("Svar ja eller nei på et forslag som gjelder brukersiden i %(council)s. Uten svar skjer ingenting."),
        button=_l("Se forslaget og svar"),
        page=Page.PROPOSAL,
        asks_everybody=True,
    ),
    K.PROPOSAL_DECIDED: Letter(
        _l("%(council)s: svar på forslaget ditt"),
        _l("Forslaget ditt i %(council)s er avgjort: %(state)s."),
        button=_l("Se svaret"),
        page=Page.PROPOSAL,
    ),
    K.SLIP_REGISTERED: Letter(
        _l("%(council)s: underskriften din er registrert"),
        _l(
            "Sekretæren har registrert at du har skrevet under på et forslag i %(council)s. "
            "Gi beskjed før %(due)s hvis det ikke stemmer. Da gjelder underskriften ikke."
        ),
        button=_l("Se forslaget"),
        page=Page.PROPOSAL,
        asks_everybody=True,
    ),
    K.SCOPE_GIVEN: Letter(
        _l("%(place)s: ny %(role)s"),
        _l(
            "%(person)s er ny %(role)s: %(place)s. Om fem arbeidsdager kan %(person)s også godkjenne forslag som "
            "gjelder brukersiden. Gi beskjed til administratoren hvis noe ikke stemmer."
        ),
        button=_l("Se varslene dine"),
        page=Page.NOTICES,
    ),
    # Meetings, votes, summaries
    K.AGENDA_ITEM_ADDED: Letter(
        _l("%(about)s: på sakslisten"),
        _l("Innspillet står på sakslisten til et møte i %(council)s."),
        button=_SEE_ISSUE,
    ),
    K.VOTE_OPENED: Letter(
        _l("%(about)s: avstemning"),
        _l("Stem nå. Avstemningen er åpen."),
        button=_l("Gå til avstemningen"),
        page=Page.VOTE,
        asks_everybody=True,
    ),
    K.VOTE_CLOSED: Letter(
        _l("%(about)s: avstemningen er avsluttet"),
        _l("Avstemningen er avsluttet."),
        button=_l("Se resultatet"),
        page=Page.VOTE,
    ),
    K.ADVICE_GIVEN: Letter(
        _l("%(about)s: råd fra utvalget"), _l("%(council)s har gitt et råd."), button=_l("Les rådet")
    ),
    K.SUMMARY_PUBLISHED: Letter(
        _l("Nytt sammendrag"),
        _l("Det er publisert et nytt sammendrag."),
        button=_l("Les sammendraget"),
        page=Page.SUMMARY,
    ),
    # Safety
    K.TEXT_REPORTED: Letter(
        _l("%(about)s: noen har meldt fra om en tekst"),
        _l("Vurder en tekst som noen har meldt fra om."),
        button=_l("Se meldingen"),
        page=Page.SAFETY,
        asks_everybody=True,
    ),
    K.TEXT_HIDDEN: Letter(
        _l("%(about)s: en tekst er skjult"),
        _l("En tekst er skjult. Begrunnelsen står på siden, og den som skrev teksten, kan klage."),
        button=_l("Se begrunnelsen"),
        page=Page.SAFETY,
    ),
    K.TEXT_HIDDEN_FOR_NOW: Letter(
        _l("%(about)s: en tekst er skjult for nå"),
        _l("En tekst er skjult til en moderator har sett på den."),
        page=Page.SAFETY,
    ),
    K.TEXT_KEPT: Letter(
        _l("%(about)s: en tekst blir stående"),
        _l("En tekst som noen meldte fra om, blir stående."),
        button=_l("Se begrunnelsen"),
        page=Page.SAFETY,
    ),
    K.REPORT_APPEALED: Letter(
        _l("%(about)s: klage på at en tekst er skjult"),
        _l("Vurder en klage på at en tekst er skjult."),
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
        _l("Skaff en ny e-postadresse til %(person)s. E-post dit kommer ikke fram."),
        button=_l("Se utvalget"),
        page=Page.COUNCIL,
        asks_everybody=True,
    ),
    K.MAILS_HANDLED: Letter(
        _l("Køen med e-post er endret"), _l("En administrator har endret køen med e-post."), page=Page.HOME
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

# The same kind of event, a second time.
STILL_ENDING = Letter(
    _l("%(council)s: påminnelse, oppnevning går ut"),
    _l("Påminnelse: En oppnevning i %(council)s går ut %(due)s. Finn ut nå hvem som skal sitte videre."),
    page=Page.COUNCIL,
    asks_everybody=True,
)

# The same kind of event, for whoever can only find somebody to judge it.
NOBODY_JUDGES = Letter(
    _l("%(about)s: ingen kan vurdere en meldt tekst"),
    _l("Oppnevn en moderator. Noen har meldt fra om en tekst, og ingen kan avgjøre saken nå."),
    button=_l("Se varslene dine"),
    page=Page.NOTICES,
    asks_everybody=True,
)

# The same, of an appeal.
NOBODY_DECIDES = Letter(
    _l("%(about)s: ingen kan avgjøre en klage"),
    _l("Oppnevn en moderator. Ingen kan avgjøre klagen nå."),
    button=_l("Se varslene dine"),
    page=Page.NOTICES,
    asks_everybody=True,
)

# For whoever is next in line where an office, a municipality or a region owes and nobody is there: not theirs to do.
NOBODY_ANSWERS = Letter(
    _l("%(about)s: ingen svarer for %(owner)s"),
    _l("Sørg for at noen kan svare for %(owner)s. Innspillet venter, og ingen er registrert der."),
    button=_SEE_ISSUE,
    asks_everybody=True,
)

# The same kind of event, when nobody's address is wrong but mails were given up.
ON_PAPER = Letter(
    _l("%(council)s: brev må skrives ut"),
    _l("Skriv ut og send brevene som venter. E-post har ikke kommet fram på to døgn."),
    button=_l("Se brevene"),
    page=Page.LETTERS,
    asks_everybody=True,
)

# The same kinds of event where it is a role that is given or ended, which is no seat in a council.
ROLE_STARTED = Letter(
    _l("%(place)s: du har fått rollen %(role)s"), _l("Du har fått rollen %(role)s i %(place)s."), page=Page.COUNCIL
)
ROLE_ENDED = Letter(
    _l("%(place)s: rollen din er avsluttet"), _l("Rollen din som %(role)s i %(place)s er avsluttet."), page=Page.COUNCIL
)
# To those who are told about somebody else.
SOMEBODYS_ROLE_STARTED = Letter(
    _l("%(place)s: ny %(role)s"), _l("%(person)s har fått rollen %(role)s i %(place)s."), page=Page.COUNCIL
)
SOMEBODYS_ROLE_ENDED = Letter(
    _l("%(place)s: %(role)s er gått ut"),
    _l("%(person)s har ikke lenger rollen %(role)s i %(place)s."),
    page=Page.COUNCIL,
)
SOMEBODY_APPOINTED = Letter(
    _l("%(about)s: nytt medlem"), _l("%(person)s er oppnevnt for %(seat)s i %(about)s."), page=Page.COUNCIL
)
SOMEBODY_ENDED = Letter(
    _l("%(about)s: et medlem går ut"),
    _l("Oppnevningen av %(person)s for %(seat)s i %(about)s er avsluttet. Siste dag er %(last_day)s."),
    page=Page.COUNCIL,
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


def role_in_text(key: str) -> str:
    """What a role is called within a sentence: "ny koordinator", but "ny Nav-leder". Empty for an unknown one."""
    name = str(ROLES.get(key, ""))
    return name if name.startswith("Nav") else name[:1].lower() + name[1:]


# What two on the user side must agree to, for a reader on paper as well: there is no page to look it up on.
ACTS: dict[SideAct, Any] = {
    SideAct.CONFIRM: _l("å bekrefte at et tiltak er gjort"),
    SideAct.CONTEST: _l("å svare at utvalget ikke er enig"),
    SideAct.CLOSE: _l("å avslutte innspillet"),
    SideAct.REOPEN: _l("å åpne innspillet igjen"),
    SideAct.LEAVE: _l("å la innspillet ligge"),
    SideAct.MERGE: _l("å slå innspillet sammen med et annet"),
    SideAct.RELEASE: _l("å sende innspillet videre"),
    SideAct.APPROVE_PUBLIC: _l("å godkjenne den offentlige teksten"),
    SideAct.PROPOSAL: _l("å godkjenne et forslag som gjelder brukersiden"),
}

WHY: dict[Reason, Any] = {
    Reason.OWES: _l("Du får denne fordi du svarer for %(owner)s."),
    Reason.STANDS_IN: _l("Du får denne fordi du er stedfortreder for %(owner)s."),
    Reason.AUTHOR: _l("Du får denne fordi du har sendt inn innspillet."),
    Reason.SUPPORTER: _l("Du får denne fordi du har meldt at dere opplever det samme."),
    Reason.FOLLOWER: _l("Du får denne fordi du følger innspillet."),
    Reason.SEAT: _l("Du får denne fordi du er med i %(council)s."),
    Reason.LEADER: _l("Du får denne fordi du er leder eller nestleder i %(council)s."),
    Reason.SECRETARY: _l("Du får denne fordi du er sekretær for %(council)s."),
    Reason.MEMBER: _l("Du får denne fordi du er med i %(council)s."),
    Reason.COORDINATOR: _l("Du får denne fordi du er koordinator i fylket."),
    Reason.MODERATOR: _l("Du får denne fordi du er moderator."),
    Reason.ADMINISTRATOR: _l("Du får denne fordi du er administrator."),
    Reason.ORGANISATION: _l("Du får denne fordi du er kontakt for organisasjonen."),
    Reason.OFFICE: _l("Du får denne fordi du svarer for kontoret eller kommunen."),
    Reason.SELF: _l("Du får denne fordi det gjelder deg."),
    Reason.FALLBACK: _l("Du får denne fordi ingen er registrert som ansvarlig, og du er neste i rekken."),
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
