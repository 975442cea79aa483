"""PDF, office and text files: taken as people's programs write them, read whole, and without anything that acts."""

import datetime
import io
import random
import zipfile
import zlib

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from pypdfium2 import PdfDocument
from werkzeug.datastructures import FileStorage

from app.core.errors import Invalid
from app.files.service import attachments, store

NUMBER = "159086 95043"  # of the synthetic series with month + 80
RUNS = "kjøre programmer|makroer eller programmer"
INSIDE = "inni seg"
FETCHES = "henter noe fra et annet sted"
NAMES = "fødselsnummer"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
ODT = "application/vnd.oasis.opendocument.text"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def prepared(data: bytes, name: str) -> bytes:
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(data), filename=name))
    return store.path_of(checked.key).read_bytes()


def pdf(*objects: bytes, catalogue: bytes = b"", page: bytes = b"", trailer: bytes = b"") -> bytes:
    """A file with an index, one empty page, and these objects from number 4 on."""
    whole = bytearray(b"%PDF-1.5\n")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]" + page + b">>",
        *objects,
    ]
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj" % number + part + b"endobj\n"
    index = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    whole += b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n" % (len(parts) + 1, trailer, index)
    return bytes(whole) + b"%%EOF\n"


def packed(content: bytes, *, twice: bool = False) -> bytes:
    stream = zlib.compress(b"9 0 " + content)
    filters = b"[/ASCIIHexDecode/FlateDecode]" if twice else b"/FlateDecode"
    stream = stream.hex().encode() + b">" if twice else stream
    return b"<</Type/ObjStm/N 1/First 4/Filter%s/Length %d>>stream\n%s\nendstream" % (filters, len(stream), stream)


def written(text: str) -> bytes:
    """A page with a font and a packed stream of words."""
    stream = zlib.compress(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
    words = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream)
    return pdf(FONT, words, page=b"/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>")


def in_object_stream(told: bytes, content: bytes, *, keyword: bytes = b"stream\n") -> bytes:
    """A file whose index says that the names of the document lie packed in object 4, which is described by `told`."""
    whole = bytearray(b"%PDF-1.5\n%\xe2\xe3\n")
    places = []
    for number, part in enumerate(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names 6 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]>>",
            b"<</Type/ObjStm/N 1%s/Length %d>>%s%s\nendstream" % (told, len(content), keyword, content),
        ],
        start=1,
    ):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    places.append(len(whole))
    rows = bytes(5) + b"".join(b"\x01" + place.to_bytes(3, "big") + b"\x00" for place in places)
    rows += b"\x02\x00\x00\x04\x00"
    whole += b"5 0 obj\n<</Type/XRef/Size 7/W[1 3 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return bytes(whole) + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[4]


def upon(annotation: bytes, *, shown: str = "", catalogue: bytes = b"") -> bytes:
    """A page with something upon it, that shows these words."""
    words = b"/Tx BMC q BT /F1 12 Tf 2 5 Td (%s) Tj ET Q EMC" % shown.encode()
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 300 20]/Resources<</Font<</F1 6 0 R>>>>"
    return pdf(
        b"<</Type/Annot/Rect[20 100 320 120]/P 3 0 R" + (b"/AP<</N 5 0 R>>" if shown else b"") + annotation + b">>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (form, len(words), words),
        FONT,
        page=b"/Annots[4 0 R]",
        catalogue=catalogue,
    )


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n", b"\n\n ", b"\x00\x00"])
@pytest.mark.parametrize("after", [b"", b"\x00" * 5000, b"\r\n\x00\x00\r\n"])
def test_a_pdf_is_taken_whatever_a_server_put_before_and_after_it(clean, before, after):
    kept = prepared(before + pdf() + after, "referat.pdf")

    assert kept.startswith(b"%PDF-")
    assert len(PdfDocument(kept)) == 1


