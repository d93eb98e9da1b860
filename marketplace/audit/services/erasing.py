"""Erasing persons (Personal Information Protection Law, art. 47): the values go, the proofs stay."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from marketplace.audit.models import Disclosure
from marketplace.audit.services.recording import record
from marketplace.primitives.actor import Actor


def erase(*, user: AbstractBaseUser, by: Actor | None = None, reason: str = "") -> int:
    """Remove every value in the log that is about `user` or was written by them.

    Callers decide whether the law lets the values go (records of an award are kept for years).

    Returns:
        How many values went.
    """
    with transaction.atomic():
        values = Disclosure.objects.filter(person_id=user.pk)
        count = values.count()
        record(act="audit.person.erased", target=user, by=by, parameters={"count": count}, reason=reason)
        values.delete()
    return count


def erase_values(*, target: Model, names: Sequence[str], by: Actor | None = None, reason: str = "") -> int:
    """Remove the named personal values from an object's entries: for people without an account.

    Returns:
        How many values went.
    """
    with transaction.atomic():
        values = Disclosure.objects.filter(
            entry__model=target._meta.label_lower, entry__object_id=str(target.pk), name__in=names
        )
        count = values.count()
        record(act="audit.values.erased", target=target, by=by, parameters={"count": count}, reason=reason)
        values.delete()
    return count
