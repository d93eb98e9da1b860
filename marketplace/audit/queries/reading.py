"""Which entries a person may read: an entry about several objects is never more open than the object it was done to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model, QuerySet

from marketplace.audit import readers
from marketplace.audit.models import Entry
from marketplace.audit.queries.stories import find
from marketplace.primitives.actor import Actor

Address = tuple[str, str]


def may_read_entry(membership: Actor | None, entry: Entry) -> bool:
    """Whether the entry is open: to readers of some object it is about who may read of its own object, too."""
    if not readable(membership, [entry]):
        return False
    if readers.reads_all(membership):
        return True
    mentioned = (find(mention.model, mention.object_id) for mention in entry.mentions.all())
    return any(target is not None and readers.may_read(membership, target) for target in mentioned)


def readable(membership: Actor | None, entries: Iterable[Entry], *, known: Model | None = None) -> list[Entry]:
    """Of the entries of a story that the person may read, those whose own object's reader lets them pass.

    `known` is an object whose reader has let the person pass already. The reader is asked once per object. Kinds
    without a reader of their own are read with the story they stand in; what is told of an object that is gone, and
    had such a reader, is for those who read everything.
    """
    entries = list(entries)
    asked = {_address(entry) for entry in entries if readers.is_claimed(entry.model)}
    if known is not None:
        asked.discard((known._meta.label_lower, str(known.pk)))
    if readers.reads_all(membership):
        asked = readers.withheld_among(asked)
    found = _found(asked)
    closed = {one for one in asked if one not in found or not readers.may_read(membership, found[one])}
    return [entry for entry in entries if _address(entry) not in closed]


def _address(entry: Entry) -> Address:
    return entry.model, entry.object_id


def _found(addresses: Iterable[Address]) -> dict[Address, Model]:
    """The objects themselves, one query for each kind."""
    keys = defaultdict(list)
    for label, key in addresses:
        keys[label].append(key)
    return {(label, str(row.pk)): row for label, wanted in keys.items() for row in _rows(label, wanted)}


def _rows(label: str, keys: Iterable[str]) -> Iterable[Model]:
    rows: QuerySet[Model] = apps.get_model(label)._base_manager.filter(pk__in=keys)
    return rows.select_related(*related) if (related := readers.related(label)) else rows
