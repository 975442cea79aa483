"""The file of a date is one that calendars take: RFC 5545 in its lines, its escapes and its days."""

from datetime import UTC, date, datetime

from app.core.calendar_file import all_day_event

WRITTEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TITLE = "Frist: Åpent til 18, tirsdag; torsdag\\fredag"
TEXT = "Innspill 2026-0042: " + "Mottaket i første etasje er låst når køen er lengst. " * 3 + "\nTo linjer."


def file():
    url = "https://medvirk.example/innspill/2026-0042"
    return all_day_event(
        uid="2026-0042-7@x", day=date(2026, 12, 31), title=TITLE, text=TEXT, url=url, written_at=WRITTEN
    )


def test_every_line_ends_as_it_should_and_is_at_most_75_octets():
    lines = file().split("\r\n")

    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75


def test_unfolded_and_unescaped_it_says_what_was_written():
    lines = dict(line.partition(":")[::2] for line in file().replace("\r\n ", "").split("\r\n") if ":" in line)

    def plain(text):
        return text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")

    assert plain(lines["SUMMARY"]) == TITLE
    assert plain(lines["DESCRIPTION"]) == TEXT
    assert (lines["DTSTART;VALUE=DATE"], lines["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    assert lines["DTSTAMP"] == "20260302T093000Z"
