"""PDF files: no program, no other file inside, nothing done when they are opened; and their text is read.

Names may be written with `#4a` for `J` (ISO 32000-1, 7.3.5) and lie in packed object streams (7.5.7): both are undone
before names are looked for. They are looked for twice: in the file's own bytes, since broken files have no index, and
in the copy that PDFium writes of what it understood, in which no object is packed.
"""

import codecs
import html
import io
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from pypdfium2 import PdfDocument, PdfiumError, raw

from app.core.errors import Invalid
from app.files.words.refusals import APART, UNPACKED_TOO_LARGE, invalid_file, refuse_numbers, unreadable_file

# Some servers put a byte order mark or an empty line before the file, and zeros after it.
BEFORE = b"\xef\xbb\xbf\xfe\xff\x00\t\n\f\r "
START, END = b"%PDF-", b"%%EOF"
MOST_PAGES = 1_000
LARGEST_UNREAD = 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024

ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
SPACE = rb"(?:[\x00\s]|%[^\r\n]*[\r\n])*"
THING = SPACE + rb"(?:<<|\[|\d+[\x00\s]+\d+[\x00\s]+R\b)"
END_OF_NAME = rb"(?![\w.#-])"
STREAM = re.compile(rb"(?<!end)stream[\x00\s]*")  # a packed stream begins with no such byte
OF_OBJECTS = re.compile(rb"/ObjStm" + END_OF_NAME)
FIRST = re.compile(rb"/First" + SPACE + rb"(\d{1,9})(?!\d)(?!" + SPACE + rb"\d+" + SPACE + rb"R\b)")
NUMBERED = re.compile(
    rb"(?:[\x00\s]|%[^\r\n]*[\r\n])*\d+[\x00\s]+\d+[\x00\s]"
)  # so begin the streams that hold objects
ACTIONS = rb"/(?:JavaScript|Launch|ImportData|SubmitForm|GoToE|Rendition)" + END_OF_NAME
RUNS = re.compile(
    rb"(?:/S|\bobj)"
    + SPACE
    + ACTIONS
    + rb"|/(?:JavaScript|XFA|RichMedia\w*)"
    + THING
    + rb"|/JS"
    + SPACE
    + rb"(?:\(|<|\d+[\x00\s]+\d+[\x00\s]+R\b)"
    + rb"|/(?:Subtype|Type)"
    + SPACE
    + rb"/RichMedia"
    + rb"|/AA"
    + SPACE
    + rb"(?:<<"
    + SPACE
    + rb"[^>\s%\x00]|\d+\s+\d+\s+R)"
)
HOLDS_FILES = re.compile(rb"/EmbeddedFiles?" + END_OF_NAME)
LOCKED = re.compile(rb"/Encrypt" + SPACE + rb"(?:<<|\d+\s+\d+\s+R)")
WHEN_OPENED = re.compile(rb"/OpenAction" + SPACE + rb"(?:(?P<number>\d+)\s+\d+\s+R|(?P<here><<))")
GOES_TO_A_PAGE = re.compile(rb"[^>]{0,300}?/S" + SPACE + rb"/GoTo" + END_OF_NAME)

# In PDFium's copy, which puts nothing into words but what it must (7.3.4).
OBJECT = re.compile(rb"^\d+ 0 obj\r\n(.*?)(?:stream\r\n.*?\r\nendstream)?\r\nendobj", re.DOTALL | re.MULTILINE)
STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<((?:[0-9A-Fa-f]{2})*)>", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n?|.)", re.DOTALL)
PLAIN = bytes.maketrans(b"nrtbf", b"\n\r\t\b\f")
XMP, END_OF_XMP = b"<x:xmpmeta", b"</x:xmpmeta>"
IDENTIFIER = re.compile(r"<(?:xmpMM|stRef|stEvt):[^<>]*>[^<]*")
TAG = re.compile(r"<[^<>]*>")


class _Understood(NamedTuple):
    """What PDFium makes of a file."""

    copy: bytes
    scripts: int
    text: str


def is_pdf(data: bytes) -> bool:
    return data[:64].lstrip(BEFORE).startswith(START)


def is_whole(data: bytes) -> bool:
    """A file that has its end as well: no text that happens to begin so."""
    return is_pdf(data) and END in data


