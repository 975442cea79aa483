"""Reads a PDF back as somebody else's program would: its texts, its title, its language and its tags."""

from collections.abc import Iterator
from ctypes import c_ushort, create_string_buffer
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from app.core.text import squash


@dataclass(frozen=True)
class Tag:
    """An element of the structure: TH with scope, P with language."""

    kind: str
    language: str
    scope: str


class Read:
    """A PDF file that was read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._document = pypdfium2.PdfDocument(content)

    @property
    def pages(self) -> list[str]:
        return [page.get_textpage().get_text_range() for page in self._document]

    @property
    def text(self) -> str:
        """All of it, on one line: a sentence is found wherever its lines were broken."""
        return squash(" ".join(self.pages).replace("\ufffe", ""))

    @property
    def title(self) -> str:
        return str(self._document.get_metadata_value("Title"))

    @property
    def language(self) -> str:
        room = (c_ushort * 20)()
        size = raw.FPDFCatalog_GetLanguage(self._document.raw, room, 40)
        return bytes(room)[:size].decode("utf-16-le").rstrip("\0")

    @property
    def is_tagged(self) -> bool:
        return bool(raw.FPDFCatalog_IsTagged(self._document.raw))

    @property
    def says_pdf_ua(self) -> bool:
        return b"<pdfuaid:part>1</pdfuaid:part>" in self.content

    @property
    def tags(self) -> list[Tag]:
        found: list[Tag] = []
        for page in self._document:
            tree = raw.FPDF_StructTree_GetForPage(page.raw)
            roots = range(raw.FPDF_StructTree_CountChildren(tree))
            found += [tag for at in roots for tag in _tags(raw.FPDF_StructTree_GetChildAtIndex(tree, at))]
            raw.FPDF_StructTree_Close(tree)
        return found


def _tags(element: Any) -> Iterator[Tag]:
    if not element:
        return
    yield Tag(
        _said(raw.FPDF_StructElement_GetType, element), _said(raw.FPDF_StructElement_GetLang, element), _scope(element)
    )
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _tags(raw.FPDF_StructElement_GetChildAtIndex(element, at))


def _said(ask: Any, *given: Any) -> str:
    size = ask(*given, None, 0)
    if not size:
        return ""
    buffer = create_string_buffer(size)
    ask(*given, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _scope(element: Any) -> str:
    return _said(lambda *given: raw.FPDF_StructElement_GetStringAttribute(element, b"Scope", *given))
