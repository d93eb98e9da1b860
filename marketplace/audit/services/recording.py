"""Writing an entry in the transaction of its act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from marketplace import clock
from marketplace.audit import followers, guards, keys
from marketplace.audit.models import Disclosure, Entry, Mention
from marketplace.audit.rules import entries
from marketplace.audit.rules.entries import ACTOR, REASON, Act, Hidden, Reference
from marketplace.primitives import canonical
from marketplace.primitives.actor import Actor
from marketplace.primitives.canonical import Json


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
    done = Act(act, clock.read(), reference(target), [reference(model) for model in about], **capacity(by))
    content = replace(done, parameters=parameters or {}, hidden=personal or {})
    written = _save(draft(content, by=by, actor=actor, subject=_subject(subject, target), reason=reason))
    followers.tell(list(dict.fromkeys([done.target, *done.about])))
    return written


@dataclass(frozen=True)
class Draft:
    """An entry not yet saved, with the rows that go with it."""

    entry: Entry
    act: Act
    hidden: Mapping[str, Hidden]
    actor_id: int | None
    subject_id: int | None

    def mentions(self) -> Iterator[Mention]:
        """Target and further objects, each once."""
        for each in dict.fromkeys([self.act.target, *self.act.about]):
            yield Mention(entry=self.entry, model=each.model, object_id=each.object_id)

    def disclosures(self) -> Iterator[Disclosure]:
        """The values behind the digests, each with the person who may ask for its erasure."""
        for name, value in self.hidden.items():
            person_id = self.actor_id if name in (ACTOR, REASON) else self.subject_id
            yield Disclosure(entry=self.entry, name=name, salt=value.salt, value=value.value, person_id=person_id)


def draft(
    act: Act,
    *,
    by: Actor | None = None,
    actor: AbstractBaseUser | None = None,
    subject: AbstractBaseUser | None = None,
    reason: str = "",
) -> Draft:
    """The sealed entry of an act whose `hidden` holds the personal values; who acted and why are added."""
    actor_id = by.user_id if by is not None else _key(actor)
    hidden = {name: entries.hide(value) for name, value in _values(act, by, actor_id, reason).items()}
    body = entries.body(act, hidden)
    entry = Entry(
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
    return Draft(entry, act, hidden, actor_id, _key(subject))


def _save(written: Draft) -> Entry:
    written.entry.save(force_insert=True)
    Mention.objects.bulk_create(written.mentions())
    Disclosure.objects.bulk_create(written.disclosures())
    return written.entry


def reference(target: Model) -> Reference:
    """The saved object by label and key.

    Raises:
        ValueError: it is not saved yet.
    """
    if target.pk is None:
        message = f"{target._meta.label} is not saved yet"
        raise ValueError(message)
    return Reference(target._meta.label_lower, str(target.pk))


def capacity(by: Actor | None) -> dict[str, Any]:
    """Role, place and organisation acted for, as `Act` names them."""
    if by is None:
        return {}
    return {"role": by.role, "place": by.place_id, "organisation": by.organisation_id}


def _values(act: Act, by: Actor | None, actor_id: int | None, reason: str) -> dict[str, str]:
    if reserved := {ACTOR, REASON} & act.hidden.keys():
        message = f"Reserved names: {sorted(reserved)}"
        raise ValueError(message)
    values = dict(act.hidden)
    if actor_id is not None:
        values[ACTOR] = canonical.dumps(_who(by, actor_id)).decode()
    if reason:
        values[REASON] = reason
    return values


def _who(by: Actor | None, user_id: int) -> dict[str, Json]:
    if by is None:
        return {"user": user_id}
    return {"user": user_id, "membership": by.pk, "substitute_for": by.substitute_for_id}


def _subject(subject: AbstractBaseUser | None, target: Model) -> AbstractBaseUser | None:
    if subject is not None:
        return subject
    return target if isinstance(target, get_user_model()) else None


def _key(user: AbstractBaseUser | None) -> int | None:
    return None if user is None else user.pk
