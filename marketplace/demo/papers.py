"""Papers that are handed in: one small, valid PDF each, which says that it is no real paper."""

from __future__ import annotations

from django.core.files.base import ContentFile

_LINES = ("Demonstration document", "Fictional, not a real certificate")


def paper(name: str) -> ContentFile[bytes]:
    """A PDF of one page under this Chinese name."""
    return ContentFile(_pdf(), name=f"{name}.pdf")


def _pdf() -> bytes:
    shown = "".join(f"({line}) Tj 0 -24 Td " for line in _LINES)
    stream = f"BT /F1 18 Tf 72 740 Td {shown}ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    text, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode("ascii")
