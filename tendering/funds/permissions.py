"""Who may see and move money (domain 4, rows ledger / budget and payment)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, require
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, STAFF_ROLES, Role
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import NotPermitted
from tendering.funds.models import Allocation, FundAccount, FundingLine, Transfer

# Entry by entry: residents of the community and everybody who works with its money. The public sees sums.
LEDGER_READERS = (
    Role.RESIDENT,
    Role.RESIDENT_REPRESENTATIVE,
    Role.COMMUNITY,
    Role.PARTY_ORG,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.FINANCE_OFFICER,
    Role.LEADING_GROUP_MEMBER,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.POOL_MANAGER,
)
OFFICES = tuple(role for role in LEDGER_READERS if role not in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE))
PLAN_WRITERS = (Role.RESIDENT, Role.COMMUNITY, Role.PARTY_ORG)
CONTRIBUTION_KEEPERS = (Role.COMMUNITY, Role.PARTY_ORG, Role.FINANCE_OFFICER)
DISTRICT_MONEY = (Role.DISTRICT, Role.FINANCE_OFFICER)


class OwnRequest(NotPermitted):
    """Who asked for something does not decide on it, in person or through a substitute."""


def may_read_place(membership: Membership | None, place: Place) -> bool:
    """Whether the person sees the money of this place entry by entry."""
    return holds(membership, *LEDGER_READERS, place=place)


def may_read_ledger(membership: Membership | None, account: FundAccount) -> bool:
    """Whether the person sees the account entry by entry."""
    return may_read_place(membership, account.home)


def readable_accounts(membership: Membership | None) -> QuerySet[FundAccount]:
    """Accounts the person sees entry by entry."""
    accounts = FundAccount.objects.all()
    if membership is None or membership.place is None or not holds(membership, *LEDGER_READERS):
        return accounts.none()
    path = membership.place.path
    return accounts.filter(Q(place__path__startswith=path) | Q(pool__place__path__startswith=path))


def require_district(by: Membership | None, *roles: str, place: Place) -> Membership:
    """The membership, if it holds one of the roles for the whole district `place` lies in."""
    return require(by, *roles, place=district_of(place) or place)


def require_stage(by: Membership | None, place: Place, *, providers: bool = False) -> None:
    """A later stage moves project money on behalf of whoever acted there; it has checked the act itself.

    Args:
        providers: the act may be a provider's own, such as the second signature under a contract.
    """
    if by is None or (providers and by.role in PROVIDER_ROLES):
        return
    require(by, *STAFF_ROLES, place=place)


def require_pledge_keeper(by: Membership | None, line: FundingLine) -> Membership:
    """The contributing unit itself, as long as somebody acts for it here; else who keeps the contributions (R8)."""
    if line.organisation_id in speaking_units([line]):
        return require(by, Role.CO_BUILDER, organisation=line.organisation)
    return require(by, *CONTRIBUTION_KEEPERS, place=line.plan.place)


def speaking_units(lines: Iterable[FundingLine]) -> frozenset[int | None]:
    """Units that promised one of these lines and have somebody today who speaks for them; one query."""
    named = {line.organisation_id for line in lines} - {None}
    acting = holders(Role.CO_BUILDER).filter(organisation__in=named) if named else Membership.objects.none()
    return frozenset(acting.order_by().values_list("organisation", flat=True))


def may_request_transfer(membership: Membership | None, account: FundAccount) -> bool:
    """A street asks for the money of its own communities, or its own."""
    return holds(membership, Role.STREET, place=account.home)


def visible_transfers(membership: Membership | None) -> QuerySet[Transfer]:
    """Transfers that touch an account the person may read."""
    accounts = readable_accounts(membership).values("pk")
    return Transfer.objects.filter(Q(from_account__in=accounts) | Q(to_account__in=accounts))


def may_read_pledge(membership: Membership | None, file: StoredFile) -> bool:
    """A pledge letter, replaced ones too, or a receipt: whoever reads the community's ledger, and the unit itself."""
    lines = FundingLine.objects.filter(
        Q(pledge_letter=file) | Q(pledge_letters__file=file) | Q(contributions__receipt=file)
    )
    if membership is not None and holds(membership, Role.CO_BUILDER) and membership.organisation_id is not None:
        return lines.filter(organisation=membership.organisation_id).exists()
    places = Place.objects.filter(funding_plans__lines__in=lines)
    return any(may_read_place(membership, place) for place in places.distinct())


def may_read_approval(membership: Membership | None, file: StoredFile) -> bool:
    """The approval of a delegated task: whoever reads the street's ledger."""
    rows = Allocation.objects.filter(approval=file).select_related("account__place", "account__pool__place")
    return any(may_read_ledger(membership, row.account) for row in rows)
