"""A date as a file that calendars read (RFC 5545): one event that lasts all day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets, without the line end (RFC 5545, 3.1)


def all_day_event(*, uid: str, day: date, title: str, text: str, url: str, written_at: datetime) -> str:
    """The whole file. The same `uid` again changes the event that was put in before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Medvirk//NONSGML Medvirk//NO",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> Iterable[str]:
    """A long line goes on in lines that begin with a blank; no letter is cut."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
