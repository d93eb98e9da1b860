"""Who may change rules: district staff draft them, and somebody else of the district puts them in force."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, require
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.refusal import NotPermitted
from marketplace.rulebook.models import RuleSet


class SamePerson(NotPermitted):
    """Whoever wrote the draft cannot put it in force."""


def may_edit(membership: Membership | None, place: Place | None = None) -> bool:
    """Whether the person may draft rules, change the calendar or the catalogue of the district."""
    return holds(membership, Role.DISTRICT, place=place)


def require_editor(membership: Membership | None, place: Place | None = None) -> Membership:
    """The membership; raises RoleMissing unless `may_edit`."""
    return require(membership, Role.DISTRICT, place=place)


def wrote(membership: Membership, draft: RuleSet) -> bool:
    """Whether the person, or the officer stood in for, edited the draft."""
    return draft.editors.filter(pk__in=persons(membership)).exists()


def require_second_person(membership: Membership | None, draft: RuleSet) -> Membership:
    """The membership of somebody of the district who did not write the draft.

    Raises:
        RoleMissing: not of the district.
        SamePerson: ``rulebook.same_person``.
    """
    member = require_editor(membership, draft.place)
    if wrote(member, draft):
        raise SamePerson("rulebook.same_person")
    return member
