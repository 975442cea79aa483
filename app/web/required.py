"""What a field asks first of what was sent: that it is there, said in words of its own when it is not."""

from typing import Any

from wtforms.validators import DataRequired, Optional


def presence(label: Any, *, required: bool, missing: Any, rule: Any = DataRequired) -> list[Any]:
    """The first rule of a field. Raises TypeError for a required one that does not say what is missing."""
    if not required:
        return [Optional()]
    if missing is None:
        raise TypeError(f"{label}: a required field says what is missing.")
    return [rule(missing)]
