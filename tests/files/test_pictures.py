"""Every picture is stored as it looks, or refused with a sentence: odd metadata and damage are no accidents here."""

import io
import struct
from contextlib import suppress

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from app.core.errors import Invalid
from app.files.service import attachments, store

TIFF = b"II*\x00\x08\x00\x00\x00"


def stored(data: bytes, name: str) -> Image.Image:
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(data), filename=name))
    return Image.open(io.BytesIO(store.path_of(checked.key).read_bytes()))


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\x00")[:4]


def photograph(*entries: bytes) -> bytes:
    """Forty by twenty, red to the left and blue to the right, with these entries of Exif."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    exif = TIFF + struct.pack("<H", len(entries)) + b"".join(entries) + b"\x00\x00\x00\x00" + b"abc\xff" * 4
    return saved(image, "JPEG", exif=b"Exif\x00\x00" + exif, quality=95)


TURNED = entry(0x0112, 3, 1, b"\x06\x00")
ODD_ENTRIES = {
    "letters where a ratio should be": [TURNED, entry(0x011A, 2, 4, b"72\x00\x00")],
    "a negative ratio": [TURNED, entry(0x829A, 10, 1, struct.pack("<I", 40))],
    "a number too large for its place": [TURNED, entry(0x0100, 4, 1, b"\xff\xff\xff\xff")],
    "more values than there are bytes": [TURNED, entry(0x010F, 2, 60_000, b"\x08\x00\x00\x00")],
    "a kind that does not exist": [TURNED, entry(0x010F, 99, 1, b"\x01")],
    "a directory of places that is none": [TURNED, entry(0x8825, 4, 1, b"\xff\x00\x00\x00")],
    "a directory within itself": [TURNED, entry(0x8769, 4, 1, b"\x08\x00\x00\x00")],
}


@pytest.mark.parametrize("why", ODD_ENTRIES)
def test_a_photograph_with_odd_metadata_is_turned_upright_and_keeps_none_of_it(clean, why):
    kept = stored(photograph(*ODD_ENTRIES[why]), "ute.jpg")

    assert kept.size == (20, 40)
    assert not kept.getexif()
    assert kept.getpixel((10, 5))[0] > 200  # red is above
    assert kept.getpixel((10, 35))[2] > 200


@pytest.mark.parametrize(
    "told",
    [
        entry(0x0112, 3, 1, b"\x63\x00"),
        entry(0x0112, 2, 4, b"opp\x00"),
        entry(0x0112, 5, 1, struct.pack("<I", 26)),
    ],
)
def test_what_does_not_tell_how_the_camera_was_held_leaves_the_photograph_as_it_is(clean, told):
    assert stored(photograph(told), "ute.jpg").size == (40, 20)


@pytest.mark.parametrize("turn", range(1, 9))
def test_each_way_to_hold_a_camera_is_turned_upright(clean, turn):
    kept = stored(photograph(entry(0x0112, 3, 1, bytes([turn, 0]))), "ute.jpg")

    assert kept.size == ((40, 20) if turn < 5 else (20, 40))
    red = {1: (5, 10), 2: (35, 10), 3: (35, 10), 4: (5, 10), 5: (10, 5), 6: (10, 5), 7: (10, 35), 8: (10, 35)}[turn]
    assert kept.getpixel(red)[0] > 200


def test_exif_that_is_rubbish_is_left_behind(clean):
    data = saved(Image.new("RGB", (40, 20)), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")

    assert stored(data, "ute.jpg").size == (40, 20)


@pytest.mark.parametrize(("value", "seen"), [(0, 0), (30_000, 117), (65_535, 255)])
def test_a_grey_picture_of_sixteen_bits_keeps_its_shades(clean, value, seen):
    image = Image.new("I;16", (30, 30), value)
    image.putpixel((0, 0), 65_535)

    kept = stored(saved(image, "PNG", transparency=value), "skann.png").convert("RGB")

    assert all(abs(part - seen) <= 1 for part in kept.getpixel((20, 20)))


LOOKS = {
    "LA": (Image.new("LA", (30, 30), (200, 0)), 0),
    "RGBA": (Image.new("RGBA", (30, 30), (10, 20, 30, 128)), 128),
    "PA": (Image.new("RGBA", (30, 30), (10, 20, 30, 255)).quantize(4), 255),
    "1": (Image.new("1", (30, 30), 1), 255),
    "L": (Image.new("L", (30, 30), 100), 255),
}


@pytest.mark.parametrize("mode", LOOKS)
def test_what_is_seen_through_stays_so(clean, mode):
    image, alpha = LOOKS[mode]

    kept = stored(saved(image, "PNG"), "skilt.png").convert("RGBA")

    assert kept.getpixel((15, 15)) == (*image.convert("RGBA").getpixel((15, 15))[:3], alpha)


def test_a_palette_with_one_colour_that_is_seen_through(clean):
    image = Image.new("P", (30, 30), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])

    kept = stored(saved(image, "PNG", transparency=1), "skilt.png").convert("RGBA")

    assert kept.getpixel((15, 15))[3] == 0


def test_colours_for_print_become_colours_for_screens(clean):
    kept = stored(saved(Image.new("CMYK", (30, 30), (255, 0, 0, 0)), "JPEG"), "trykk.jpg")

    red, green, blue = kept.getpixel((15, 15))
    assert kept.mode == "RGB"
    assert red < 60 < min(green, blue)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_picture_that_moves_the_first_is_kept(clean, kind):
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]

    kept = stored(saved(frames[0], kind, save_all=True, append_images=frames[1:]), f"a.{kind.lower()}")

    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((15, 15))[0] > 240


def test_of_a_telephones_pair_of_pictures_the_first_is_kept(clean):
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]

    kept = stored(saved(frames[0], "MPO", save_all=True, append_images=frames[1:]), "a.jpg")

    assert kept.format == "JPEG"
    assert kept.getpixel((15, 15))[0] > 240


NOISE = Image.effect_noise((120, 90), 80)
PICTURES = {
    "JPEG": saved(NOISE.convert("RGB"), "JPEG"),
    "PNG": saved(NOISE, "PNG"),
    "GIF": saved(NOISE, "GIF"),
    "WEBP": saved(NOISE.convert("RGB"), "WEBP"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_damaged_picture_is_stored_or_refused_and_never_an_accident(clean, kind):
    """Each byte of the beginning in turn is wrong, and the end is missing."""
    data = PICTURES[kind]
    damaged = [data[:place] + b"\xff\x00"[place % 2 :][:1] + data[place + 1 :] for place in range(3, 90)]
    damaged += [data[: len(data) * part // 10] for part in range(1, 10)]

    for one in damaged:
        with suppress(Invalid):
            attachments.prepare_upload(FileStorage(io.BytesIO(one), filename="bilde.jpg"))


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif", b"msf1"])
def test_a_format_that_not_everybody_can_open_is_said_to_be_so(clean, brand):
    with pytest.raises(Invalid, match="ikke alle kan åpne"):
        stored(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00" + brand + b"mif1" + b"\x00" * 200, "IMG_1.heic")
