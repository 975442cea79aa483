"""Two who change the same thing: the form carries a fingerprint of what it was opened with, and the act compares it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from app.core.errors import Conflict

Values = Mapping[str, Any]


class Changed(Conflict):
    """Somebody saved while one was writing. `now`: what stands, by the names of the form's fields."""

    def __init__(self, now: Values) -> None:
        super().__init__()
        self.now = now


def fingerprint(values: Values) -> str:
    """The same for the same values, however they are typed: a word of an enum and its text, a day and its ISO form."""
    told = json.dumps({name: _plain(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def require_unchanged(base: str | None, standing: Values, wanted: Values) -> None:
    """After the lock: raises Changed when what stands is not what the writer saw, and not what they want either.

    `base`: the fingerprint of what the form was opened with; none where nobody was shown anything.
    """
    if not base or base == fingerprint(standing):
        return
    if any(_plain(standing.get(name)) != _plain(value) for name, value in wanted.items()):
        raise Changed(standing)


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value is False else str(value).strip()
