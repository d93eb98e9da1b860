"""Who may do what in the roster (domain 4, rows "roster" and "roster application")."""

from __future__ import annotations

from catalog import transitions
from catalog.models import CommunityGroup, Expert, Provider
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, require
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.places.models import Place

# Whoever may read an application with its files and unmasked people.
READERS = (Role.STREET, Role.DISTRICT, Role.CURATOR, Role.AUDITOR, Role.DISCIPLINE)
# Whoever keeps what stands on the roster: verified facts, approved domains, services offered. Who stands on it, the
# district decides.
KEEPERS = transitions.KEEPERS
MEMBERS = PROVIDER_ROLES


def require_provider(by: Membership | None, provider: Provider) -> Membership:
    """Whoever administers this provider; `accounts.role_missing` otherwise."""
    return require(by, Role.PROVIDER_ADMIN, organisation=provider.organisation)


def require_district(by: Membership | None) -> Membership:
    """A district officer, who decides on the roster; `accounts.role_missing` otherwise."""
    return require(by, Role.DISTRICT)


def require_keeper(by: Membership | None) -> Membership:
    """A district officer, or the curator to whom the roster is delegated; `accounts.role_missing` otherwise."""
    return require(by, *KEEPERS)


def require_community(by: Membership | None, community: Place) -> Membership:
    """A worker of exactly this community; `accounts.role_missing` otherwise."""
    return require(by, Role.COMMUNITY, place=community)


def may_administer(membership: Membership | None, provider: Provider) -> bool:
    """Whether the person may change the provider's facts and apply for it."""
    return holds(membership, Role.PROVIDER_ADMIN, organisation=provider.organisation)


def may_decide(membership: Membership | None) -> bool:
    """Whether the person decides on applications, objections and entries."""
    return holds(membership, Role.DISTRICT)


def may_keep(membership: Membership | None) -> bool:
    """Whether the person keeps verified facts, approved domains and offers."""
    return holds(membership, *KEEPERS)


def may_read_fully(membership: Membership | None, provider: Provider) -> bool:
    """Whether the person sees files and unmasked people: the provider's own members, and offices that check."""
    return holds(membership, *READERS) or holds(membership, *MEMBERS, organisation=provider.organisation)


def may_keep_groups(membership: Membership | None, community: Place) -> bool:
    """Whether the person keeps the register of this community's groups (R34)."""
    return holds(membership, Role.COMMUNITY, place=community)


def may_read_group(membership: Membership | None, group: CommunityGroup) -> bool:
    """Whether the person sees the members' full names: its community, its street, the district, auditors."""
    return holds(membership, Role.COMMUNITY, *READERS, place=group.community)


# Who reads the pool with names; in public experts have none.
POOL_READERS = (Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE)


def may_read_expert(membership: Membership | None, expert: Expert) -> bool:
    """Whether the person sees what the pool knows of an expert: the district, who watches it, and the expert."""
    return holds(membership, *POOL_READERS) or is_self(membership, expert)


def is_self(membership: Membership | None, expert: Expert) -> bool:
    """Whether the person is this expert, acting as one."""
    return membership is not None and membership.user_id == expert.user_id and holds(membership, Role.EXPERT)


def require_calendar(by: Membership | None, expert: Expert) -> Membership:
    """Who enters when an expert is away: the expert, or the district; `accounts.role_missing` otherwise."""
    return require(by, Role.EXPERT) if is_self(by, expert) else require_district(by)
