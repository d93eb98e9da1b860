"""Store and discard files. Both run inside the act that uses the file, which writes the audit entry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import transaction

from marketplace import clock
from marketplace.files import access, scanning
from marketplace.files.models import StoredFile, private_storage
from marketplace.files.rules.kinds import PHOTOS, Kind
from marketplace.files.rules.names import clean_name
from marketplace.files.rules.photos import redraw
from marketplace.files.rules.sniffing import sniff
from marketplace.primitives.actor import Actor
from marketplace.primitives.refusal import InvalidInput

ORPHAN_AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that passed every check, as it would be kept."""

    name: str
    content_type: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the bytes that are kept."""
        return hashlib.sha256(self.data).hexdigest()


def store(*, upload: File[bytes], by: Actor | None, purpose: str) -> StoredFile:
    """Check what was handed in and keep it; `by` is None for what the portal itself writes.

    Raises:
        InvalidInput: `files.*`: see `rules`; it names the field of the form in which the file came.
        ScannerUnavailable: malware cannot be ruled out now.
        LookupError: no app registered the purpose.
    """
    return keep(examined=examine(upload=upload, purpose=purpose), by=by, purpose=purpose)


def examine(*, upload: File[bytes], purpose: str) -> Examined:
    """Check what was handed in without keeping it, for those who seal it first; raises like `store`.

    A refusal names the field of the form in which the file came.
    """
    try:
        return _examined(upload, purpose)
    except InvalidInput as refusal:
        refusal.field = refusal.field or getattr(upload, "field_name", None)
        raise


def _examined(upload: File[bytes], purpose: str) -> Examined:
    rule = access.purpose(purpose)
    name = clean_name(upload.name or "")
    data = _read(upload, rule.largest)
    kind = sniff(data, name)
    if kind not in rule.kinds:
        raise InvalidInput("files.kind_not_taken", allowed=", ".join(_endings(rule.kinds)))
    scanning.scan(data)
    return Examined(name, kind.content_type, redraw(data, kind) if kind in PHOTOS else data)


def keep(*, examined: Examined, by: Actor | None, purpose: str) -> StoredFile:
    """Keep what was examined, byte for byte."""
    file = StoredFile(
        purpose=purpose,
        name=examined.name,
        content_type=examined.content_type,
        size=len(examined.data),
        sha256=examined.sha256,
        created_at=clock.now(),
        uploaded_by_id=by.user_id if by else None,
    )
    file.content.save(examined.name, ContentFile(examined.data), save=False)
    file.save(force_insert=True)
    return file


def discard(*, file: StoredFile) -> None:
    """Drop a file nothing refers to any more (a draft's); the bytes go once the transaction is through."""
    storage, name = private_storage(), str(file.content.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def sweep(*, now: datetime) -> int:
    """Delete bytes whose transaction was rolled back; returns how many. Younger ones than a day may still commit."""
    storage = private_storage()
    known = set(StoredFile.objects.values_list("content", flat=True))
    stored = [f"{folder}/{name}" for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]]
    orphans = [name for name in stored if name not in known and _is_old(storage, name, now)]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _read(upload: File[bytes], largest: int) -> bytes:
    if not upload.size:
        raise InvalidInput("files.empty")
    if upload.size > largest:
        raise InvalidInput("files.too_large", largest=largest // access.MEGABYTE)
    upload.seek(0)
    return bytes(upload.read())


def _endings(kinds: frozenset[Kind]) -> list[str]:
    return sorted(extension for kind in kinds for extension in kind.extensions)


def _is_old(storage: Storage, name: str, now: datetime) -> bool:
    return storage.get_modified_time(name) < now - ORPHAN_AGE
