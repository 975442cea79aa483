"""Pictures are drawn anew: upright, in eight bits, at most 2400 pixels wide or high, with nothing but their pixels."""

import io
import warnings

from flask_babel import gettext as _
from PIL import Image

from app.core.errors import Invalid
from app.files.words.refusals import invalid_file, unreadable_file

MAX_PIXELS = 64_000_000  # more than a phone's camera takes; a picture unpacks to four bytes each
MAX_SIDE = 2400
MAX_PNG = 4 * 1024 * 1024
ORIENTATION = 0x0112  # Exif 2.3, 4.6.4
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own limit, for what it unpacks on the way


def redraw_picture(data: bytes, kind: str) -> tuple[str, bytes]:
    """Ending and bytes of the picture to keep. `kind` in Pillow's words. Raises Invalid; never anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is left behind
            return _drawn(data, kind)
    except Invalid:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders of damaged pictures raise all there is
        raise unreadable_file() from error


def _drawn(data: bytes, kind: str) -> tuple[str, bytes]:
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        turn = TURNS.get(_orientation(image))
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: unpack no more than is needed
        plain = _eight_bits(image)
        plain.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = plain if turn is None else plain.transpose(turn)
    if kind != "JPEG":  # PNG for drawings and what is seen through, unless it becomes too big
        png = _saved(upright, "PNG", optimize=False)
        if len(png) <= MAX_PNG:
            return "png", png
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
    return "jpg", _saved(upright.convert("RGB"), "JPEG", quality=85)


def _orientation(image: Image.Image) -> int:
    """How the camera was held. Metadata that cannot be read says nothing."""
    try:
        told = image.getexif().get(ORIENTATION, 1)
    except Exception:  # what stands there was written by whoever made the file
        return 1
    return told if isinstance(told, int) else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something is seen through."""
    if image.mode.startswith("I"):  # grey in sixteen bits, which Pillow's own conversion cuts off at 255
        grey = image.convert("F").point(lambda value: value * (255 / 65_535)).convert("L")
        return grey.convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _saved(image: Image.Image, kind: str, **how: int) -> bytes:
    bare = Image.new(image.mode, image.size)  # pixels alone: no metadata, text or profile comes along
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, kind, **how)
    return out.getvalue()


def _too_many_pixels() -> Invalid:
    return invalid_file(_("Bildet har for mange bildepunkter. Gjør det mindre, og legg det ved på nytt."))
