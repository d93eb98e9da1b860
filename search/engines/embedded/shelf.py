"""What a process made and may make again, as far as there is room for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

# Of every thing on the shelf beside itself: its name and its place.
BESIDE = 250
T = TypeVar("T")


class Shelf(Generic[T]):
    """Things by their names; where they take more room than there is, those go that were not asked for longest.

    Args:
        room: bytes.
    """

    def __init__(self, room: int) -> None:
        self.room, self.taken = room, 0
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, name: Hashable) -> T | None:
        """What has this name; None where it is not there."""
        with self._lock:
            found = self._kept.get(name)
            if found is None:
                return None
            self._kept.move_to_end(name)
            return found[0]

    def put(self, name: Hashable, thing: T, size: int) -> None:
        """Keep it; it takes so many bytes."""
        with self._lock:
            if (old := self._kept.pop(name, None)) is not None:
                self.taken -= old[1]
            self._kept[name] = (thing, size + BESIDE)
            self.taken += size + BESIDE
            while self.taken > self.room:
                self.taken -= self._kept.popitem(last=False)[1][1]
