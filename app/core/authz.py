"""The two doors before every act: may one know of it, and may one do it."""

from app.core.errors import Denied, NotFound


def require_sight(seen: bool) -> None:
    """What one may not see does not exist. Raises NotFound."""
    if not seen:
        raise NotFound


def require(allowed: bool, text: str = "") -> None:
    """What one sees but may not do. Raises Denied."""
    if not allowed:
        raise Denied(text)
