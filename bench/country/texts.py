"""What the invented country writes: the story's texts, recombined, so that many thousand issues read differently."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.demo.data.story import Story
from app.models.issue_enums import IssueKind
from app.models.themes import Theme
from bench.country.people import Body, Dice

SENTENCE = re.compile(r"(?<=[.!?])\s+")
LONGEST_TITLE = 120
MONTHS = {
    "nb": ["januar", "februar", "mars", "april", "mai", "juni", "august", "september", "oktober", "november"],
    "nn": ["januar", "februar", "mars", "april", "mai", "juni", "august", "september", "oktober", "november"],
}
ENDINGS = {
    "nb": (
        "Dette har {count} medlemmer fortalt om siden {month}.",
        "Saken var tema på medlemsmøtet i {month}.",
        "I {place} har {count} personer tatt dette opp med representantene.",
        "Flere sier at det er blitt verre siden {month}.",
        "Vi tok det opp muntlig i {month}, uten at noe endret seg.",
    ),
    "nn": (
        "Dette har {count} medlemer fortalt om sidan {month}.",
        "Saka var tema på medlemsmøtet i {month}.",
        "I {place} har {count} personar teke dette opp med representantane.",
        "Fleire seier at det har vorte verre sidan {month}.",
        "Vi tok det opp munnleg i {month}, utan at noko endra seg.",
    ),
}


@dataclass(frozen=True)
class Words:
    """The words of one issue."""

    title: str
    body: str
    affected: str | None
    wanted: str | None
    theme: Theme
    kind: IssueKind
    language: str


@dataclass(frozen=True)
class Sayings:
    """Everything else that is said in one written language."""

    answers: Sequence[str]
    reasons: Sequence[str]
    promises: Sequence[dict[str, Any]]
    claims: Sequence[dict[str, Any]]
    outcomes: Sequence[str]
    verdicts: Sequence[str]
    closings: Sequence[str]
    examples: Sequence[str]
    comments: Sequence[str]


class Texts:
    """Composes from the story."""

    def __init__(self, story: Story, dice: Dice) -> None:
        self.dice = dice
        posted = [one for one in story.issues if one["origin"] != "office"]
        self.templates = {code: [one for one in posted if one["language"] == code] for code in ("nb", "nn")}
        self.said = {code: _sayings(self.templates[code]) for code in ("nb", "nn")}

    def issue(self, body: Body) -> Words:
        """An issue in the council's language; in a nynorsk council every fourth is in bokmål."""
        language = "nb" if body.language == "nn" and self.dice.hits(0.25) else body.language
        one = self.dice.choice(self.templates[language])
        ending = self.dice.choice(ENDINGS[language]).format(
            count=self.dice.randint(2, 40), month=self.dice.choice(MONTHS[language]), place=body.place
        )
        return Words(
            title=self._title(one["title"], body.place),
            body=f"{self.shorter(one['body'])} {ending}",
            affected=one["affected"] if self.dice.hits(0.6) else None,
            wanted=one["wanted"] if self.dice.hits(0.7) else None,
            theme=Theme(one["theme"]) if self.dice.hits(0.7) else self.dice.choice(list(Theme)),
            kind=IssueKind(one["kind"]),
            language=language,
        )

    def shorter(self, text: str) -> str:
        """The first sentence, and most of the others."""
        first, *others = SENTENCE.split(text)
        return " ".join([first, *(one for one in others if self.dice.hits(0.75))])

    def _title(self, title: str, place: str) -> str:
        longer = f"{title.rstrip('.?')} ({place})"
        return longer if len(longer) <= LONGEST_TITLE and self.dice.hits(0.5) else title


def _sayings(issues: Sequence[dict[str, Any]]) -> Sayings:
    acts = [act for one in issues for act in one["chain"]]

    def of(do: str, key: str) -> list[Any]:
        return [act[key] for act in acts if act["do"] == do and act.get(key)]

    return Sayings(
        answers=of("answer", "text"),
        reasons=of("answer", "reason") or of("answer", "text"),
        promises=of("answer", "promise"),
        claims=[act for act in acts if act["do"] == "claim"],
        outcomes=of("outcome", "text"),
        verdicts=of("confirm", "text"),
        closings=of("close", "reason"),
        examples=[given["example"] for one in issues for given in one["supports"] if given["example"]],
        comments=[given["text"] for one in issues for given in one["comments"]],
    )
