"""What /personvern and /tilgjengelighet declare: what is stored about people and in which columns, and known faults.

The one place where it is said what is stored: a test compares it with the schema, so that a new column is described.
Articles are those of the GDPR (personvernforordningen).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

# The task is the council's, by the law; the owner is bound to keep the doors shut (articles 6 (1) c and 32).
TASK = _l("Oppgaven med brukermedvirkning: artikkel 6 nr. 1 e, og Nav-loven §\u00a06")
CONSENT = _l("Samtykket ditt: artikkel 6 nr. 1 a. Du kan trekke det når du vil.")
SAFETY = _l("Plikten til å sikre opplysningene: artikkel 6 nr. 1 c, og artikkel 32")

AS_LONG_AS_THE_CASE = _l("så lenge saken finnes")


@dataclass(frozen=True)
class Stored:
    """One kind of personal data: what it is and what for, on which ground, how long, and in which columns."""

    what: Any
    why: Any
    ground: Any
    kept: Any
    columns: Mapping[str, str] = field(default_factory=dict)  # table → names of columns


STORED = (
    Stored(
        _l("Kontoen din: navn, e-post, telefon, språk, skriftstørrelse, passord og hvilke varsler du vil ha"),
        _l("at du kan logge inn og få beskjed"),
        TASK,
        _l("så lenge du er med, og til du ber om at den slettes"),
        {"person": "name email phone password_hash", "delivery_wish": "person_id kind"},
    ),
    Stored(
        _l("Enheter du er logget inn på, lenker for innlogging og forsøk på å logge inn"),
        _l("at ingen andre kommer inn på kontoen din"),
        SAFETY,
        _l("enheter i 30 dager etter siste bruk, lenker i 30 dager, mislykkede forsøk i ett døgn"),
        {
            "device": "token_hash person_id label",
            "one_time_link": "nonce_hash person_id next_url",
            "sign_in_try": "address_hash network_hash person_id",
        },
    ),
    Stored(
        _l("Oppnevninger og roller: utvalg, organisasjon, fra og til, opplæring"),
        _l("at rett person får lese, svare og stemme"),
        TASK,
        _l("så lenge utvalget finnes. Medlemssidene viser tre år tilbake."),
        {
            "appointment": "seat_id person_id ended_reason",
            "council_role": "person_id",
            "office_role": "person_id title",
            "scope": "person_id",
            "seat": "title",
            "council": "contact contact_email contact_phone",
        },
    ),
    Stored(
        _l("At navnet ditt vises for alle"),
        _l("at folk ser hvem som representerer dem"),
        CONSENT,
        _l("til du sier nei under Min konto"),
        {"appointment": "person_id", "public_version": "approved_by"},
    ),
    Stored(
        _l("Forslag om nye medlemmer: navn, e-post, hvorfor, og hvem som foreslo"),
        _l("at utvalget får nye medlemmer"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "nomination": "seat_id name email reason proposed_by_id decided_by_id decline_reason",
            "proposal": "details proposed_by_id proposed_by_name proposed_by_title decided_by_id refusal paper_from",
            "assent": "details seat_id person_id",
        },
    ),
    Stored(
        _l("Innspill: tekstene, hvem som skrev eller registrerte dem, for hvem, og tidligere versjoner"),
        _l("at kontoret kan svare, og at alle ser hva som ble sagt"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "issue": "title body affected wanted on_behalf_of outcome_text "
            "held_reason author_id author_seat_id registered_by_id",
            "issue_revision": "title body affected wanted",
            "issue_text": "title words",
            "act_reason": "text early_reason",
            "reopening": "reason by_name person_id",
            "public_proposal": "title text outcome_text written_by_id",
            "public_version": "title text outcome_text written_by_id",
        },
    ),
    Stored(
        _l("Kommentarer, støtte, svar på «Hjalp det?», hva du følger, og når du sist så på det"),
        _l("at utvalget vet hvor mange som opplever det samme, og om det hjalp"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "comment": "person_id seat_id by_title text",
            "comment_revision": "text",
            "support": "seat_id person_id example",
            "outcome_question": "seat_id text person_id",
            "follow": "person_id",
            "theme_follow": "person_id",
            "office_follow": "person_id",
            "look": "person_id",
        },
    ),
    Stored(
        _l("Svar og tiltak fra Nav og kommunen: tekst, navn og tittel på den som svarte"),
        _l("at det er tydelig hvem som har svart og lovet"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "answer": "text reason unit by_name by_title person_id drafted_by_id booked_by correction_note",
            "claim": "what_changed where how_noticed by_name by_title person_id "
            "verdict_text verdict_by verdict_by_id early_reason",
            "follow_up": "what who person_id",
            "slip": "reason person_id",
        },
    ),
    Stored(
        _l("Møter, råd, stemmer og sammendrag: hvem som ga råd, stemte eller skrev"),
        _l("at det kan vises hva utvalget mente"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "advice": "text person_id",
            "agenda_item": "title",
            "vote": "question",
            "roll_entry": "seat_id person_id",
            "summary": "title text html person_id",
        },
    ),
    Stored(
        _l("Vedlegg, med navnet på filen og på den som lastet den opp"),
        _l("at den som leser, ser det samme som du ser"),
        TASK,
        _l("så lenge saken finnes. Det som fjernes, slettes etter 30 dager."),
        {"stored_file": "name alt person_id"},
    ),
    Stored(
        _l("Utkast, og det du hadde skrevet da en økt tok slutt"),
        _l("at ingen mister det de har skrevet"),
        TASK,
        _l("utkast i 90 dager uten endring, resten i én time"),
        {
            "draft": "person_id path fields excerpt writer",
            "kept_form": "path fields person_id browser_hash",
        },
    ),
    Stored(
        _l("Meldinger om tekster som bryter reglene: hvem som meldte fra, begrunnelsen, avgjørelsen og klagen"),
        _l("at tekster som skader noen, kan skjules"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "report": "text person_id author_id decision_text decided_by_id appeal_text appeal_decision_text "
            "appeal_decided_by_id"
        },
    ),
    Stored(
        _l("Varsler, e-poster og brev: hva du fikk, når, og adressen vi sendte til"),
        _l("at du får beskjed, og at feil kan rettes"),
        TASK,
        AS_LONG_AS_THE_CASE,
        {
            "notice": "person_id",
            "mail": "person_id address data last_error dropped_reason",
            "print_task": "person_id done_by_id",
        },
    ),
    Stored(
        _l("Hendelser: hvem som gjorde hva, og når"),
        _l("at det kan etterprøves hva som har skjedd"),
        SAFETY,
        AS_LONG_AS_THE_CASE,
        {"event": "actor_id actor_name actor_title for_name data"},
    ),
    Stored(
        _l("Sikkerhetskopier av alt dette"),
        _l("at ingenting går tapt når en maskin svikter"),
        SAFETY,
        _l("vanligvis i 30 dager"),
    ),
)
# The declaration of accessibility: when it was last gone through, and what is known to be wrong, by criterion.
DECLARED_ON = date(2026, 11, 30)
KNOWN_FAULTS = (
    (
        _l("1.1.1 Ikke-tekstlig innhold og 1.3.1 Informasjon og relasjoner"),
        _l("Vedlegg fra andre, for eksempel PDF, kan mangle tekst og overskrifter som en skjermleser trenger."),
    ),
    (
        _l("3.1.2 Språk på deler av innhold"),
        _l("Navn på utvalg og kontorer er ikke merket som norske på de engelske sidene."),
    ),
)
