"""How the house logs: what a line says, what it never says, and which request or run of the worker it belongs to.

A line has ids and the names of code, never what somebody wrote or who it is about. So of an error stands its kind and
place, not its text; and of what the code of others says only the words before the first value, since nobody knows what
it puts there (gunicorn: the address of a request, with the token of a signed link).
"""

import json
import logging
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from app.core.failures import describe_error

OURS = "app"
SANE_ID = re.compile(r"(?=.{16,64}\Z)[0-9A-Fa-f]+(-[0-9A-Fa-f]+)*")  # hexadecimal digits and a UUID's hyphens
BEFORE_A_VALUE = re.compile(r"[^%:/=@'\"({<\[\d]*")

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


@contextmanager
def as_part_of(request_id: str) -> Iterator[None]:
    """What is logged inside carries this id."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


def sane_id(given: str | None) -> str:
    """The id that a request came with, or a new one where it has none that could only be an id."""
    return given if given and SANE_ID.fullmatch(given) else secrets.token_hex(16)


def log_act(log: logging.Logger, what: str, **act: str | int | None) -> None:
    """A line about what was done: names of code and numbers only."""
    log.info(what, extra={"act": act})


def configure_logging(*, as_json: bool) -> None:
    """Everything that this process logs goes to standard error; what was configured before is replaced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if as_json else ReadableLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its server says the address of each request


class JsonLine(logging.Formatter):
    """One JSON object a line, for a program that collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": _request_id.get(),
            "message": message_of(record),
            **getattr(record, "act", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe_error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class ReadableLine(logging.Formatter):
    """For a developer at a terminal, whose people are invented: an error with its text and trace."""

    def format(self, record: logging.LogRecord) -> str:
        act = " ".join(f"{name}={value}" for name, value in getattr(record, "act", {}).items())
        time = datetime.fromtimestamp(record.created).astimezone()
        parts = (
            f"{time:%H:%M:%S}",
            record.levelname,
            record.name,
            (_request_id.get() or "-")[:8],
            message_of(record),
            act,
        )
        line = " ".join(part for part in parts if part)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def message_of(record: logging.LogRecord) -> str:
    """The message of a record of ours, or of gunicorn about its processes; of all others the words before a value."""
    is_about_processes = record.name == "gunicorn.error" and record.levelno == logging.INFO
    if record.name.partition(".")[0] == OURS or is_about_processes:
        return record.getMessage()
    words = BEFORE_A_VALUE.match(str(record.msg))
    return words[0].strip() if words else ""
