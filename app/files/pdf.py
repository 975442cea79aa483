"""PDF files: no program, no other file inside, nothing done when they are opened; and their text is read.

Names may be written with `#4a` for `J` (ISO 32000-1, 7.3.5) and lie in packed object streams (7.5.7): both are undone
before names are looked for. What the file says of itself is found in its bytes, since broken files have no index.
"""

import re
import zlib
from collections.abc import Iterator

from flask_babel import gettext as _
from pypdfium2 import PdfDocument, PdfiumError

from app.core.errors import Invalid
from app.files.refusals import invalid, refuse_numbers, unreadable

# Some servers put a byte order mark or an empty line before the file, and zeros after it.
BEFORE = b"\xef\xbb\xbf\xfe\xff\x00\t\n\f\r "
START, END = b"%PDF-", b"%%EOF"
MOST_PAGES = 1_000
LARGEST_UNREAD = 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024

ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
FIRST = re.compile(rb"/First\s+(\d{1,9})(?!\d)(?:(?!endobj).)*\Z", re.DOTALL)
NUMBERED = re.compile(rb"\s*\d+\s+\d+\s")  # so begin the streams that hold objects
OF_OBJECTS = re.compile(rb"/ObjStm(?![\w.#-])(?:(?!endobj).)*\Z", re.DOTALL)
SPACE = rb"(?:\s|%[^\r\n]*[\r\n])*"
RUNS = re.compile(
    rb"/(?:JavaScript|Launch|ImportData|SubmitForm|GoToE|Rendition|RichMedia\w*|XFA)(?![\w.#-])"
    rb"|/AA" + SPACE + rb"(?:<<" + SPACE + rb"[^>\s%]|\d+\s+\d+\s+R)"
)
HOLDS_FILES = re.compile(rb"/EmbeddedFiles?(?![\w.#-])")
LOCKED = re.compile(rb"/Encrypt" + SPACE + rb"(?:<<|\d+\s+\d+\s+R)")
WHEN_OPENED = re.compile(rb"/OpenAction" + SPACE + rb"(?:(?P<number>\d+)\s+\d+\s+R|(?P<here><<))")
GOES_TO_A_PAGE = re.compile(rb"[^>]{0,300}?/S" + SPACE + rb"/GoTo(?![\w.#-])")


def is_pdf(data: bytes) -> bool:
    return data[:64].lstrip(BEFORE).startswith(START)


def read(data: bytes) -> bytes:
    """The file from its first mark to its last. Raises Invalid with what to do instead."""
    whole = data.lstrip(BEFORE).rstrip(b"\x00")
    if END not in whole[-2048:]:
        raise unreadable()
    objects = _named(b"\n".join([whole, *_unpacked(whole)]))
    if LOCKED.search(objects):
        raise invalid(_("PDF-en er låst, så vi kan ikke lese gjennom den. Lagre den uten passord og sperrer."))
    if RUNS.search(objects) or _acts_when_opened(objects):
        raise _runs()
    if HOLDS_FILES.search(objects):
        raise invalid(_("PDF-en har andre filer inni seg. Legg ved filene hver for seg."))
    refuse_numbers(_text(whole))
    return whole


def _named(data: bytes) -> bytes:
    """With every name in plain letters."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What packed streams hold of objects, each under its number. Raises Invalid where that cannot be known."""
    left = MOST_UNPACKED
    for found in STREAM.finditer(data):
        told = _named(data[max(0, found.start() - 1000) : found.start()])
        stream = _inflated(memoryview(data)[found.end() :], left)
        left -= len(stream)
        if left <= 0:
            raise invalid(_("Filen er for stor når den pakkes ut."))
        if OF_OBJECTS.search(told) and not stream:
            raise unreadable()
        yield stream
        if first := FIRST.search(told):
            yield from _objects(stream, int(first[1]))


def _inflated(packed: memoryview, most: int) -> bytes:
    """A stream that begins as those do that hold objects; nothing of any other."""
    try:
        if NUMBERED.match(zlib.decompressobj().decompress(packed[:4096], 64)):
            return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        pass
    return b""


def _objects(stream: bytes, first: int) -> Iterator[bytes]:
    pairs = [int(number) for number in stream[:first].split() if number.isdigit()]
    places = [*pairs[1::2], len(stream)]
    for number, begin, end in zip(pairs[::2], places, places[1:], strict=False):
        yield b"%d 0 obj %s" % (number, stream[first + begin : first + end])


def _acts_when_opened(objects: bytes) -> bool:
    """To turn to a page at the beginning is no harm; everything else is."""
    for found in WHEN_OPENED.finditer(objects):
        if found["here"]:
            if not GOES_TO_A_PAGE.match(objects, found.end()):
                return True
            continue
        told = re.search(rb"(?<!\d)" + found["number"] + rb"\s+\d+\s+obj" + SPACE + rb"(<<|\[)", objects)
        if told is not None and told[1] == b"<<" and not GOES_TO_A_PAGE.match(objects, told.end()):
            return True
    return False


def _text(data: bytes) -> str:
    """What can be read of the pages."""
    try:
        with PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise invalid(_("PDF-en har for mange sider. Del den i flere filer."))
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    except PdfiumError as error:
        if len(data) > LARGEST_UNREAD or b"/ObjStm" in data:
            raise unreadable() from error
        return data.decode("latin-1")  # so small and plain that it says itself what it says


def _runs() -> Invalid:
    return invalid(_("PDF-en kan kjøre programmer eller gjøre noe når den åpnes. Skriv den ut som en ny PDF."))
