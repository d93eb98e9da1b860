"""Photos of the work: drawn, so that they show nobody; one before and one after."""

from __future__ import annotations

import io
from functools import cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (480, 320)
# Sky and ground, before and after.
BEFORE, AFTER = ((198, 206, 214), (150, 142, 130)), ((176, 214, 240), (132, 178, 104))
WALL, DOOR, TREE = (214, 190, 160), (120, 86, 60), (74, 128, 72)


def photo(name: str, *, after: bool) -> ContentFile[bytes]:
    """A drawn courtyard: grey before the work, with trees after it."""
    return ContentFile(_drawn(after=after), name=f"{name}.png")


@cache
def _drawn(*, after: bool) -> bytes:
    width, height = SIZE
    sky, ground = AFTER if after else BEFORE
    picture = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, height * 2 // 3, width, height), fill=ground)
    pen.rectangle((width // 3, height // 3, width * 2 // 3, height * 5 // 6), fill=WALL)
    pen.rectangle((width * 9 // 20, height * 3 // 5, width * 11 // 20, height * 5 // 6), fill=DOOR)
    for left in (width // 12, width * 9 // 12) if after else ():
        pen.ellipse((left, height // 3, left + width // 6, height * 2 // 3), fill=TREE)
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
