"""Names of files as people give them."""

from __future__ import annotations

import unicodedata

from marketplace.primitives.refusal import InvalidInput

LONGEST = 150


def clean_name(raw: str) -> str:
    """The name as it is kept: composed, without control and direction marks, at most 150 characters.

    Raises:
        InvalidInput: `files.name_has_path` (a slash of either kind, a null, or only dots), `files.name_missing`.
    """
    if any(character in raw for character in "/\\\0") or set(raw.strip()) == {"."}:
        raise InvalidInput("files.name_has_path")
    # Category C holds control characters and the marks that make "gpj.exe" read "exe.jpg".
    kept = "".join(c for c in unicodedata.normalize("NFC", raw) if unicodedata.category(c)[0] != "C")
    stem, dot, extension = " ".join(kept.split()).rpartition(".")
    stem = stem.strip(" .")
    if not stem or not extension:
        raise InvalidInput("files.name_missing")
    return stem[: LONGEST - len(extension) - 1] + dot + extension.lower()


def extension_of(name: str) -> str:
    """The ending of a cleaned name, in small letters."""
    return name.rpartition(".")[2]
