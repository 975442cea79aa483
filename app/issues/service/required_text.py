"""A text that an act cannot do without."""

from app.core.errors import Invalid


def required_text(text: str | None, field: str, words: str) -> str:
    """A text that must be there. Raises Invalid with `words` where it is empty."""
    stripped = (text or "").strip()
    if not stripped:
        raise Invalid(words, field=field)
    return stripped
