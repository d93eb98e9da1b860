"""Files a provider hands in to prove what it says."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from catalog.models import Provider, ProviderFile
from catalog.permissions import require_provider
from catalog.queries.applications import live_state
from catalog.queries.entries import entry_state
from catalog.rules.profile import VERIFIED, editable
from catalog.rules.states import FileKind
from catalog.services.locking import lock_provider
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.primitives.refusal import Refusal

PURPOSE = "catalog.provider_file"


class FilesLocked(Refusal):
    """The district is checking the files, or has admitted the provider on their strength."""


def add_file(
    *,
    provider: Provider,
    by: Membership | None,
    kind: FileKind,
    upload: File[bytes],
    year: int | None = None,
    now: datetime,
) -> ProviderFile:
    """Store a proof; one of the same kind (and year) that stands is withdrawn, it stays as history.

    Raises:
        NotPermitted: `by` does not administer this provider.
        FilesLocked: `catalog.files_locked`.
        InvalidInput: what `files.services.store` refuses (type, size, name).
    """
    by = require_provider(by, provider)
    with transaction.atomic():
        provider = _locked_open(provider)
        stored = store(upload=upload, by=by, purpose=PURPOSE)
        if kind is not FileKind.OTHER:
            provider.files.filter(kind=kind, withdrawn_at__isnull=True).update(withdrawn_at=now)
        row = ProviderFile.objects.create(
            provider=provider, kind=kind, file=stored, year=year, added_by=by, added_at=now
        )
        _record("catalog.provider.file_added", row, by)
    return row


def withdraw_file(*, file: ProviderFile, by: Membership | None, now: datetime) -> ProviderFile:
    """Take a proof back before it is checked; it stays as history.

    Raises: as `add_file`; `catalog.file_withdrawn` when that has happened.
    """
    by = require_provider(by, file.provider)
    with transaction.atomic():
        _locked_open(file.provider)
        file.refresh_from_db()
        if file.withdrawn_at is not None:
            raise Refusal("catalog.file_withdrawn")
        file.withdrawn_at = now
        file.save(update_fields=["withdrawn_at"])
        _record("catalog.provider.file_withdrawn", file, by)
    return file


def _locked_open(provider: Provider) -> Provider:
    provider = lock_provider(provider.pk)
    if not editable(live_state(provider), entry_state(provider)) >= VERIFIED:
        raise FilesLocked("catalog.files_locked", field="upload")
    return provider


def _record(act: str, row: ProviderFile, by: Membership) -> None:
    record(
        act=act,
        target=row.provider,
        by=by,
        parameters={"provider": str(row.provider), "kind": row.kind, "sha256": row.file.sha256},
        personal={"name": row.file.name},
    )
