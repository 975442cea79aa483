"""The chain of one issue as paper: answers, actions, and whether it helped, as the page of the issue says them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.words import ACTION, ANSWER, ATTACHED, DAY_AND_TIME, DID_IT_HELP
from app.followups.queries.chain import Chain
from app.followups.words.dates import how_it_was_counted, moved_date
from app.followups.words.waiting import status_of
from app.labels import word
from app.language import format_date, format_datetime
from app.models.followups import Answer, Claim, FollowUp, Slip
from app.models.issues import Issue
from app.models.reportable import Reportable
from app.models.states import SlipState, Stance
from app.paper.document import Entry, Passage, Section

HIDDEN = _l("Teksten er skjult av moderator.")


@dataclass(frozen=True)
class Reader:
    """What of the chain this reader learns: names of the council's people, each seat's word, how many said what."""

    names: bool
    reads_words: bool
    counts_words: bool


def said(text: Reportable, *passages: Passage) -> list[Passage]:
    """What stands there of a text that can be reported: itself, or that it is hidden. Empty parts are left out."""
    if text.hidden_at is not None:
        return [Passage(str(HIDDEN))]
    return [one for one in passages if one.text]


def chain_sections(
    issue: Issue, chain: Chain, reader: Reader, *, state_word: Callable[[str], str], files: Callable[[object], str]
) -> list[Section]:
    """`files`: the names of what is attached to an answer or a claim."""
    drawn = _Drawn(issue, chain, reader, state_word, files)
    answers = [drawn.answer(row, answer) for row, answer in chain.talk] + [drawn.owed(row) for row in chain.pending]
    actions = [drawn.action(row) for row in chain.actions]
    sections = [Section(str(ANSWER), [] if answers else [Passage(_("Ingen har svart ennå."))], answers)]
    if actions:
        sections.append(Section(str(ACTION), entries=actions))
    if chain.questions:
        sections.append(drawn.outcome())
    return sections


@dataclass(frozen=True)
class _Drawn:
    issue: Issue
    chain: Chain
    reader: Reader
    state_word: Callable[[str], str]
    files: Callable[[object], str]

    def answer(self, row: FollowUp, answer: Answer) -> Entry:
        outside = answer.stance is Stance.SENT_ON and bool(answer.unit) and not answer.hidden_at
        by_unit = bool(answer.unit) and not outside
        named = (self.reader.names or not row.is_ours or by_unit) and not (by_unit and answer.hidden_at)
        names = [answer.by_name, answer.by_title] if named else [answer.by_title or row.owner_name]
        from_unit = by_unit and not row.is_ours
        passages = self._asked(row, answer) + said(
            answer,
            Passage(answer.text, answer.language),
            Passage((answer.reason or "") if answer.reason != answer.text else "", answer.language, _("Begrunnelse:")),
            Passage(_("Svaret er fra %(unit)s, utenfor Medvirk.", unit=answer.unit) if from_unit else ""),
            Passage(answer.correction_note or "" if answer.version > 1 else "", label=_("Rettet:")),
            Passage(self.files(answer), label=str(ATTACHED)),
        )
        official = answer.is_answer and not row.is_ours
        if official and row.office_id:
            passages.append(Passage(f"{word(answer.label)}."))
        if outside:
            what = _("Sendt videre til %(unit)s, utenfor Medvirk", unit=answer.unit)
        else:
            what = _("Spørsmål fra kontoret") if answer.is_question else word(answer.stance) or _("Utvalget svarte")
        who = " · ".join([", ".join(part for part in names if part), _moment(answer.at)])
        return Entry(what, who, passages, official=official)

    def owed(self, row: FollowUp) -> Entry:
        """Words that are still owed, or that fell away."""
        state = [Passage(self.state_word(status_of(row, self.chain.today)))]
        return Entry(word(row.kind), row.owner_name, [*state, *self._quoted(row), *self._date(row)])

    def action(self, row: FollowUp) -> Entry:
        who = row.owner_name if row.quote_hidden_at else row.who or row.owner_name
        whose = who if who.endswith(row.owner_name) else f"{who}, {row.owner_name}"
        passages = [Passage(self.state_word(status_of(row, self.chain.today)))]
        passages += [Passage(str(HIDDEN))] if row.quote_hidden_at else []
        passages += self._date(row)
        for claim in row.claims:
            passages += self._claim(claim)
        return Entry(row.quote or str(ACTION), f"{whose} · {_moment(row.created_at)}", passages)

    def outcome(self) -> Section:
        asked = self.chain.asked
        count = ngettext(
            "%(said)d av %(num)d representant har svart.",
            "%(said)d av %(num)d representanter har svart.",
            len(asked),
            said=self.chain.said,
        )
        passages = [Passage(count)]
        if self.reader.counts_words:
            passages += [Passage(f"{word(one)}: {number}") for one, number in self.chain.words.items()]
        for question in asked if self.reader.reads_words else ():
            if question.word is not None:
                own = question.text if not question.hidden_at else str(HIDDEN)
                words = " – ".join(part for part in (word(question.word), own) if part)
                passages.append(Passage(words, label=f"{question.seat.label}:"))
        relapses = [self.owed(row) for row in self.chain.relapses]
        return Section(str(DID_IT_HELP), passages, relapses)

    def _asked(self, row: FollowUp, answer: Answer) -> list[Passage]:
        """What the answer was asked for, and how its date was moved; beside the first answer to it."""
        if answer.turn != row.answers[0].turn or row.is_live:
            return []
        passages = self._quoted(row) if row.asked_in else []
        return passages + [
            one for slip in row.slips for one in said(slip, Passage(slip.reason, label=_slip(row, slip)))
        ]

    def _quoted(self, row: FollowUp) -> list[Passage]:
        label = _("Utvalget ba om et nytt svar:") if row.round > 1 else _("Spurt om:")
        if row.quote_hidden_at:
            return [Passage(str(HIDDEN), label=label)]
        return [Passage(row.quote, label=label)] if row.quote else []

    def _date(self, row: FollowUp) -> list[Passage]:
        if not row.is_live and not row.slips and not row.missing_dates:
            return []
        july_pause = self.issue.council.july_pause
        counted = how_it_was_counted(row, july_pause=july_pause, moves=False)
        due = _("Frist %(day)s.", day=_day(row.due)) if row.is_live else ""
        slips = [one for slip in row.slips for one in said(slip, Passage(slip.reason, label=_slip(row, slip)))]
        return [Passage(counted, label=due), *slips]

    def _claim(self, claim: Claim) -> Sequence[Passage]:
        by = ", ".join(part for part in (claim.by_name, claim.by_title) if part)
        passages = [Passage(f"{by} · {_moment(claim.at)}", label=_("Kontoret sier det er gjort."))]
        passages += said(
            claim,
            Passage(claim.what_changed, label=_("Hva er endret:")),
            Passage(claim.where, label=_("Hvor:")),
            Passage(_day(claim.since), label=_("Siden:")),
            Passage(claim.how_noticed, label=_("Slik merker brukerne det:")),
            Passage(self.files(claim), label=str(ATTACHED)),
        )
        if claim.verdict is None:
            return passages
        key = {"confirmed": "solved", "confirmed_partly": "partly"}.get(claim.verdict.value, "contested")
        by = (claim.verdict_by if self.reader.names else None) or self.issue.council.name
        at = f" · {_moment(claim.verdict_at)}" if claim.verdict_at else ""
        passages.append(Passage(f"{by}{at}", label=f"{self.state_word(key)}."))
        return passages + said(
            claim.verdict_words,
            Passage(claim.verdict_text or ""),
            Passage(claim.early_reason or "", label=_("Hvorfor utvalget ikke ventet på svar:")),
        )


def _slip(row: FollowUp, slip: Slip) -> str:
    """How the date was moved, or what became of it when somebody asked."""
    if slip.state is SlipState.MOVED:
        return moved_date(slip, july_pause=row.issue.council.july_pause)
    asked = _("Ba om ny frist %(due)s.", due=_day(slip.to_due))
    refused = _("Ba om ny frist %(due)s. Utvalget sa nei.", due=_day(slip.to_due))
    return refused if slip.state is SlipState.REFUSED else asked


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")


def _moment(at: datetime) -> str:
    return format_datetime(at, str(DAY_AND_TIME))
