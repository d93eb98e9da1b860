"""Packing: of many entries it is written down once who says what is said often, so that no process asks the full text.

What is packed does not change any more. What was written since is packed beside it, together with as many of the
latest packs as hold no more than that: an entry is packed anew only where at least as many are packed with it, and
there are few packs, each smaller than the one before. Nobody waits: what is read lies still, and only the end takes the
lock.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from search.engines.embedded import bits, writing
from search.engines.embedded.grams import Grams, Said
from search.engines.embedded.memory import NOTHING, Packing, last_generation, packings
from search.engines.embedded.texts import COLUMNS
from search.models import Entry, Pack, Posting, Text

# So many entries are worth a pack.
LEAST = 1_000
# What fewer entries say the full text finds soon enough; so many are looked at to know what that is.
RARE, SAMPLE = 250, 4_000
_AT_ONCE = 500


class Plan(NamedTuple):
    """What is to be packed: entries of these generations, which the other packs do not hold."""

    since: int
    number: int
    kept: tuple[int, ...]
    replaced: tuple[int, ...]


def pack(*, whole: bool = False) -> bool:
    """Pack what was written since; call it outside of any transaction that locks something.

    Args:
        whole: everything into one.

    Returns:
        Whether anything was packed: not where it is too little, nor where somebody else did meanwhile.
    """
    plan = _plan(whole=whole)
    if plan is None:
        return False
    _clear_away()
    places = array("q", _entries(plan.since, plan.number).order_by("-at", "kind", "key").values_list("pk", flat=True))
    made = Pack.objects.create(since=plan.since, number=plan.number, places=places.tobytes())
    rows = (Posting(pack=made, said=said, bits=found) for said, found in _postings(places, plan))
    return all(_insert(made, chunk) for chunk in writing.chunks(rows, _AT_ONCE)) and _finish(made, plan)


def _plan(*, whole: bool) -> Plan | None:
    number, packs = last_generation(), packings()
    since = packs[-1].number if packs else NOTHING
    size, kept = _entries(since, number).count(), list(packs)
    is_in_order = size < LEAST if not whole else len(packs) == 1 and not size
    while kept and (whole or _size(kept[-1]) <= size):
        size += _size(kept[-1])
        since = kept.pop().since
    if is_in_order or size < LEAST:
        return None
    return Plan(since, number, tuple(one.pk for one in kept), tuple(one.pk for one in packs[len(kept) :]))


def _entries(since: int, number: int) -> QuerySet[Entry]:
    return Entry.objects.filter(is_removed=False, generation__gt=since, generation__lte=number)


def _size(packed: Packing) -> int:
    """How many of a pack still are as they were packed."""
    return _entries(packed.since, packed.number).count()


def _postings(places: Sequence[int], plan: Plan) -> Iterator[tuple[str, bytes]]:
    """What is packed, packed: whatever the packs before hold, or where there are none, what some entries say often."""
    before = Posting.objects.filter(pack__in=plan.kept).order_by().values_list("said", flat=True).distinct()
    wanted = Grams(before.iterator())
    if not plan.kept:
        stride = max(1, len(places) // SAMPLE)
        wanted.learn([said for _, said in _texts(places[::stride])], max(2, RARE // stride))
    at = {pk: place for place, pk in enumerate(places)}
    for pk, said in _texts(places):
        wanted.put(at[pk], said)
    for name, found in wanted.found():
        yield name, bits.packed(bits.of(found, len(places)))


def _texts(keys: Sequence[int]) -> Iterator[tuple[int, Said]]:
    for start in range(0, len(keys), _AT_ONCE):
        rows = Text.objects.filter(pk__in=keys[start : start + _AT_ONCE]).order_by().values_list("pk", *COLUMNS)
        yield from ((pk, Said(*said)) for pk, *said in rows)


def _insert(made: Pack, postings: Sequence[Posting]) -> bool:
    """Write some; not where somebody else has cleared the pack away to make their own."""
    with transaction.atomic():
        if not Pack.objects.select_for_update().filter(pk=made.pk).exists():
            return False
        Posting.objects.bulk_create(postings)
    return True


def _finish(made: Pack, plan: Plan) -> bool:
    """Let everybody read it instead of those it replaces, if they still are as they were."""
    with transaction.atomic():
        writing.lock()
        if [one.pk for one in packings()] != [*plan.kept, *plan.replaced]:
            return False
        if not Pack.objects.filter(pk=made.pk).update(is_whole=True):
            return False
        Pack.objects.filter(pk__in=plan.replaced).update(is_whole=False)
        writing.begin()
    return True


def _clear_away() -> None:
    """What was replaced before and what somebody did not finish."""
    with transaction.atomic():
        old = Pack.objects.select_for_update().filter(is_whole=False).order_by("pk").values_list("pk", flat=True)
        Pack.objects.filter(pk__in=[*old]).delete()