def read_pdf(data: bytes) -> bytes:
    """The file from its first mark to its last. Raises Invalid with what to do instead."""
    whole = data.lstrip(BEFORE).rstrip(b"\x00")
    if END not in whole[-2048:]:
        raise unreadable_file()
    objects = _named(b"\n".join([whole, *_unpacked(whole)]))
    if LOCKED.search(objects):
        raise invalid_file(_("PDF-en er låst, så vi kan ikke lese gjennom den. Lagre den uten passord og sperrer."))
    understood = _understood(whole)
    objects += _named(understood.copy)
    if understood.scripts or RUNS.search(objects) or _acts_when_opened(objects):
        raise _runs()
    if HOLDS_FILES.search(objects):
        raise invalid_file(_("PDF-en har andre filer inni seg. Legg ved filene hver for seg."))
    refuse_numbers(understood.text)
    return whole


def _named(data: bytes) -> bytes:
    """With every name in plain letters."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What packed streams hold of objects, each under its number. Raises Invalid where that cannot be known."""
    left, done = MOST_UNPACKED, 0
    for found in STREAM.finditer(data):
        told = _named(data[done : found.start()])  # what is said of it stands here, and the stream before it
        done = found.end()
        is_of_objects = OF_OBJECTS.search(told) is not None
        stream = _inflated(memoryview(data)[done:], left, is_of_objects=is_of_objects)
        left -= len(stream)
        if left <= 0:
            raise invalid_file(str(UNPACKED_TOO_LARGE))
        if is_of_objects and not stream:
            raise unreadable_file()
        yield stream
        for first in set(FIRST.findall(told)) if stream else ():
            yield from _objects(stream, int(first))
            left -= len(stream)


def _inflated(packed: memoryview, most: int, *, is_of_objects: bool) -> bytes:
    """A stream that holds objects, or begins as those do; nothing of any other."""
    try:
        if is_of_objects or NUMBERED.match(zlib.decompressobj().decompress(packed[:4096], 1024)):
            return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        pass
    return b""


def _objects(stream: bytes, first: int) -> Iterator[bytes]:
    told = [int(number) for number in stream[:first].split() if number.isdigit()]
    places = sorted(zip(told[1::2], told[::2], strict=False))
    ends = [*(place for place, _number in places[1:]), len(stream)]
    for (begin, number), end in zip(places, ends, strict=False):
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


def _understood(data: bytes) -> _Understood:
    """Raises Invalid where there are too many pages, or where PDFium cannot read what others may."""
    try:
        with PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise invalid_file(_("PDF-en har for mange sider. Del den i flere filer."))
            out = io.BytesIO()
            document.save(out)
            copy = out.getvalue()
            scripts = raw.FPDFDoc_GetJavaScriptActionCount(document.raw)
            texts = [*_pages(document), *_strings(copy), *_about(data)]
    except PdfiumError as error:
        if len(data) > LARGEST_UNREAD or b"/ObjStm" in data:
            raise unreadable_file() from error
        return _Understood(b"", 0, data.decode("latin-1"))  # so small and plain that it says itself what it says
    return _Understood(copy, scripts, APART.join(texts))


def _pages(document: PdfDocument) -> Iterator[str]:
    """What can be read of the pages, with the fields and notes that lie upon them."""
    for number in range(len(document)):
        yield document[number].get_textpage().get_text_bounded()
        if raw.FPDFPage_GetAnnotCount(page := document[number]) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY):
            yield document[number].get_textpage().get_text_bounded()


def _strings(copy: bytes) -> Iterator[str]:
    """Every string of the objects: values of fields also where they are not drawn, notes, title, bookmarks."""
    for told in OBJECT.findall(copy):
        for literal, in_hex in STRING.findall(told):
            string = bytes.fromhex(in_hex.decode("ascii")) if in_hex else ESCAPE.sub(_unescaped, literal)
            if any(48 <= byte <= 57 for byte in string):
                yield _decoded(string)


def _unescaped(found: re.Match[bytes]) -> bytes:
    told = found[1]
    return bytes([int(told, 8) & 255]) if told[0] in b"01234567" else told.translate(PLAIN)


def _decoded(string: bytes) -> str:
    """7.9.2.2: UTF-16 or UTF-8 with its mark, or an encoding whose digits are those of ASCII."""
    if string.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return string.decode("utf-16", errors="replace")
    return string.decode("utf-8-sig" if string.startswith(codecs.BOM_UTF8) else "latin-1", errors="replace")


def _about(data: bytes) -> Iterator[str]:
    """What lies open in the file about itself (XMP, ISO 16684-1), without the identifiers of its versions."""
    begin = data.find(XMP)
    while begin >= 0 and (end := data.find(END_OF_XMP, begin)) >= 0:
        words = IDENTIFIER.sub("", data[begin:end].decode("utf-8", errors="replace"))
        yield html.unescape(TAG.sub("\n", words))
        begin = data.find(XMP, end)


def _runs() -> Invalid:
    return invalid_file(_("PDF-en kan kjøre programmer eller gjøre noe når den åpnes. Skriv den ut som en ny PDF."))