@pytest.mark.parametrize(
    "catalogue",
    [b"/OpenAction[3 0 R/Fit]", b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", b"/OpenAction 4 0 R", b"/Lang(no)/AA<<>>"],
)
def test_a_pdf_may_open_at_a_page(clean, catalogue):
    assert prepared(pdf(b"<</S/GoTo/D[3 0 R/Fit]>>", catalogue=catalogue), "referat.pdf")


ACTS = {
    "a script when it is opened": pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "without an index": b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(a)>>>>endobj\n%%EOF\n",
    "spelt otherwise": pdf(catalogue=b"/OpenAction<</S/J#61vaScr#69pt/JS(a)>>"),
    "by its number": pdf(b"<</S/URI/URI(https://example.com)>>", catalogue=b"/OpenAction 4 0 R"),
    "with a comment between": pdf(catalogue=b"/OpenAction %x\n<</S/URI/URI(https://example.com)>>"),
    "in a packed stream": pdf(packed(b"<</S/JavaScript/JS(a)>>")),
    "by its number in a packed stream": pdf(packed(b"<</S/URI/URI(a)>>"), catalogue=b"/OpenAction 9 0 R"),
    "in a stream packed twice": pdf(packed(b"<</S/JavaScript/JS(a)>>", twice=True)),
    "a list of scripts": pdf(catalogue=b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>"),
    "a program": pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "when a page is shown": pdf(b"<</Type/Page/AA<</O<</S/URI/URI(https://example.com)>>>>>>"),
    "a form that is sent": pdf(b"<</S/SubmitForm/F(https://example.com)>>"),
    "a film": pdf(b"<</Subtype/RichMedia>>"),
    "a form of another kind": pdf(catalogue=b"/AcroForm<</XFA 4 0 R>>"),
}


@pytest.mark.parametrize("why", ACTS)
def test_a_pdf_that_does_something_by_itself_is_refused(clean, why):
    with pytest.raises(Invalid, match=f"{RUNS}|skadet"):
        prepared(ACTS[why], "referat.pdf")


NAMES_OF_SCRIPTS = b"<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
DEFLATED = zlib.compress(b"6 0 " + NAMES_OF_SCRIPTS)
FAR_IN = zlib.compress(b" " * 76 + b"6 0 " + NAMES_OF_SCRIPTS)
IN_HEX = DEFLATED.hex().encode() + b">"
TWICE = b"/First 4/Filter[/AHx/Fl]"
PACKED = {
    "as usual": in_object_stream(b"/First 4/Filter/FlateDecode", DEFLATED),
    "after a carriage return": in_object_stream(b"/First 4/Filter/FlateDecode", DEFLATED, keyword=b"stream\r"),
    "after a space": in_object_stream(b"/First 4/Filter/FlateDecode", DEFLATED, keyword=b"stream \n"),
    "after a tab and a zero": in_object_stream(b"/First 4/Filter/FlateDecode", DEFLATED, keyword=b"stream\t\x00\r\n"),
    "twice, with a long description": in_object_stream(TWICE + b"/X(%s)" % (b"a" * 1100), IN_HEX),
    "twice, with the end of an object in a string": in_object_stream(TWICE + b"/X(endobj)", IN_HEX),
    "twice, with a stream in a string": in_object_stream(TWICE + b"/X(stream\n)", IN_HEX),
    "far in, with a long description": in_object_stream(b"/First 80/Filter/FlateDecode/X(%s)" % (b"a" * 1100), FAR_IN),
    "with its name spelt otherwise": in_object_stream(b"/First 4/Filter/FlateDecode/X(endobj)/Fir#73t 4", DEFLATED),
}


@pytest.mark.parametrize("why", PACKED)
def test_a_script_in_an_object_stream_is_refused_however_the_stream_is_written(clean, why):
    with pytest.raises(Invalid, match=f"{RUNS}|skadet"):
        prepared(PACKED[why], "referat.pdf")


@pytest.mark.parametrize(
    "title",
    [b"Kurs i HTML/JavaScript", b"/JavaScript for nybegynnere", b"Launch/Rendition", b"D:20260102030405+01'00'"],
)
def test_a_pdf_may_speak_of_programs(clean, title):
    assert prepared(pdf(b"<</Title(%s)>>" % title, trailer=b"/Info 4 0 R"), "kurs.pdf")


def test_a_pdf_with_files_inside_or_a_lock_is_refused(clean):
    with pytest.raises(Invalid, match=INSIDE):
        prepared(pdf(b"<</Type/EmbeddedFile>>", catalogue=b"/Names<</EmbeddedFiles 4 0 R>>"), "referat.pdf")
    with pytest.raises(Invalid, match="låst"):
        prepared(pdf(b"<</Filter/Standard>>", trailer=b"/Encrypt 4 0 R"), "referat.pdf")


def test_the_pages_of_a_pdf_are_read(clean):
    assert prepared(written("Vi ble enige om 12 saker."), "referat.pdf")

    with pytest.raises(Invalid, match=NAMES):
        prepared(written(f"Vi snakket om {NUMBER}."), "referat.pdf")


FIELD = b"/Subtype/Widget/FT/Tx/T(dato)/F 4"
OF_FORMS = b"/AcroForm<</Fields[4 0 R]>>"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title><rdf:li xml:lang="nb">%s</rdf:li></dc:title></x:xmpmeta>'
UPON_A_PDF = {
    "a field as it is shown": lambda text: upon(FIELD, shown=text, catalogue=OF_FORMS),
    "a field that is not drawn": lambda text: upon(FIELD + b"/V(%s)" % text.encode(), catalogue=OF_FORMS),
    "a field in UTF-16": lambda text: upon(
        FIELD + b"/V<%s>" % text.encode("utf-16").hex().encode(), catalogue=OF_FORMS
    ),
    "a field with signs of its own": lambda text: upon(
        FIELD + b"/V(%s)" % text.replace("9", "\\071").encode(), catalogue=OF_FORMS
    ),
    "a field nowhere on a page": lambda text: pdf(
        b"<</FT/Tx/T(dato)/V(%s)>>" % text.encode(), catalogue=b"/AcroForm<</Fields[4 0 R]>>"
    ),
    "a note": lambda text: upon(b"/Subtype/FreeText/F 4/Contents(%s)" % text.encode()),
    "a note as it is shown": lambda text: upon(b"/Subtype/FreeText/F 4", shown=text),
    "a stamp": lambda text: upon(b"/Subtype/Stamp/F 4", shown=text),
    "a hidden note": lambda text: upon(b"/Subtype/Text/F 2/Contents(%s)" % text.encode()),
    "the title": lambda text: pdf(b"<</Title(%s)>>" % text.encode(), trailer=b"/Info 4 0 R"),
    "the keywords": lambda text: pdf(b"<</Keywords(%s)>>" % text.encode(), trailer=b"/Info 4 0 R"),
    "a bookmark": lambda text: pdf(
        b"<</Type/Outlines/First 5 0 R/Last 5 0 R>>",
        b"<</Title(%s)/Parent 4 0 R>>" % text.encode(),
        catalogue=b"/Outlines 4 0 R",
    ),
    "the words about it": lambda text: pdf(
        b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream"
        % (len(XMP) - 2 + len(text), XMP % text.encode()),
        catalogue=b"/Metadata 4 0 R",
    ),
}


@pytest.mark.parametrize("where", UPON_A_PDF)
def test_what_is_written_upon_a_pdf_and_about_it_is_read(clean, where):
    assert prepared(UPON_A_PDF[where]("15.10.2026, 12 saker"), "skjema.pdf")

    with pytest.raises(Invalid, match=NAMES):
        prepared(UPON_A_PDF[where](NUMBER), "skjema.pdf")


def test_digits_of_two_fields_of_a_pdf_that_have_nothing_to_do_with_each_other_are_no_number(clean):
    apart = pdf(b"<</T(159086)>>", b"<</T(95043)>>", catalogue=b"/AcroForm<</Fields[4 0 R 5 0 R]>>")

    assert prepared(apart, "skjema.pdf")


# ---- Office files


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def types(*more: str) -> str:
    given = "".join(f'<Override PartName="/x" ContentType="{one}"/>' for one in more)
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{given}</Types>'


def ties(kind: str, target: str = "x.bin", mode: str = "Internal") -> str:
    return f'<Relationships><Relationship Type="{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'


def docx(parts: dict[str, str | bytes] | None = None, *, told: str = "", body: str = "<w:p/>") -> bytes:
    main = f'<w:document xmlns:w="w" xmlns:r="r">{body}</w:document>'
    return archive(
        {"[Content_Types].xml": types(*([told] if told else [])), "word/document.xml": main, **(parts or {})}
    )


def xlsx(sheet: str, shared: str = "") -> bytes:
    return archive(
        {
            "[Content_Types].xml": types(),
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst>{shared}</sst>",
        }
    )


def odt(content: str = "", meta: str = "", **parts: str | bytes) -> bytes:
    spaces = (
        f'{XLINK} xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    )
    return archive(
        {
            "mimetype": ODT,
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}>{meta}</office:document-meta>",
            **parts,
        }
    )


RELS = "word/_rels/document.xml.rels"
CHART = xlsx("<row><c><v>12</v></c></row>")
TAKEN = {
    "a link": (docx({RELS: ties(f"{RELATION}/hyperlink", "https://example.no", "External")}), "brev.docx"),
    "a chart": (docx({RELS: ties(f"{RELATION}/package"), "word/embeddings/a.xlsx": CHART}), "brev.docx"),
    "a picture": (docx({RELS: ties(f"{RELATION}/image", "media/a.png"), "word/media/a.png": b"\x89PNG"}), "brev.docx"),
    "a link of OpenDocument": (odt('<text:a xlink:href="https://example.no">a</text:a>'), "brev.odt"),
    "no script at all": (odt('<office:scripts/><draw:image xlink:href="Pictures/a.png"/>'), "brev.odt"),
    "a template of this machine": (odt(meta='<meta:template xlink:href="../../a.ott"/>'), "brev.odt"),
    "figures": (xlsx('<row><c t="s"><v>15908695043</v></c><c><v>0.15908695043</v></c></row>'), "tall.xlsx"),
}
REFUSED = {
    "a template elsewhere": (
        docx(
            {"word/_rels/settings.xml.rels": ties(f"{RELATION}/attachedTemplate", "https://example.com/a", "External")}
        ),
        FETCHES,
    ),
    "a picture elsewhere": (docx({RELS: ties(f"{RELATION}/image", "https://example.com/a", "External")}), FETCHES),
    "a frame": (docx({"word/_rels/web.rels": ties(f"{RELATION}/frame", "https://a.example", "External")}), FETCHES),
    "small letters": (docx({"word/_RELS/x.RELS": ties(f"{RELATION}/image", "//example.com", "external")}), FETCHES),
    "an object": (docx({RELS: ties(f"{RELATION}/oleObject", "embeddings/a.bin")}), INSIDE),
    "an object by its bytes": (docx({"word/media/a.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99}), INSIDE),
    "a page inside": (docx({RELS: ties(f"{RELATION}/aFChunk", "a.mht")}), INSIDE),
    "an archive inside": (docx({"word/media/a.png": archive({"a.txt": "hei"})}), "kan ikke legges ved"),
    "macros of another name": (docx(told="application/vnd.ms-office.vbaProject"), RUNS),
    "a tie to macros": (docx({RELS: ties("http://schemas.microsoft.com/office/2006/relationships/vbaProject")}), RUNS),
    "a file with macros, renamed": (
        docx(told="application/vnd.ms-word.document.macroEnabled.main+xml"),
        RUNS,
    ),
    "a control": (docx({RELS: ties(f"{RELATION}/control", "a.xml")}), RUNS),
    "a program by its bytes": (docx({"word/media/a.png": b"MZ\x90\x00" + b"\x00" * 99}), RUNS),
    "a chart with macros": (
        docx(
            {
                "word/embeddings/a.xlsx": archive(
                    {"[Content_Types].xml": types("a.vbaProject"), "xl/workbook.xml": "<a/>"}
                )
            }
        ),
        RUNS,
    ),
    "a field that asks a program": (
        docx(body='<w:instrText> DDE</w:instrText><w:instrText>AUTO c:\\\\a "b"</w:instrText>'),
        FETCHES,
    ),
    "a field in one": (docx(body='<w:fldSimple w:instr=" INCLUDETEXT &quot;//a/b&quot;"/>'), FETCHES),
    "a sheet that asks": (xlsx('<row><c><f>WEBSERVICE("https://a.example")</f><v>1</v></c></row>'), FETCHES),
    "two parts of one name": (docx({"WORD/document.xml": "<a/>"}), "skadet"),
    "broken parts": (docx({RELS: "<a"}), "skadet"),
    "a script of OpenDocument": (odt('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), RUNS),
    "a library of OpenDocument": (odt(**{"Basic/Standard/a.xml": "<a/>"}), RUNS),
    "a script by its address": (odt('<text:a xlink:href="vnd.sun.star.script:a">a</text:a>'), RUNS),
    "a press that runs": (odt('<presentation:event-listener presentation:action="execute"/>'), RUNS),
    "a program of OpenDocument": (odt("<draw:applet/>"), RUNS),
    "a frame of OpenDocument": (odt('<draw:floating-frame xlink:href="a"/>'), FETCHES),
    "a picture of OpenDocument": (odt('<draw:image xlink:href="https://a.example/b.png"/>'), FETCHES),
    "a template of OpenDocument": (odt(meta='<meta:template xlink:href="https://a.example/b.ott"/>'), FETCHES),
    "an object of OpenDocument": (odt("<draw:object-ole/>"), INSIDE),
    "a number in parts": (
        docx(body="<w:p><w:r><w:t>1590</w:t></w:r><w:r><w:t>86 95043</w:t></w:r></w:p>"),
        NAMES,
    ),
    "a number in a table": (
        docx(body="<w:tc><w:p><w:t>159086</w:t></w:p></w:tc><w:tc><w:p><w:t>95043</w:t></w:p></w:tc>"),
        NAMES,
    ),
    "a number in a footnote": (docx({"word/footnotes.xml": f"<a><w:t>{NUMBER}</w:t></a>"}), NAMES),
    "a number in a cell": (xlsx("<row><c><v>15908695043</v></c></row>"), NAMES),
    "a number among the words": (xlsx("", f"<si><t>{NUMBER}</t></si>"), NAMES),
    "a number of OpenDocument": (odt(f"<text:p>Se <text:span>{NUMBER}</text:span></text:p>"), NAMES),
    "a number in the title": (docx({"docProps/core.xml": f"<a><b:title>{NUMBER}</b:title></a>"}), NAMES),
}


@pytest.mark.parametrize("why", TAKEN)
def test_an_office_file_as_people_write_them_is_taken(clean, why):
    data, name = TAKEN[why]

    assert prepared(data, name) == data


@pytest.mark.parametrize("why", REFUSED)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_office_file_that_runs_fetches_hides_or_names_somebody_is_refused_and_told_why(clean, why):
    data, sentence = REFUSED[why]

    with pytest.raises(Invalid, match=sentence):
        prepared(data, "fil.docx")


# ---- Sheets


def book(*rows: tuple[object, ...], **more) -> bytes:
    """A workbook as Excel saves it, with `more` done to it: each a function of workbook and sheet."""
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    for change in more.values():
        change(made, made.active)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


WHOLE = NUMBER.replace(" ", "")
EARLY = "058785 10064"  # of the same series; a program that takes it for an amount drops the first zero
LOST = int(EARLY.replace(" ", ""))
BORN = datetime.date(1985, 7, 15)  # with the five digits below, which chance chose


def formatted(code: str):
    return lambda _book, sheet: setattr(sheet["B1"], "number_format", code)


NAMED_IN_A_SHEET = {
    "a day beside five digits": book(("Kari", BORN, "10150")),
    "a day and a time": book(("Kari", datetime.datetime.combine(BORN, datetime.time(12)), 10150)),
    "a day, a name, five digits": book((BORN, "Kari", "Skien", 10150)),
    "a day of the other calendar": book((BORN, 10150), a=lambda made, _s: setattr(made, "epoch", CALENDAR_MAC_1904)),
    "a day in a format of its own": book(("Kari", BORN, 10150), a=formatted("d. mmmm yyyy")),
    "a lost zero": book(("Kari", LOST)),
    "a zero that the format shows": book(("Kari", LOST), a=formatted("00000000000")),
    "a number with a point": book(("Kari", float(WHOLE))),
    "two columns": book(("Kari", int(WHOLE[:6]), int(WHOLE[6:]))),
    "a formula of words": book(("Kari", f'="{WHOLE}"')),
    "a formula in two": book(("Kari", f'="{WHOLE[:6]}"&"{WHOLE[6:]}"')),
    "a formula of a number": book(("Kari", f"={WHOLE}+0")),
    "the name of the sheet": book(("Kari",), a=lambda _b, sheet: setattr(sheet, "title", WHOLE)),
    "the head of the page": book(("Kari",), a=lambda _b, sheet: setattr(sheet.oddHeader.center, "text", WHOLE)),
    "the foot of the first page": book(("Kari",), a=lambda _b, sheet: setattr(sheet.firstFooter.left, "text", NUMBER)),
    "a hint": book(
        ("Kari",), a=lambda _b, sheet: sheet.add_data_validation(DataValidation("whole", prompt=NUMBER, sqref="A1"))
    ),
    "a comment": book(("Kari",), a=lambda _b, sheet: setattr(sheet["A1"], "comment", Comment(NUMBER, "Kari"))),
    "a prefix before each name": xlsx(f"<x:row xmlns:x='x'><x:c><x:v>{WHOLE}</x:v></x:c></x:row>"),
    "an exponent": xlsx(f"<row><c><v>{WHOLE[0]}.{WHOLE[1:]}E10</v></c></row>"),
    "a sheet of OpenDocument": odt(
        f"<table:table-cell xmlns:table='t'><text:p>{LOST}</text:p></table:table-cell>",
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
    ),
    "a text under a picture": docx(body=f'<wp:docPr xmlns:wp="w" id="1" name="Bilde 1" descr="{NUMBER}"/>'),
}


@pytest.mark.parametrize("where", NAMED_IN_A_SHEET)
def test_a_number_of_a_person_is_found_wherever_a_sheet_shows_it(clean, where):
    with pytest.raises(Invalid, match=NAMES):
        prepared(NAMED_IN_A_SHEET[where], "liste.xlsx")


@pytest.mark.parametrize("cell", ["{0}", '"{0}"', " {0} ", "Kari;{0};Skien", "Kari,{0}", "Kari\t{0}\t"])
def test_a_table_in_a_text_has_lost_its_zeros_as_well(clean, cell):
    with pytest.raises(Invalid, match=NAMES):
        prepared(f"navn;nummer\n{cell.format(LOST)}\n".encode(), "liste.csv")


def test_sheets_of_accounts_telephones_and_days_are_taken(clean):
    chance = random.Random(2026)
    day = datetime.date(2025, 1, 1)
    rows = [
        (
            day + datetime.timedelta(days=row),
            chance.randint(50_000, 99_999),
            "Husleie",
            chance.randint(10_000, 99_999),
            int(f"474{chance.randint(1_000_000, 9_999_999)}"),
            datetime.time(8, 30),
            chance.random() * 1e6,
            f"=SUM(B1:B{row + 10_000})",
        )
        for row in range(1_000)
    ]

    assert prepared(book(*rows), "regnskap.xlsx")


# ---- Text


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_each_coding_that_editors_write(clean, coding):
    text = "Åpningstid på kontoret:\r\nmåndag 10–14\r\n"

    assert prepared(text.encode(coding), "tider.txt").decode() == text


@pytest.mark.parametrize("coding", ["cp865", "mac_roman"])
@pytest.mark.parametrize("name", ["tider.txt", "tider.csv", "tider.md"])
def test_a_text_from_an_older_program_keeps_its_norwegian_letters(clean, coding, name):
    text = "Bjørn Sæther på Åsen; Østre Ål; «Blåkors»\r\n" if coding == "mac_roman" else "Bjørn Sæther på Åsen\r\n"

    assert prepared(text.encode(coding), name).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "BMI og helse",
            "GIF er et format",
            "MZ er to bokstaver",
            "ID3, OggS og fLaC",
            "Rar! hei",
            "BZh",
            "II*",
            "FORM",
        ),
        *("<3 Vi er glade i kontoret", "< 5 brukere", "%! viktig", "%PDF-en fra møtet mangler", "Linje\x0bto"),
    ],
)
def test_a_text_may_begin_with_any_letters(clean, text):
    assert prepared(text.encode(), "notat.txt").decode() == text


def test_a_text_of_ms_dos_may_have_its_end(clean):
    assert prepared(b"a;b\r\n1;2\r\n\x1a", "tall.csv") == b"a;b\r\n1;2\r\n"


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"<!doctype html><p>hei",
            b"  <svg xmlns='a'/>",
            b"{\\rtf1 hei}",
            b"%!PS-Adobe-3.0",
            b"GIF89a\x01\x00\x01\x00\x00",
        ),
        *(
            b"MZ\x90\x00\x03\x00",
            b"BM\x00\x00\x01",
            written(NUMBER),
            pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(a)>>"),
        ),
    ],
)
def test_what_is_no_plain_text_is_not_taken_for_one(clean, data):
    with pytest.raises(Invalid):
        prepared(data, "notat.txt")


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_number_at_the_end_of_a_long_text_is_found(clean, coding):
    long = "Kontoret åpner i morgen. " * 25_000 + NUMBER

    with pytest.raises(Invalid, match=NAMES):
        prepared(long.encode(coding), "notat.txt")


def test_more_text_than_can_be_read_is_refused_and_not_taken_unread(clean):
    with pytest.raises(Invalid, match="mer tekst enn vi kan lese"):
        prepared(b"a" * 1_000_001, "notat.txt")


def test_more_numbers_than_can_be_read_in_a_few_seconds_are_refused_as_well(clean):
    with pytest.raises(Invalid, match="mer tekst enn vi kan lese"):
        prepared(b"1 " * 160_000, "tall.txt")
