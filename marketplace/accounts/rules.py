"""Roles and what follows from them (domain 4); no framework."""

from __future__ import annotations

import re
from enum import StrEnum

from marketplace.primitives.masking import folded
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import Office


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


def role_of(office: Office) -> Role:
    """The role of the people of an office that a rule set names."""
    return Role(office.value)


PROVIDER_ROLES = (Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER)
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

# Where each role may be given: the level of its place, or an organisation.
COMMUNITY_LEVEL, STREET_LEVEL, DISTRICT_LEVEL, ORGANISATION = "community", "street", "district", "organisation"
SCOPES: dict[Role, frozenset[str]] = {
    Role.RESIDENT: frozenset({COMMUNITY_LEVEL}),
    Role.RESIDENT_REPRESENTATIVE: frozenset({COMMUNITY_LEVEL}),
    Role.COMMUNITY: frozenset({COMMUNITY_LEVEL}),
    Role.PARTY_ORG: frozenset({COMMUNITY_LEVEL}),
    Role.SUPERVISION_COMMITTEE: frozenset({COMMUNITY_LEVEL}),
    Role.STREET: frozenset({STREET_LEVEL}),
    Role.DISTRICT: frozenset({DISTRICT_LEVEL}),
    Role.FINANCE_OFFICER: frozenset({STREET_LEVEL, DISTRICT_LEVEL}),
    Role.LEADING_GROUP_MEMBER: frozenset({STREET_LEVEL, DISTRICT_LEVEL}),
    Role.EVALUATION_GROUP_MEMBER: frozenset({STREET_LEVEL, DISTRICT_LEVEL}),
    Role.PLANNER: frozenset({COMMUNITY_LEVEL, STREET_LEVEL, DISTRICT_LEVEL, ORGANISATION}),
    Role.POOL_MANAGER: frozenset({COMMUNITY_LEVEL, STREET_LEVEL, DISTRICT_LEVEL, ORGANISATION}),
    Role.CO_BUILDER: frozenset({COMMUNITY_LEVEL, STREET_LEVEL, ORGANISATION}),
    Role.CURATOR: frozenset({DISTRICT_LEVEL}),
    Role.DISCIPLINE: frozenset({STREET_LEVEL, DISTRICT_LEVEL}),
    Role.AUDITOR: frozenset({STREET_LEVEL, DISTRICT_LEVEL}),
    Role.EXPERT: frozenset({DISTRICT_LEVEL}),
    Role.PROFESSIONAL: frozenset({DISTRICT_LEVEL}),
    Role.OPERATOR: frozenset({DISTRICT_LEVEL}),
    Role.PROVIDER_ADMIN: frozenset({ORGANISATION}),
    Role.PROVIDER_BIDDER: frozenset({ORGANISATION}),
}

# Who gives and ends which roles, each inside its own place or organisation. The district's own officers are
# appointed by the operator, so that no office multiplies itself.
GRANTS: dict[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset({Role.DISTRICT, Role.OPERATOR}),
    Role.DISTRICT: frozenset(set(Role) - {Role.DISTRICT, Role.OPERATOR, Role.PROVIDER_BIDDER}),
    Role.COMMUNITY: frozenset({Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE, Role.CO_BUILDER}),
    Role.PROVIDER_ADMIN: frozenset(PROVIDER_ROLES),
}
# Whom the second pair of eyes and the watching over money rest on: whoever gives such a role is seen doing it.
CONTROLLERS = frozenset({Role.FINANCE_OFFICER, Role.DISCIPLINE, Role.SUPERVISION_COMMITTEE, Role.LEADING_GROUP_MEMBER})
# Whose members may enter Wagtail's admin; what they may do there is registered by the apps (`admin_rights`).
ADMIN_ROLES = frozenset({Role.DISTRICT, Role.CURATOR, Role.STREET, Role.COMMUNITY, Role.OPERATOR})


def may_grant(granter: Role, role: Role) -> bool:
    """Whether holders of one role give and end the other."""
    return role in GRANTS.get(granter, frozenset())


def may_have_substitute(role: Role) -> bool:
    """Whether somebody may stand in: officers only; an elected seat and the keys of the system are personal."""
    return role in STAFF_ROLES and role not in {Role.SUPERVISION_COMMITTEE, Role.OPERATOR}


_MOBILE = re.compile(r"1[3-9]\d{9}")
# A scheme or a mailbox, labels joined by a dot as in a host name, or seven digits in a row, whatever stands between.
_LEADS = re.compile(r"://|@|www\.|[^\W_]\.[^\W\d_]{2,}|\d\.\d+\.\d|(?:\d[\W_]{0,2}){7}", re.IGNORECASE)


def clashes(held: frozenset[Role], asked: Role) -> bool:
    """Whether one person may not hold `asked` beside the roles held: staff never act for a provider (domain 4)."""
    if asked in PROVIDER_ROLES:
        return bool(held & STAFF_ROLES)
    return asked in STAFF_ROLES and not held.isdisjoint(PROVIDER_ROLES)


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


def leads_elsewhere(text: str) -> bool:
    """Whether mail programs or people could follow a text: a web address, an e-mail address, a number to call."""
    return _LEADS.search(folded(text).replace("。", ".")) is not None
