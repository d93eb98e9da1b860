"""The entries as columns in the memory of this process, in step with the database whenever they are asked for.

Packed entries lie in a segment for each pack, in the order in which they were packed. What was written since lies in a
small one; where that is much, or nothing is packed yet, most of it in one whose words the full text knows. Entries that
were written anew are left out of the segments in which they were.

Each writing and each packing leaves a `Generation`. Where the one that is held is gone, the database was put back, or
too long ago nothing was asked, and everything is read anew; where it is not the last one, what came after it is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Max, Min

from search.engines.embedded import bits
from search.engines.embedded.segment import Row, Segment, newest
from search.engines.embedded.shelf import Shelf
from search.engines.embedded.texts import Packed, Read, Unpacked, read
from search.models import Entry, Generation, Pack

# So many entries are held with their texts; more, and the full text is asked what they say.
MOST_LATE = 1_000
# Every entry is of a later generation.
NOTHING = -1
# For sets and orders that were asked for, of all segments together.
ROOM = 32 << 20
_COLUMNS = ("pk", "kind", "key", "at", "keywords", "numbers")


class Part(NamedTuple):
    """A segment, and those of it that still are as they were when it was made."""

    segment: Segment
    alive: int

    def without(self, changed: Iterable[int]) -> Part:
        slots, size = self.segment.slots, self.segment.size
        gone = bits.of((slots[pk] for pk in changed if pk in slots), size)
        return Part(self.segment, bits.without(self.alive, gone))


class Packing(NamedTuple):
    """A pack as it is known before its places are read."""

    pk: int
    since: int
    number: int


class Memory:
    """What one engine holds."""

    def __init__(self) -> None:
        self._lock, self._shelf = Lock(), Shelf[Any](ROOM)
        self._forget()

    def parts(self) -> tuple[Part, ...]:
        """All that may be found, as it is now."""
        with self._lock:
            since = Generation.objects.filter(pk__gte=self._generation)
            known = since.aggregate(first=Min("pk"), last=Max("pk"))
            first, last = known["first"] or 0, known["last"] or 0
            if first != self._generation:
                self._forget()
                self._follow(last_generation())
            elif last != self._generation:
                self._follow(last)
            return tuple(part for part in (*self._packed.values(), self._loose, self._late) if part is not None)

    def _forget(self) -> None:
        self._generation, self._packed = NOTHING, dict[int, Part]()
        self._loose: Part | None = None
        self._late: Part | None = None
        self._rows, self._said = dict[int, Row](), dict[int, dict[str, str]]()

    def _follow(self, generation: int) -> None:
        """Read what was written since; what is written meanwhile is read again, and everything where this fails.

        Packs come first and what changed after them: of an entry that is written in between, one state is held.
        """
        known, self._generation = self._generation, NOTHING
        packs, top = packings(), NOTHING
        names, earlier = {pack.pk for pack in packs}, list[int]()
        is_same = self._packed.keys() == names
        # What was replaced goes first: both together are twice as much.
        self._packed = {pk: part for pk, part in self._packed.items() if pk in names}
        for pack in packs:
            if pack.pk not in self._packed:
                self._packed[pack.pk] = self._load(pack, earlier)
            earlier, top = [*earlier, pack.pk], pack.number
        changed = _changed(known if is_same else min(known, top))
        for pack in packs:
            gone = (pk for pk, number in changed.items() if number > pack.number)
            self._packed[pack.pk] = self._packed[pack.pk].without(gone)
        if not is_same:
            self._loose, self._late, self._rows, self._said = None, None, {}, {}
        self._hold([pk for pk, number in changed.items() if number > top], top, is_new=known == NOTHING and not packs)
        self._generation = generation

    def _load(self, pack: Packing, earlier: Iterable[int]) -> Part:
        places = array("q", bytes(Pack.objects.values_list("places", flat=True).get(pk=pack.pk)))
        rows = _rows(generation__gt=pack.since, generation__lte=pack.number)
        segment = Segment(rows, Packed(pack.pk, [*earlier]), self._shelf, places)
        return Part(segment, segment.held)

    def _hold(self, changed: list[int], top: int, *, is_new: bool) -> None:
        """Hold these beside what is packed: they were written after it."""
        late = self._rows.keys() | changed
        if is_new or len(late) > MOST_LATE:
            every = late if self._loose is None else late.union(self._loose.segment.pks)
            rows = (row for row in _rows(generation__gt=top) if row.pk in every)
            self._loose = _whole(Segment(rows, Unpacked(), self._shelf))
            self._late, self._rows, self._said = None, {}, {}
            return
        for pk in changed:
            self._rows.pop(pk, None)
            self._said.pop(pk, None)
        self._rows |= {row.pk: row for row in _rows(pk__in=changed)}
        self._said |= read(changed)
        if self._loose is not None:
            self._loose = self._loose.without(changed)
        self._late = _whole(Segment(sorted(self._rows.values(), key=newest), Read(self._said), self._shelf))


def last_generation() -> int:
    """The newest; 0 where nothing was written yet."""
    return Generation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def packings() -> list[Packing]:
    """What may be read of what is packed, the earliest first."""
    packs = Pack.objects.filter(is_whole=True).order_by("number", "pk")
    return [Packing(*pack) for pack in packs.values_list(*Packing._fields)]


def _whole(segment: Segment) -> Part:
    return Part(segment, segment.held)


def _changed(since: int) -> Mapping[int, int]:
    """The generations of entries that were written since, by their keys; also of those that were removed."""
    return dict(Entry.objects.filter(generation__gt=since).order_by().values_list("pk", "generation"))


def _rows(**which: Any) -> Iterable[Row]:
    entries = Entry.objects.filter(is_removed=False, **which).order_by("-at", "kind", "key")
    return (Row(*row) for row in entries.values_list(*_COLUMNS).iterator(chunk_size=5_000))
