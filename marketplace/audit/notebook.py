"""Signed tree heads as files outside the database: whoever changes the tables cannot change these.

`checkpoints/<size>.note` are never overwritten; `head.note` is the latest head, replaced every minute.
Copy the folder to where the platform's keepers cannot write (docs: witnesses).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from marketplace.audit import keys
from marketplace.audit.rules import notes
from marketplace.audit.rules.notes import Head


@dataclass(frozen=True)
class Checkpoint:
    """A published tree head and the file it stands in."""

    head: Head
    path: Path
    note: str


def publish(head: Head) -> Checkpoint:
    """Sign the head and keep it for good.

    Raises:
        FileExistsError: a head of this size was published already.
    """
    note = _signed(head)
    path = _folder() / f"{head.size:012d}.note"
    draft = _written(path.with_suffix(f".{os.getpid()}"), note)
    try:
        # A link, unlike a rename, never replaces what stands there.
        os.link(draft, path)
    finally:
        draft.unlink()
    return Checkpoint(head, path, note)


def keep_latest(head: Head) -> None:
    """Sign the head as the latest known one."""
    path = keys.folder() / "head.note"
    _written(path.with_suffix(f".{os.getpid()}"), _signed(head)).replace(path)


def paths() -> list[Path]:
    """Files of all published heads, smallest tree first, and the latest one."""
    latest = keys.folder() / "head.note"
    return sorted(_folder().glob("*.note")) + ([latest] if latest.exists() else [])


def read(path: Path) -> Checkpoint:
    """The head in a file.

    Raises:
        BadNote: it is not in form or not signed by this log.
    """
    note = path.read_text(encoding="utf-8")
    return Checkpoint(notes.read(note, origin=settings.AUDIT_ORIGIN, key=keys.signing_key().public_key()), path, note)


def published() -> Iterator[Checkpoint]:
    """All published heads, largest tree first."""
    for path in sorted(_folder().glob("*.note"), reverse=True):
        yield read(path)


def last() -> Checkpoint | None:
    """The published head of the largest tree."""
    return next(published(), None)


def of_size(size: int) -> Checkpoint | None:
    """The published head of a tree of exactly `size` entries."""
    path = _folder() / f"{size:012d}.note"
    return read(path) if path.exists() else None


def before(size: int) -> Checkpoint | None:
    """The published head of the largest tree smaller than `size` entries; an empty tree proves nothing."""
    return next((checkpoint for checkpoint in published() if 0 < checkpoint.head.size < size), None)


def _signed(head: Head) -> str:
    return notes.sign(head, origin=settings.AUDIT_ORIGIN, key=keys.signing_key())


def _folder() -> Path:
    return keys.folder() / "checkpoints"


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return path
