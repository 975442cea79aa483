"""The browser counts a text as the house will store it: one definition of length, in two languages."""

import json
import random
import subprocess

import pytest

from app.core.text import paragraphs, squash
from tests.house.source import ROOT

ALPHABET = [
    *"aå 1.,",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u00a0",
    "\u0301",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "\u202e",
    "\x00",
    "\x0b",
    "\x1f",
    "\x85",
    "\u2028",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufeff",
    "👍",
    "👩‍👩‍👧",
    "🇳🇴",
    "\U000e0041",
    "e\u0301",
    "한",
]
TEXTS = [
    "",
    "Ett\r\nto\r\n\r\ntre",
    "👍" * 100,
    "linje\n" * 500,
    "  mellomrom foran og bak  \n",
    "\n\n\n\n\n\n",
    "a\n \n \n \n \n \nb",
]


def chance_texts(count: int) -> list[str]:
    chance = random.Random(2026)
    return ["".join(chance.choices(ALPHABET, k=chance.randint(0, 40))) for _ in range(count)]


@pytest.fixture(scope="module")
def counted() -> list[dict[str, str]]:
    """What the browser's code makes of each text."""
    script = """
      import { lengthOf, paragraphs, squash } from "./frontend/js/length.js";
      let given = "";
      for await (const part of process.stdin) given += part;
      const told = JSON.parse(given).map((text) => ({
        lines: paragraphs(text), line: squash(text), count: lengthOf(text, true), inLine: lengthOf(text, false),
      }));
      console.log(JSON.stringify(told));
    """
    answer = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(TEXTS + chance_texts(2_000)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(answer.stdout)


def test_the_browser_counts_what_the_house_will_store(counted):
    for text, told in zip(TEXTS + chance_texts(2_000), counted, strict=True):
        assert (told["lines"], told["count"]) == (paragraphs(text), len(paragraphs(text))), ascii(text)
        assert (told["line"], told["inLine"]) == (squash(text), len(squash(text))), ascii(text)


def test_an_emoji_and_a_line_break_are_one_character_each(counted):
    assert counted[TEXTS.index("👍" * 100)]["count"] == 100
    assert counted[TEXTS.index("linje\n" * 500)]["count"] == 2999
