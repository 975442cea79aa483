"""A paper as PDF: drawn by Typst, tagged, held by it to PDF/UA-1 (ISO 14289-1), in our own font on every machine.

What people have written goes in as JSON and is shown as text: `paper.typ` is the only source, and it is never built.
"""

import json
import unicodedata
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst
from flask_babel import gettext as _
from PIL import ImageFont

from app.core import clock
from app.language import format_date, language_in_force
from app.paper.document import Paper

SOURCE = Path(__file__).with_name("paper.typ")
FONTS = Path(__file__).parent.parent / "static" / "dist" / "paper"  # put there by frontend/build.mjs
NO_SIGN = "□"  # for a sign that the font does not have: an emoji, a letter of another script


def pdf_of(paper: Paper) -> bytes:
    """The paper as a PDF file, A4, in the language in force. Raises FontsMissing before the front end is built."""
    if not FONTS.is_dir():
        raise FontsMissing(f"The fonts of paper are not in {FONTS}. Build the front end: npm run build.")
    values = {**asdict(paper), **_on_each_page()}
    try:
        return _drawn(values)
    except typst.TypstError:  # PDF/UA refuses a sign without a shape
        return _drawn(_with_shapes(values))


def _on_each_page() -> dict[str, str]:
    day = format_date(clock.today(), "d. MMMM y")
    return {
        "language": language_in_force() or "nb",
        "foot": _("Fra Medvirk %(day)s", day=day),
        "page_of": _("Side {n} av {all}"),
    }


class FontsMissing(RuntimeError):
    """The front end has not been built."""


def _drawn(values: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(
        SOURCE,
        root=SOURCE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(values)},
        pdf_standards=["ua-1"],
    )
    return made


def _with_shapes(value: Any) -> Any:
    """The same values, in signs that the font has."""
    if isinstance(value, str):
        return "".join(map(_shown, value))
    if isinstance(value, dict):
        return {key: _with_shapes(one) for key, one in value.items()}
    return [_with_shapes(one) for one in value] if isinstance(value, list | tuple) else value


def _shown(sign: str) -> str:
    """The sign, or what stands in its place; one that is not seen anyway is left out."""
    if sign == "\n" or (sign.isascii() and sign.isprintable()):
        return sign
    if unicodedata.category(sign)[0] == "C" or unicodedata.combining(sign):
        return ""
    missing = bytes(_font().getmask("\U0010ffff"))
    return NO_SIGN if bytes(_font().getmask(sign)) == missing else sign


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(min(FONTS.glob("*.ttf")), 16)
