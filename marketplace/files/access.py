"""Who may read a file, and what may be uploaded, by purpose: each app registers its own in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from marketplace.files.models import StoredFile
from marketplace.files.rules.kinds import EVERYTHING, Kind

# The membership stands in a higher package; a reader gets it as its own app knows it, or None for a visitor.
Reader: TypeAlias = Callable[[Any, StoredFile], bool]
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Purpose:
    """What files of one purpose may be, and who reads them.

    Attributes:
        reader: whether a membership (None: a visitor) may read a file.
        kinds: formats taken.
        largest: bytes.
    """

    reader: Reader
    kinds: frozenset[Kind] = EVERYTHING
    largest: int = LARGEST


_purposes: dict[str, Purpose] = {}


def register(purpose: str, reader: Reader, *, kinds: frozenset[Kind] = EVERYTHING, largest: int = LARGEST) -> None:
    """Let files of `purpose` (``contracts.evidence``) be stored, and read where `reader` says so.

    Raises:
        ValueError: another reader has the purpose.
    """
    entry = Purpose(reader, kinds, largest)
    if _purposes.setdefault(purpose, entry) != entry:
        message = f"two readers for files of {purpose}"
        raise ValueError(message)


def purpose(name: str) -> Purpose:
    """What was registered.

    Raises:
        LookupError: nothing was: a mistake of ours, not of a person.
    """
    return _purposes[name]


def may_read(membership: object | None, file: StoredFile) -> bool:
    """Whether the person may have this file; a purpose nobody answers for is read by nobody."""
    entry = _purposes.get(file.purpose)
    return entry is not None and entry.reader(membership, file)


def public(_membership: object | None, _file: StoredFile) -> bool:
    """A reader for files everybody may have, such as the attachments of a public notice."""
    return True
