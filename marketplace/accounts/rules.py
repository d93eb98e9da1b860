"""Roles and what follows from them (domain 4); no framework."""

from enum import StrEnum


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
