"""Questions about stored files."""

from __future__ import annotations

import hashlib

from marketplace.files.models import StoredFile

CHUNK = 1024 * 1024


def intact(file: StoredFile) -> bool:
    """Whether the bytes are still those that were stored."""
    digest = hashlib.sha256()
    try:
        with file.content.open("rb") as stream:
            for chunk in stream.chunks(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == file.sha256


def altered() -> tuple[int, list[StoredFile]]:
    """How many files there are, and those whose bytes are gone or changed."""
    count, damaged = 0, list[StoredFile]()
    for file in StoredFile.objects.order_by("pk").iterator():
        count += 1
        if not intact(file):
            damaged.append(file)
    return count, damaged
