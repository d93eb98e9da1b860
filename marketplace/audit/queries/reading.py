"""Which entries a person may read: an entry about several objects is never more open than the object it was done to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from marketplace.audit import readers, sentences
from marketplace.audit.models import Entry
from marketplace.audit.queries.stories import Line, find, story
from marketplace.primitives.actor import Actor
from marketplace.ui.formats import moment

# As many of the newest entries are looked through for one that may be told.
NEWEST = 5
Address = tuple[str, str]


def line_of(membership: Actor | None, entry: Entry, *, names: bool = False) -> Line | None:
    """The entry as the person may read it; None where it is not open to them.

    It is open to readers of some object it is about who may read of its own object, too.
    """
    entries, found = _open(membership, [entry], None)
    if not entries:
        return None
    if readers.reads_all(membership):
        return Line(entry, names=names, inside=True)
    own = found.get(_address(entry))  # its reader has let the person pass
    open_ = [own] if own is not None else [one for one in _mentioned(entry) if readers.may_read(membership, one)]
    within = any(readers.reads_inside(membership, one, has_passed=True) for one in open_)
    is_told = bool(open_) and (within or not sentences.is_inside(entry.act))
    return Line(entry, names=names, inside=within) if is_told else None


def told_to(
    membership: Actor | None, entries: Iterable[Entry], *, known: Model | None = None, names: bool = False
) -> list[Line]:
    """Of the entries of a story that the person may read, those whose own object's reader lets them pass, as lines.

    `known` is an object whose reader has let the person pass already. The reader, and who is inside, is asked once per
    object. Kinds without a reader of their own are read with the story they stand in; what is told of an object that is
    gone, and had such a reader, is for those who read everything. Acts that are no outsider's to know are left out.
    """
    entries, found = _open(membership, entries, known)
    inside: dict[Address | None, bool] = {}
    lines = []
    for entry in entries:
        address = _address(entry) if _address(entry) in found else None
        judged = known if address is None else found[address]
        if address not in inside:
            inside[address] = _is_inside(membership, judged)
        within = inside[address]
        if within or not sentences.is_inside(entry.act):
            lines.append(Line(entry, names=names, inside=within))
    return lines


def last_act(membership: Actor | None, target: object) -> str:
    """The newest entry of an object's story that the person may read, who did it and when; empty where there is none.

    One act of an object may leave several entries; those that are no outsider's to know are passed over.
    """
    if not isinstance(target, Model) or not readers.may_read(membership, target):
        return ""
    lines = told_to(membership, story(target)[:NEWEST], known=target, names=readers.sees_names(membership, target))
    if not lines:
        return ""
    said = " · ".join(part for part in (lines[0].sentence, lines[0].role, moment(lines[0].at)) if part)
    return _("Last in its record: %(act)s") % {"act": said}


def _is_inside(membership: Actor | None, target: Model | None) -> bool:
    if target is None:
        return readers.reads_all(membership)
    return readers.reads_inside(membership, target, has_passed=True)


def _open(
    membership: Actor | None, entries: Iterable[Entry], known: Model | None
) -> tuple[list[Entry], dict[Address, Model]]:
    """The entries whose own objects' readers let the person pass, and these objects."""
    entries = list(entries)
    asked = {_address(entry) for entry in entries if readers.is_claimed(entry.model)}
    if known is not None:
        asked.discard((known._meta.label_lower, str(known.pk)))
    if readers.reads_all(membership):
        asked = readers.withheld_among(asked)
    found = _found(asked)
    closed = {one for one in asked if one not in found or not readers.may_read(membership, found[one])}
    return [entry for entry in entries if _address(entry) not in closed], found


def _mentioned(entry: Entry) -> Iterator[Model]:
    found = (find(mention.model, mention.object_id) for mention in entry.mentions.all())
    return (target for target in found if target is not None)


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
