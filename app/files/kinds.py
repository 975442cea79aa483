"""What a file is, by what it holds and never by what it calls itself; pictures are drawn anew. Slow: no transaction."""

import io
import zipfile
from dataclasses import dataclass

import filetype
from flask_babel import gettext as _
from PIL import Image, ImageOps

from app.core import guard
from app.core.errors import Invalid

MAX_PIXELS = 64_000_000  # more than a phone's camera takes; a picture unpacks to four bytes each
MAX_SIDE = 2400
MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
GUARDED_LETTERS = 300_000
TEXT_ENDINGS = frozenset({"txt", "csv", "md"})

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own limit, for what it unpacks on the way

OFFICE_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
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
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
MAX_PNG = 4 * 1024 * 1024
PROGRAM_PARTS = ("vbaproject", "basic/", "scripts/", "activex")
PROGRAM_ENDINGS = (".exe", ".dll", ".js", ".vbs", ".class", ".jar")


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
        return _picture(data, PICTURES[kind])
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _document(data)
    if kind is None and named in TEXT_ENDINGS:
        return _text(data, named)
    raise _refused(kind)


def _invalid(text: str) -> Invalid:
    return Invalid(text, field="attachment")


def _refused(kind: str | None = None) -> Invalid:
    if kind in ("image/heic", "image/avif"):
        return Invalid(
            _("Bildet er i et format som ikke alle kan åpne. Lagre det som JPEG eller PNG."), field="attachment"
        )
    text = _(
        "Denne typen fil kan ikke legges ved. Bruk PDF, bilde (JPEG, PNG, WebP, GIF), "
        "tekst (txt, csv, md) eller kontorfil (docx, xlsx, pptx, odt, ods, odp)."
    )
    return _invalid(text)


def _unreadable() -> Invalid:
    return _invalid(_("Filen er skadet eller kan ikke leses. Lagre den på nytt og prøv igjen."))


def _pdf(data: bytes) -> Content:
    if b"%%EOF" not in data[-2048:]:
        raise _unreadable()
    return Content("pdf", data)


def _text(data: bytes, named: str) -> Content:
    """Plain text in UTF-8. Marked-up text is refused, since a browser might take it for a page."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text) or text.lstrip().startswith("<"):
        raise _refused()
    if guard.has_stop(guard.check(text[:GUARDED_LETTERS])):
        raise _invalid(
            _("Filen inneholder et fødselsnummer eller et kontonummer. Ta det bort, og legg ved filen på nytt.")
        )
    return Content(named, text.encode())


def _document(data: bytes) -> Content:
    """An office file, known by its parts; nothing is unpacked, and what holds programs is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise _invalid(_("Filen er for stor når den pakkes ut."))
            ending = _office_ending(archive, {entry.filename for entry in entries})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _unreadable() from error
    if ending is None:
        raise _refused()
    if any(_is_program(entry.filename.lower()) for entry in entries):
        raise Invalid(
            _("Filen inneholder makroer eller programmer. Lagre den uten, eller som PDF."), field="attachment"
        )
    return Content(ending, data)


def _is_program(part: str) -> bool:
    return part.endswith(PROGRAM_ENDINGS) or any(word in part for word in PROGRAM_PARTS)


def _office_ending(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "[Content_Types].xml" in names:
        return next((ending for part, ending in OFFICE_PARTS.items() if part in names), None)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        return OPEN_DOCUMENTS.get(archive.read("mimetype").strip())
    return None


def _picture(data: bytes, kind: str) -> Content:
    """The picture drawn anew: upright, at most 2400 pixels wide or high, without place, camera or anything hidden."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_many_pixels()
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: unpack no more than is needed
            drawn = ImageOps.exif_transpose(image)
            drawn.thumbnail((MAX_SIDE, MAX_SIDE))
            return _drawn(drawn, photograph=kind == "JPEG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError) as error:
        raise _unreadable() from error


def _too_many_pixels() -> Invalid:
    return Invalid(
        _("Bildet har for mange bildepunkter. Gjør det mindre, og legg det ved på nytt."), field="attachment"
    )


def _drawn(image: Image.Image, *, photograph: bool) -> Content:
    """JPEG for photographs and for what would be too big else; PNG for drawings and what is seen through."""
    if not photograph:
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
        content = _saved(plain, "png", optimize=False)
        if len(content.data) <= MAX_PNG:
            return content
        image = Image.alpha_composite(Image.new("RGBA", plain.size, "white"), plain.convert("RGBA"))
    return _saved(image.convert("RGB"), "jpg", quality=85)


def _saved(image: Image.Image, ending: str, **how: int) -> Content:
    bare = Image.new(image.mode, image.size)  # pixels alone: no metadata, text or profile comes along
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG" if ending == "jpg" else "PNG", **how)
    return Content(ending, out.getvalue())
