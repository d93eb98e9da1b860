"""Who somebody is to the index: the words of whoever asks, and those that a document is marked with.

Everything that finds asks here, so that "who may find what" is said in one place: a document and somebody who asks
have a word in common, or it is not found.
"""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts.models import Membership, Organisation
from marketplace.places.models import Place

EVERYBODY = frozenset({"public"})


def of(membership: Membership | None) -> frozenset[str]:
    """The words of whoever acts in this role; a visitor, and who holds no role, is everybody and nobody else."""
    if membership is None:
        return EVERYBODY
    if membership.place is None:
        return EVERYBODY | {_organisation(membership.role, membership.organisation_id)}
    code = membership.place.code
    return EVERYBODY | {_office(membership.role, code), _person(membership.role, code, membership.user_id)}


def offices(roles: Iterable[str], place: Place) -> frozenset[str]:
    """Those who hold one of these roles for this place or for one that it lies in."""
    codes = place.path.rstrip("/").split("/")
    return frozenset(_office(role, code) for role in roles for code in codes)


def person(roles: Iterable[str], place: Place, user_id: int) -> frozenset[str]:
    """This person alone, acting in one of these roles for this place or for one that it lies in."""
    codes = place.path.rstrip("/").split("/")
    return frozenset(_person(role, code, user_id) for role in roles for code in codes)


def members(roles: Iterable[str], organisation: Organisation) -> frozenset[str]:
    """Those who act in one of these roles for the organisation."""
    return frozenset(_organisation(role, organisation.pk) for role in roles)


def _office(role: str, code: str) -> str:
    return f"office:{role}:{code}"


def _person(role: str, code: str, user_id: int) -> str:
    return f"person:{role}:{code}:{user_id}"


def _organisation(role: str, key: int | None) -> str:
    return f"organisation:{role}:{key}"
