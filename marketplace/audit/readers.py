"""Who may read an object's story (domain 4, last row): the owning apps say it, auditors read all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from marketplace.primitives.actor import Actor

# Membership (None for a visitor) and object; the layers above know their types.
Reader = Callable[[Any, Any], bool]

# Values of `accounts.rules.Role`; accounts stands above this app.
READ_ALL = ("auditor", "discipline")

_readers: dict[str, Reader] = {}
_namers: dict[str, Reader] = {}
_inside: dict[str, Reader] = {}
_related: dict[str, tuple[str, ...]] = {}
_others: list[Reader] = []
_withheld: dict[str, Callable[[], QuerySet[Any]]] = {}


def register(
    model_label: str,
    may_read: Reader,
    *,
    inside: Reader,
    sees_names: Reader | None = None,
    related: tuple[str, ...] = (),
) -> None:
    """Let `may_read` answer for this model (``funds.Transfer``); call it in `AppConfig.ready()`.

    It is asked about people of other roles than auditor and discipline, and once per object, not per entry.

    Args:
        inside: who among those readers sees what is not public of the object: reasons, and acts whose sentence is
            `inside`.
        sees_names: who among those readers sees full names; nobody, if it is not given: names are masked.
        related: what the reader follows from the object, as `select_related` takes it: a story tells of many objects.
    """
    _readers[model_label.lower()] = may_read
    _inside[model_label.lower()] = inside
    _related[model_label.lower()] = related
    if sees_names is not None:
        _namers[model_label.lower()] = sees_names


def register_closed(model_label: str, may_read: Reader, *related: str) -> None:
    """The same for a story that nobody outside reads: whoever may read it is inside."""
    register(model_label, may_read, inside=may_read, related=related)


def related(model_label: str) -> tuple[str, ...]:
    """What is read together with an object of this kind, so that its reader asks nothing more for it."""
    return _related.get(model_label.lower(), ())


def registered() -> frozenset[str]:
    """Labels of the models that have a reader of their own."""
    return frozenset(_readers)


def is_claimed(model_label: str) -> bool:
    """Whether some app says for this kind who reads of it, or keeps it from everybody for a time."""
    return model_label.lower() in _readers or model_label.lower() in _withheld


def register_fallback(may_read: Reader) -> None:
    """Let `may_read` answer for models that have no reader of their own."""
    if may_read not in _others:
        _others.append(may_read)


def withhold(model_label: str, hidden: Callable[[], QuerySet[Any]]) -> None:
    """Keep the stories of the objects in `hidden()` from everybody but the model's own reader, auditors included.

    For what nobody may know of yet, such as a sealed bid; once an object leaves `hidden()` its story is told.
    """
    _withheld[model_label.lower()] = hidden


def is_withheld(model_label: str, object_id: str) -> bool:
    """Whether the object's story is for its own reader alone at this moment."""
    hidden = _withheld.get(model_label.lower())
    return hidden is not None and hidden().filter(pk=object_id).exists()


def withheld_among(addresses: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same of many objects, each its model's label and key: one query for each kind that can be withheld."""
    found: set[tuple[str, str]] = set()
    for label, hidden in _withheld.items():
        keys = [key for model, key in addresses if model.lower() == label]
        if keys:
            shut = {str(key) for key in hidden().filter(pk__in=keys).values_list("pk", flat=True)}
            found |= {(model, key) for model, key in addresses if model.lower() == label and key in shut}
    return found


def withheld() -> Mapping[str, Callable[[], QuerySet[Any]]]:
    """By model, what gives the objects whose stories are withheld."""
    return dict(_withheld)


def reads_all(membership: Actor | None) -> bool:
    """Whether the role reads every story, with the names of those who acted."""
    return membership is not None and membership.role in READ_ALL


def may_read(membership: Actor | None, target: Model) -> bool:
    """Whether the story of `target` may be shown to the person in this role."""
    own = _readers.get(target._meta.label_lower)
    if is_withheld(target._meta.label_lower, str(target.pk)):
        return own is not None and own(membership, target)
    if reads_all(membership):
        return True
    if own is not None:
        return own(membership, target)
    return any(other(membership, target) for other in _others)


def reads_inside(membership: Actor | None, target: Model, *, has_passed: bool = False) -> bool:
    """Whether somebody reads in the story of `target` what is not public, too.

    Args:
        has_passed: `may_read` has said yes already; where nobody outside reads the story, that is the answer.
    """
    label = target._meta.label_lower
    own = _inside.get(label)
    if reads_all(membership) or (has_passed and own is not None and own is _readers.get(label)):
        return True
    if own is not None:
        return own(membership, target)
    return any(other(membership, target) for other in _others)


def sees_names(membership: Actor | None, target: Model) -> bool:
    """Whether the story names those who acted in full."""
    if reads_all(membership):
        return True
    namer = _namers.get(target._meta.label_lower)
    return namer is not None and namer(membership, target)
