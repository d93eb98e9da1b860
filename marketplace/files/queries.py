"""Questions about stored files."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from marketplace.files.models import StoredFile

CHUNK = 1024 * 1024


def intact(file: StoredFile) -> bool:
    """Whether the bytes are still those that were stored."""
    digest = hashlib.sha256()
    with file.content.open("rb") as stream:
        for chunk in stream.chunks(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == file.sha256


def same_bytes(file: StoredFile) -> QuerySet[StoredFile]:
    """Other files with the same content: among rivals a sign of collusion (red flags)."""
    return StoredFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk).order_by("created_at", "pk")
