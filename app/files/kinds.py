"""What a file is, by what it holds and never by what it calls itself. Slow: no transaction."""

import codecs
from dataclasses import dataclass

import filetype

from app.files import office, pdf, pictures, sheets
from app.files.refusals import refuse_numbers, unknown, unreadable

TEXT_ENDINGS = frozenset({"txt", "csv", "md"})
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/plain",
}
PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
NEW_PICTURES = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}  # ISO 23008-12


@dataclass(frozen=True)
class Content:
    """The bytes to keep, and what they are."""

    ending: str
    data: bytes

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ending]


def read(data: bytes, named: str) -> Content:
    """What may be kept of an upload. `named`: the ending of its name, which only tells kinds of plain text apart."""
    kind = filetype.guess_mime(data[:8192])
    if kind in PICTURES:
        return Content(*pictures.draw(data, PICTURES[kind]))
    if pdf.is_pdf(data):
        return Content("pdf", pdf.read(data))
    if data.startswith(b"PK\x03\x04"):
        return Content(office.read(data), data)
    if data[4:8] == b"ftyp" and data[8:12] in NEW_PICTURES:
        raise unknown("image/heic")
    if named in TEXT_ENDINGS and (kind is None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))):
        return _text(data, named)
    raise unknown(kind)


def _text(data: bytes, named: str) -> Content:
    """Plain text, kept in UTF-8. Marked-up text is refused, since a browser might take it for a page."""
    text = _decoded(data)
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text) or text.lstrip().startswith("<"):
        raise unknown()
    refuse_numbers(sheets.with_lost_zeros(text) if named == "csv" else text)
    return Content(named, text.encode())


def _decoded(data: bytes) -> str:
    """What editors write: UTF-8, UTF-16 with its mark (Notepad's and Excel's "Unicode") or without, or Windows'."""
    coding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        coding = "utf-16"
    elif data and data[1::2].count(0) * 3 > len(data):
        coding = "utf-16-le"  # every other byte of Norwegian is then zero
    elif data and data[::2].count(0) * 3 > len(data):
        coding = "utf-16-be"
    try:
        return data.decode(coding)
    except UnicodeDecodeError as error:
        if coding != "utf-8-sig":
            raise unreadable() from error
        return data.decode("cp1252", errors="replace")
