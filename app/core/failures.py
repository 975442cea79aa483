"""What went wrong, in words that may stand in a log: kind and place, never what an error quotes of somebody's data."""

from traceback import extract_tb


def describe_error(error: BaseException) -> str:
    """KeyError at notice_text.py:75, rendering.py:83 – the place where it broke first, then who called."""
    frames = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    said = f"{type(error).__name__} at {', '.join(reversed(frames))}" if frames else type(error).__name__
    return f"{said} (from {describe_error(error.__cause__)})" if error.__cause__ is not None else said
