"""Office files: known by their parts, without programs, links that fetch or files inside; and their text is read.

OOXML (ISO/IEC 29500-2) says by types what a part is, whatever it is called; OpenDocument says it by its elements.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.files.service import workbooks
from app.files.words.refusals import (
    APART,
    UNPACKED_TOO_LARGE,
    invalid_file,
    refuse_numbers,
    unknown_kind,
    unreadable_file,
)

MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_WRITTEN = 20 * 1024 * 1024  # of the parts that hold text
MAX_PART = 10 * 1024 * 1024  # of each part that is looked into otherwise
DEEPEST = 2  # a chart has a workbook of its own inside

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

# ---- What runs: by the name of a part, by its first bytes, by its type.
PROGRAM_PARTS = ("vbaproject", "basic/", "scripts/", "activex", "macrosheets/")
PROGRAM_ENDINGS = (".exe", ".dll", ".js", ".vbs", ".class", ".jar", ".com", ".bat", ".cmd", ".ps1", ".scr", ".hta")
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_START = b"PK\x03\x04"
PROGRAM_TYPES = (
    "macroenabled",
    "vbaproject",
    "vbadata",
    "activex",
    "macrosheet",
    "webextension",
    "addin",
    "ms-office.vba",
)
PROGRAM_TIES = ("vbaproject", "vbadata", "control", "activex", "macrosheet", "webextension", "userxmldata", "toolbars")
EMBEDDED_TIES = ("oleobject", "afchunk", "subdocument")
FETCHING_TIES = ("connections", "querytable", "attachedtemplate", "frame", "externallinkpath")
RUNS = re.compile(r"ppaction://(?:program|macro|ole)", re.IGNORECASE)
FIELD = re.compile(r"<(?:\w+:)?instrText\b[^<>]*>([^<]*)|\b(?:\w+:)?instr=[\"']([^\"']*)")
FETCHES = re.compile(r"(?:^|\s)(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", re.IGNORECASE)
FORMULA = re.compile(
    r"<(?:\w+:)?(?:ddeLink|oleLink)\b|<f\b[^<>]*>[^<]*\b(?:WEBSERVICE|RTD|CALL|REGISTER\.ID)\(", re.IGNORECASE
)

# ---- The same in OpenDocument.
SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"
PROGRAM_ELEMENTS = frozenset({"script", "applet", "plugin"})
FETCHING_ELEMENTS = frozenset({"floating-frame", "dde-source", "dde-connection-decl", "dde-connection"})
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|//|\\\\", re.IGNORECASE)
SCRIPTED = re.compile(r"(?:vnd\.sun\.star\.)?(?:script|macro|javascript|vbscript):", re.IGNORECASE)

# ---- What is read.
NOT_WRITTEN = re.compile(r"(?:^|/)(?:theme|styles|fontTable|settings|webSettings|numbering|manifest)\d*\.xml$")
SEEN_VALUES = re.compile(
    r"\s(?:\w+:)?(?:name|descr|desc|title|alt|display|displayName|tooltip|prompt|promptTitle|error|errorTitle|caption)"
    r"=(?:\"([^\"<>]*)\"|'([^'<>]*)')"
)
END_OF_LINE = re.compile(
    r"</(?:[\w-]+:)?(?:p|h|tc|tr|si|table-cell|comment|title|subject|creator|keywords|description)>"
    r"|<(?:[\w-]+:)?(?:br|tab|cr|s|line-break)\b[^<>]*>"
)
TAG = re.compile(r"<[^<>]*>")
DIGITS = re.compile(r"\d{5}|\d\D{1,3}\d\D{1,3}\d")


def read_document(data: bytes) -> str:
    """The ending that the file should have. Raises Invalid with what to do instead, and nothing else."""
    try:
        return _checked(data, DEEPEST)
    except Invalid:
        raise
    except Exception as error:  # damaged archives and parts raise all there is
        raise unreadable_file() from error


def _checked(data: bytes, deeper: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        names = {entry.filename.lower() for entry in entries}
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise _too_large()
        if len(names) < len(entries):  # two parts of one name: who opens it sees the other
            raise unreadable_file()
        ending = _ending(archive, {entry.filename for entry in entries})
        if ending is None:
            raise unknown_kind()
        for entry in entries:
            _check_part(archive, entry, deeper)
        texts = list(_written(archive, entries))
        if ending in OPEN_DOCUMENTS.values():
            _check_elements(archive, entries)
        else:
            _check_types(archive, entries)
            _check_fields(texts)
        refuse_numbers(_text_of(archive, texts, ending))
    return ending


def _ending(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "[Content_Types].xml" in names:
        return next((ending for part, ending in OFFICE_PARTS.items() if part in names), None)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        return OPEN_DOCUMENTS.get(archive.read("mimetype").strip())
    return None


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, deeper: int) -> None:
    """By name and by its first bytes."""
    name = entry.filename.lower()
    if name.endswith(PROGRAM_ENDINGS) or any(word in name for word in PROGRAM_PARTS):
        raise _runs()
    with archive.open(entry) as part:
        start = part.read(8)
    if start.startswith(PROGRAM_STARTS):
        raise _runs()
    if start == OLE_START or (start.startswith(ZIP_START) and deeper == 0):
        raise _holds_another()
    if start.startswith(ZIP_START):
        _checked(_part(archive, entry), deeper - 1)


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MAX_PART:
        raise _too_large()
    return archive.read(entry)


def _check_types(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """What the parts are said to be, and what each says that it hangs on."""
    for element in ElementTree.fromstring(_part(archive, archive.getinfo("[Content_Types].xml"))).iter():  # noqa: S314
        told = element.get("ContentType", "").lower()
        if any(word in told for word in PROGRAM_TYPES):
            raise _runs()
        if "oleobject" in told:
            raise _holds_another()
    for entry in entries:
        if entry.filename.lower().endswith(".rels"):
            for element in ElementTree.fromstring(_part(archive, entry)).iter():  # noqa: S314
                _check_tie(element)


def _check_tie(element: ElementTree.Element) -> None:
    kind = element.get("Type", "").rpartition("/")[2].lower()
    if any(word in kind for word in PROGRAM_TIES):
        raise _runs()
    if any(word in kind for word in EMBEDDED_TIES):
        raise _holds_another()
    outside = element.get("TargetMode", "").lower() == "external" or ELSEWHERE.match(element.get("Target", ""))
    if kind in FETCHING_TIES or (outside and kind != "hyperlink"):
        raise _fetches()


def _check_fields(texts: list[tuple[str, str]]) -> None:
    """What a text does when it is opened or pressed."""
    for _name, text in texts:
        if RUNS.search(text):
            raise _runs()
        fields = FIELD.findall(text)
        pressed = ["".join(typed for typed, _whole in fields), *(whole for _typed, whole in fields)]
        if FORMULA.search(text) or any(FETCHES.search(html.unescape(field)) for field in pressed):
            raise _fetches()


def _check_elements(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.filename.rpartition("/")[2] in ("content.xml", "styles.xml", "meta.xml"):
            for element in ElementTree.fromstring(archive.read(entry)).iter():  # noqa: S314
                _check_element(element)


def _check_element(element: ElementTree.Element) -> None:
    kind = element.tag.rpartition("}")[2]
    leads = element.get(HREF, "").strip()
    runs = any(key.endswith("}action") and value == "execute" for key, value in element.attrib.items())
    if element.tag.startswith(SCRIPT) or kind in PROGRAM_ELEMENTS or runs or SCRIPTED.match(leads):
        raise _runs()
    if kind == "object-ole":
        raise _holds_another()
    fetched = ELSEWHERE.match(leads) or (leads.startswith("../") and kind != "template")
    if kind in FETCHING_ELEMENTS or (fetched and kind != "a"):
        raise _fetches()


def _written(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """Name and XML of every part that may hold words."""
    parts = [one for one in entries if one.filename.endswith(".xml") and not NOT_WRITTEN.search(one.filename)]
    if sum(entry.file_size for entry in parts) > MAX_WRITTEN:
        raise _too_large()
    for entry in parts:
        data = archive.read(entry)
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        yield entry.filename, data.decode("utf-16" if wide else "utf-8", errors="replace")


def _text_of(archive: zipfile.ZipFile, texts: list[tuple[str, str]], ending: str) -> str:
    """The words of all parts: a line for each paragraph, cell or row; and what is seen of names, hints and pictures."""
    book = workbooks.Book(archive) if ending == "xlsx" else None
    told = [
        book.text_of(archive.read(name)) if book and name.startswith("xl/worksheets/") else _words(text)
        for name, text in texts
    ]
    if ending in ("xlsx", "ods"):
        told = [workbooks.with_lost_zeros(one) for one in told]
    seen = [html.unescape(one or other) for _name, text in texts for one, other in SEEN_VALUES.findall(text)]
    return APART.join([*told, *(one for one in seen if DIGITS.search(one))])


def _words(text: str) -> str:
    return html.unescape(TAG.sub("", END_OF_LINE.sub("\n", text)))


def _too_large() -> Invalid:
    return invalid_file(str(UNPACKED_TOO_LARGE))


def _runs() -> Invalid:
    return invalid_file(_("Filen inneholder makroer eller programmer. Lagre den uten, eller som PDF."))


def _fetches() -> Invalid:
    return invalid_file(_("Filen henter noe fra et annet sted når den åpnes, for eksempel en mal. Lagre den som PDF."))


def _holds_another() -> Invalid:
    return invalid_file(_("Filen har et annet dokument inni seg. Ta det ut, eller lagre filen som PDF."))
