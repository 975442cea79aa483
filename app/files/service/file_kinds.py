"""What a file is, by what it holds and never by what it calls itself. Slow: no transaction."""

import codecs
import re
from dataclasses import dataclass

import filetype

from app.core.encodings import text_in
from app.files.service import office_documents, pdf, pictures, workbooks
from app.files.words.refusals import refuse_numbers, unknown_kind, unreadable_file

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
MARKED_UP = re.compile(r"\s*(?:<[!?/a-zA-Z]|\{\\rtf|%!PS)")
NEW_PICTURES = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}  # ISO 23008-12


@dataclass(frozen=True)
class Content:
    """The bytes to keep, and what they are."""

    ending: str
    data: bytes

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ending]


def read_upload(data: bytes, named: str) -> Content:
    """What may be kept of an upload. `named`: the ending of its name, which only tells kinds of plain text apart."""
    kind = filetype.guess_mime(data[:8192])
    text = text_in(data) if named in TEXT_ENDINGS and not pdf.is_whole(data) else None
    if text is not None:  # a text may begin with any letters: "BMI og helse" is no picture
        return _text(text, named)
    if kind in PICTURES:
        return Content(*pictures.redraw_picture(data, PICTURES[kind]))
    if pdf.is_pdf(data):
        return Content("pdf", pdf.read_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        return Content(office_documents.read_document(data), data)
    if data[4:8] == b"ftyp" and data[8:12] in NEW_PICTURES:
        raise unknown_kind("image/heic")
    if named in TEXT_ENDINGS and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise unreadable_file()
    raise unknown_kind(kind)


def _text(text: str, named: str) -> Content:
    """Plain text, kept in UTF-8. Marked-up text is refused, since a program might take it for what it marks up."""
    if MARKED_UP.match(text):
        raise unknown_kind()
    refuse_numbers(workbooks.with_lost_zeros(text) if named == "csv" else text)
    return Content(named, text.encode())
