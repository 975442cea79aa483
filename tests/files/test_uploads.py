"""What may be attached, and what becomes of it on the way in."""

import io
import zipfile

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from app.core.errors import Invalid
from app.database import transaction
from app.files.service import attachments, store
from app.files.service.pictures import MAX_SIDE
from tests.make import Make

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(data: bytes, name: str = "fil.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **saving: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 200).save(out, kind, **saving)
    return out.getvalue()


def with_place(size: tuple[int, int] = (40, 20)) -> bytes:
    """A photograph that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Kameramerke"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 12.0, 30.0), 3: "E", 4: (9.0, 36.0, 0.0)})
    return picture(size=size, exif=exif)


def office_file(*parts: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for part in parts:
            archive.writestr(part, "<x/>")
    return out.getvalue()


def stored_bytes(checked: attachments.Checked) -> bytes:
    return store.path_of(checked.key).read_bytes()


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("data", "name", "shown", "content_type"),
    [
        (PDF, "Referat 12. mars.pdf", "Referat 12. mars.pdf", "application/pdf"),
        (PDF, "skjermbilde.exe", "skjermbilde.pdf", "application/pdf"),
        (picture("JPEG"), "Rampe.JPG", "Rampe.jpg", "image/jpeg"),
        (picture("PNG"), "skilt.png", "skilt.png", "image/png"),
        (picture("PNG", mode="RGBA"), "skilt.png", "skilt.png", "image/png"),
        (picture("PNG", mode="P"), "skilt.png", "skilt.png", "image/png"),
        (picture("PNG", mode="I;16"), "skilt.png", "skilt.png", "image/png"),
        (picture("WEBP"), "a.webp", "a.png", "image/png"),
        (picture("GIF", mode="P"), "a.gif", "a.png", "image/png"),
        (picture("JPEG", mode="CMYK"), "trykk.jpg", "trykk.jpg", "image/jpeg"),
        ("Åpent 10–14".encode(), "tider.txt", "tider.txt", "text/plain"),
        ("Åpent 10-14".encode("cp1252"), "tider.txt", "tider.txt", "text/plain"),
        (b"kontor;timer\n", "tider.csv", "tider.csv", "text/csv"),
        (office_file("[Content_Types].xml", "word/document.xml"), "brev.docx", "brev.docx", None),
        (office_file("[Content_Types].xml", "xl/workbook.xml"), "tall.xlsx", "tall.xlsx", None),
        (office_file("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", "a.pptx", None),
        (office_file("content.xml", mimetype=ODT), "brev.odt", "brev.odt", ODT),
    ],
)
def test_a_file_is_what_it_holds(clean: None, data: bytes, name: str, shown: str, content_type: str | None) -> None:
    checked = attachments.prepare_upload(upload(data, name))

    assert checked.name == shown
    assert content_type in (None, checked.content_type)
    assert checked.size == len(stored_bytes(checked))


REFUSED = {
    "an empty file": (b"", "tom.pdf"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "side.html"),
    "a page called text": (b"  \n<html><script>alert(1)</script></html>", "side.txt"),
    "a page called a picture": (b"<html></html>", "bilde.jpg"),
    "a drawing with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
    "a drawing called a picture": (b'<?xml version="1.0"?><svg/>', "a.png"),
    "a script": (b"alert(1)", "a.js"),
    "text without an ending": (b"hei", "hei"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 200, "program.exe"),
    "a program called pdf": (b"\x7fELF" + b"\x00" * 200, "referat.pdf"),
    "bytes called text": (b"hei\x00\x01\x02", "hei.txt"),
    "a cut pdf": (b"%PDF-1.7 and nothing more", "referat.pdf"),
    "a page before a pdf": (b"<html></html>" + PDF, "referat.pdf"),
    "a cut picture": (picture("PNG", size=(300, 300))[:200], "bilde.png"),
    "only the beginning of a picture": (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "bilde.jpg"),
    "an archive": (office_file("a.txt"), "alt.zip"),
    "an archive called docx": (office_file("a.txt"), "brev.docx"),
    "a broken archive": (b"PK\x03\x04" + b"\x00" * 100, "brev.docx"),
    "macros": (office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "brev.docm"),
    "a program inside": (office_file("[Content_Types].xml", "word/document.xml", "word/a.EXE"), "brev.docx"),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "brev.doc"),
    "somebody's number in text": (b"Personen 15108695088 kom.", "notat.txt"),
    "somebody's number in the name": (PDF, "vedtak_15108695088.pdf"),
    "more than ten megabytes": (PDF[:9] + b"0" * (10 * 1024 * 1024) + b"%%EOF", "stor.pdf"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_harmless_is_refused_beside_the_field(clean: None, why: str) -> None:
    data, name = REFUSED[why]

    with pytest.raises(Invalid) as refusal:
        attachments.prepare_upload(upload(data, name))

    assert refusal.value.field == "attachment"
    assert refusal.value.text


def test_a_picture_keeps_neither_place_nor_camera_and_stands_upright(clean: None) -> None:
    checked = attachments.prepare_upload(upload(with_place(), "ute.jpg"))

    data = stored_bytes(checked)
    with Image.open(io.BytesIO(data)) as kept:
        assert kept.size == (20, 40)
        assert not kept.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(kept.info)
    assert b"Kameramerke" not in data
    assert b"Exif" not in data


def test_text_hidden_in_a_picture_is_left_behind(clean: None) -> None:
    checked = attachments.prepare_upload(upload(picture("PNG") + b"<script>alert(1)</script>", "a.png"))

    assert b"script" not in stored_bytes(checked)


def test_a_large_picture_is_made_smaller(clean: None) -> None:
    checked = attachments.prepare_upload(upload(picture(size=(5000, 1000)), "panorama.jpg"))

    with Image.open(store.path_of(checked.key)) as kept:
        assert kept.size == (MAX_SIDE, MAX_SIDE // 5)


@pytest.mark.parametrize("size", [(9000, 9000), (30_000, 30_000)])
def test_a_picture_that_unpacks_to_too_much_is_refused_unread(clean: None, size: tuple[int, int]) -> None:
    bomb = picture("PNG", size=(8, 8))
    width, height = (side.to_bytes(4) for side in size)
    header = bomb[12:16] + width + height + bomb[24:29]
    crc = zipfile.crc32(header).to_bytes(4)

    with pytest.raises(Invalid) as refusal:
        attachments.prepare_upload(upload(bomb[:12] + header + crc + bomb[33:], "bombe.png"))

    assert "bildepunkter" in refusal.value.text


def test_an_office_file_that_unpacks_to_too_much_is_refused_unread(clean: None) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * 8 * 1024 * 1024)
        for n in range(40):
            archive.writestr(f"word/{n}.xml", b"0" * 8 * 1024 * 1024)

    with pytest.raises(Invalid) as refusal:
        attachments.prepare_upload(upload(out.getvalue(), "bombe.docx"))

    assert "pakkes ut" in refusal.value.text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\kari\\Skrivebord\\møte.txt", "møte.txt"),
        ('<img src=x onerror=alert(1)>".txt', "img src=x onerror=alert(1).txt"),
        ("fil\r\nSet-Cookie: a=b.txt", "fil Set-Cookie a=b.txt"),
        ("bilde\u202etxt.txt", "bilde txt.txt"),
        ("....txt", "vedlegg.txt"),
        ("vedtaket mitt.txt", "vedlegg.txt"),
        ("x" * 300 + ".txt", "x" * 100 + ".txt"),
        ("Čáhcesuolu.TXT", "Čáhcesuolu.txt"),
    ],
)
def test_a_name_is_made_harmless(clean: None, given: str, shown: str) -> None:
    assert attachments.prepare_upload(upload(b"hei", given)).name == shown


def test_a_picture_must_be_told_in_words(make: Make) -> None:
    issue = make.issue()
    checked = attachments.prepare_upload(upload(picture(), "a.jpg"))

    with pytest.raises(Invalid) as refusal, transaction():
        attachments.attach_upload(make.actor(make.person()), checked.told("  "), owner=issue)

    assert refusal.value.field == "alt"


def test_files_are_not_checked_while_others_wait_for_the_lock(clean: None) -> None:
    with pytest.raises(RuntimeError), transaction():
        attachments.prepare_upload(upload(PDF))


@pytest.mark.parametrize("key", ["../secret", "a/b", "", "ab.part", "æ" * 32])
def test_a_key_never_leads_out_of_the_folder(clean: None, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        store.path_of(key)
