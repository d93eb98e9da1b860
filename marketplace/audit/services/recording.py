"""Writing an entry in the transaction of its act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from marketplace import clock
from marketplace.audit import guards, keys
from marketplace.audit.models import Disclosure, Entry, Mention
from marketplace.audit.rules import entries
from marketplace.audit.rules.entries import ACTOR, REASON, Act, Hidden, Reference
from marketplace.primitives import canonical
from marketplace.primitives.canonical import Json


class Actor(Protocol):
    """A membership as the log sees it: a person in the role acted in."""

    @property
    def pk(self) -> int: ...
    @property
    def user_id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def place_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def substitute_for_id(self) -> int | None: ...


class OutsideTransaction(RuntimeError):
    """An entry without a transaction could stay behind for an act that then fails."""


def record(
    *,
    act: str,
    target: Model,
    by: Actor | None = None,
    actor: AbstractBaseUser | None = None,
    parameters: Mapping[str, Json] | None = None,
    personal: Mapping[str, str] | None = None,
    reason: str = "",
    about: Sequence[Model] = (),
    subject: AbstractBaseUser | None = None,
) -> Entry:
    """Write down an act, in the act's own transaction.

    Args:
        act: dotted, stable name, ``funds.transfer.approved``; its sentence is registered with `sentences`.
        target: the saved object the act was done to.
        by: the membership acted in; None for the clock, or where `actor` acts outside any role.
        actor: a user who acts outside a role, such as for a changed password.
        parameters: codes, counts, dates and amounts (yuan, as strings). They can never be erased:
            nothing personal and no free text.
        personal: names, phones and other text; only salted hashes of them enter the log.
        reason: the actor's words; hashed likewise.
        about: further objects whose story shows the entry.
        subject: whom `personal` is about; the target, where that is a user.

    Raises:
        OutsideTransaction: no transaction is open.
        ValueError: a parameter JSON has no form for.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(act)
    guards.ensure_standing()
    user_id = by.user_id if by is not None else actor.pk if actor is not None else None
    hidden = _hidden(by=by, user_id=user_id, personal=personal or {}, reason=reason)
    content = Act(
        act=act,
        at=clock.read(),
        target=_reference(target),
        about=[_reference(model) for model in about],
        role=by.role if by is not None else "",
        place=by.place_id if by is not None else None,
        organisation=by.organisation_id if by is not None else None,
        parameters=parameters or {},
        hidden={name: value.value for name, value in hidden.items()},
    )
    entry = build(content, hidden)
    entry.save(force_insert=True)
    Mention.objects.bulk_create(mentions(entry, content))
    whose = _subject_id(subject, target)
    Disclosure.objects.bulk_create(
        disclosures(entry, hidden, {name: user_id if name in (ACTOR, REASON) else whose for name in hidden})
    )
    return entry


def build(act: Act, hidden: Mapping[str, Hidden]) -> Entry:
    """The entry of an act, sealed and not yet saved."""
    body = entries.body(act, hidden)
    return Entry(
        at=act.at,
        act=act.act,
        model=act.target.model,
        object_id=act.target.object_id,
        role=act.role,
        place_id=act.place,
        organisation_id=act.organisation,
        body=body.decode(),
        seal=entries.seal(keys.entry_key(), body),
    )


def mentions(entry: Entry, act: Act) -> Iterable[Mention]:
    """Target and further objects, each once."""
    for reference in dict.fromkeys([act.target, *act.about]):
        yield Mention(entry=entry, model=reference.model, object_id=reference.object_id)


def disclosures(entry: Entry, hidden: Mapping[str, Hidden], persons: Mapping[str, int | None]) -> Iterable[Disclosure]:
    """The values behind the digests."""
    for name, value in hidden.items():
        yield Disclosure(entry=entry, name=name, salt=value.salt, value=value.value, person_id=persons[name])


def _hidden(*, by: Actor | None, user_id: int | None, personal: Mapping[str, str], reason: str) -> dict[str, Hidden]:
    if reserved := {ACTOR, REASON} & personal.keys():
        message = f"Reserved names: {sorted(reserved)}"
        raise ValueError(message)
    values = dict(personal)
    if user_id is not None:
        values[ACTOR] = canonical.dumps(_who(by, user_id)).decode()
    if reason:
        values[REASON] = reason
    return {name: entries.hide(value) for name, value in values.items()}


def _who(by: Actor | None, user_id: int) -> dict[str, Json]:
    if by is None:
        return {"user": user_id}
    return {"user": user_id, "membership": by.pk, "substitute_for": by.substitute_for_id}


def _reference(target: Model) -> Reference:
    if target.pk is None:
        message = f"{target._meta.label} is not saved yet"
        raise ValueError(message)
    return Reference(target._meta.label_lower, str(target.pk))


def _subject_id(subject: AbstractBaseUser | None, target: Model) -> int | None:
    person = subject if subject is not None else target if isinstance(target, get_user_model()) else None
    return None if person is None else person.pk
