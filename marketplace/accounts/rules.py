"""Roles and what follows from them (domain 4); no framework."""

from __future__ import annotations

import re
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput


class Role(StrEnum):
    """What a membership lets a person be. Values are those the rule sets use."""

    RESIDENT = "resident"
    RESIDENT_REPRESENTATIVE = "resident_representative"
    COMMUNITY = "community"
    PARTY_ORG = "party_org"
    SUPERVISION_COMMITTEE = "supervision_committee"
    STREET = "street"
    DISTRICT = "district"
    FINANCE_OFFICER = "finance_officer"
    LEADING_GROUP_MEMBER = "leading_group_member"
    EVALUATION_GROUP_MEMBER = "evaluation_group_member"
    PLANNER = "planner"
    POOL_MANAGER = "pool_manager"
    CO_BUILDER = "co_builder"
    CURATOR = "curator"
    DISCIPLINE = "discipline"
    AUDITOR = "auditor"
    EXPERT = "expert"
    PROFESSIONAL = "professional"
    OPERATOR = "operator"
    PROVIDER_ADMIN = "provider_admin"
    PROVIDER_BIDDER = "provider_bidder"


PROVIDER_ROLES = frozenset({Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER})
STAFF_ROLES = frozenset(
    {
        Role.COMMUNITY,
        Role.PARTY_ORG,
        Role.SUPERVISION_COMMITTEE,
        Role.STREET,
        Role.DISTRICT,
        Role.FINANCE_OFFICER,
        Role.LEADING_GROUP_MEMBER,
        Role.CURATOR,
        Role.DISCIPLINE,
        Role.AUDITOR,
        Role.OPERATOR,
    }
)
SECOND_FACTOR_ROLES = STAFF_ROLES | {Role.PROVIDER_ADMIN, Role.EXPERT, Role.PROFESSIONAL}
# Residents and officers act for a place; providers for an organisation; the rest may have either.
SCOPED_TO_PLACE = STAFF_ROLES | {Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE}

_MOBILE = re.compile(r"1[3-9]\d{9}")


def clashes(held: frozenset[Role], asked: Role) -> bool:
    """Whether one person may not hold `asked` beside the roles held: staff never act for a provider (domain 4)."""
    if asked in PROVIDER_ROLES:
        return bool(held & STAFF_ROLES)
    return asked in STAFF_ROLES and bool(held & PROVIDER_ROLES)


def normalise_phone(text: str) -> str:
    """A mainland mobile number as ``+8613800000001``, from any way people write it.

    Raises:
        InvalidInput: ``accounts.phone.invalid`` when it is not a mainland mobile number.
    """
    digits = re.sub(r"[\s\-()（）]", "", text)
    number = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    if not number.isascii() or not _MOBILE.fullmatch(number):
        raise InvalidInput("accounts.phone.invalid", field="phone")
    return f"+86{number}"
