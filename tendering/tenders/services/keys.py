"""The pool of sealing keys: public halves in the database, private halves in a vault that web processes cannot read.

Until a quorum of officers holds shares of the key (integrity.md), the vault is a folder outside the database; only
the worker, whose settings say VAULT_READABLE, opens it. An announcement takes a public key from the pool.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import QuerySet

from marketplace.primitives.refusal import Refusal
from marketplace.primitives.sealing import KeyPair
from tendering.tenders.models import SealingKey


class PoolEmpty(Refusal):
    """No sealing key is ready; the worker makes new ones every minute."""

    def __init__(self) -> None:
        super().__init__("tenders.no_sealing_key")


def fill_pool(*, size: int, now: datetime) -> int:
    """Make keys until `size` lie free; runs where the vault can be written. Returns how many were made.

    The private half is on the disk before the public one is in the database: a key that can seal can be opened.
    """
    free = _free().count()
    for _number in range(max(size - free, 0)):
        keys, key_id = KeyPair.generate(), secrets.token_hex(12)
        _write(key_id, keys.private)
        SealingKey.objects.create(key_id=key_id, public_key=keys.public, created_at=now)
    return max(size - free, 0)


def take_key() -> SealingKey:
    """A free key, locked until the announcement's transaction ends.

    Raises:
        PoolEmpty: none is free.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "take_key belongs into the announcement's transaction"
        raise RuntimeError(message)
    key = _free().select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if key is None:
        raise PoolEmpty
    return key


def take_round_key(now: datetime) -> SealingKey:
    """A free key for a round of consultation: the call's own was used at the opening.

    Raises:
        PoolEmpty: none is free.
    """
    key = take_key()
    key.taken_at = now
    key.save(update_fields=["taken_at"])
    return key


def _free() -> QuerySet[SealingKey]:
    return SealingKey.objects.filter(tender__isnull=True, taken_at__isnull=True)


def key_pair(key: SealingKey) -> KeyPair:
    """Both halves, for the opening in the worker.

    Raises:
        ImproperlyConfigured: this process may not read the vault.
        FileNotFoundError: the private half was destroyed.
    """
    if not settings.VAULT_READABLE:
        message = "this process does not read the vault"
        raise ImproperlyConfigured(message)
    return KeyPair(_path(key.key_id).read_bytes(), bytes(key.public_key))


def _write(key_id: str, private: bytes) -> None:
    folder = Path(settings.VAULT_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _path(key_id)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(private)


def _path(key_id: str) -> Path:
    return Path(settings.VAULT_DIR) / f"{key_id}.key"
