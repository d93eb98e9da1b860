"""Photos are drawn anew: what is kept is the picture, without place, camera or anything hidden behind it."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.files.rules.kinds import Kind
from marketplace.primitives.refusal import InvalidInput

MOST_PIXELS = 60_000_000
QUALITY = 90
_FORMATS = {Kind.PNG: ["PNG"], Kind.JPEG: ["JPEG", "MPO"], Kind.WEBP: ["WEBP"]}
_OPTIONS: dict[Kind, dict[str, Any]] = {
    Kind.PNG: {"optimize": False},
    Kind.JPEG: {"quality": QUALITY, "optimize": True},
    Kind.WEBP: {"quality": QUALITY},
}


def redraw(data: bytes, kind: Kind) -> bytes:
    """The picture alone, turned upright, with its colour profile; of an animation the first frame.

    Raises:
        InvalidInput: `files.broken`, `files.too_many_pixels` (above 60 million).
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs by pixels; the limit below is ours and comes first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _redraw(data, kind)
    except Image.DecompressionBombError:
        raise InvalidInput("files.too_many_pixels", most=MOST_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise InvalidInput("files.broken") from None


def _redraw(data: bytes, kind: Kind) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise InvalidInput("files.too_many_pixels", most=MOST_PIXELS // 1_000_000)
        profile = picture.info.get("icc_profile")
        upright = ImageOps.exif_transpose(picture)
        upright.info.clear()
        out = io.BytesIO()
        upright.save(out, format=_FORMATS[kind][0], icc_profile=profile, **_OPTIONS[kind])
    return out.getvalue()
