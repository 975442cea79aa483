"""The demo story as it lies on disk: plain data, read once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "story"


@dataclass(frozen=True)
class Story:
    """People, councils, issues, meetings and a summary; what the keys mean stands in story/README.md."""

    people: list[dict[str, Any]]
    councils: list[dict[str, Any]]
    scopes: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    meetings: list[dict[str, Any]]
    summary: list[dict[str, Any]]


def read_story() -> Story:
    return Story(**{name: _load(name) for name in Story.__dataclass_fields__})


def _load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
