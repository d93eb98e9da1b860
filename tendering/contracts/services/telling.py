"""Whom an act tells."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.notifications.services import notify
from marketplace.primitives.ruleset import Office
from tendering.contracts.models import Contract, Payment
from tendering.contracts.parties import bodies


def tell(kind: str, contract: Contract, recipients: Iterable[Membership], url: str = "", **parameters: str) -> None:
    """Write a message to these people, inside the act's transaction; once to each."""
    notify(
        kind=kind,
        recipients=sorted({member.user_id for member in recipients}),
        url=url or contract.get_absolute_url(),
        parameters={"title": contract.demand.title, "number": contract.number, **parameters},
    )


def contractor_people(contract: Contract) -> list[Membership]:
    """Who acts for the contractor; a residents' group without accounts of its own is reached through the community."""
    found = [row for body in bodies(contract) for row in holders(*PROVIDER_ROLES, organisation=body)]
    return found if found or contract.group_id is None else community_people(contract)


def community_people(contract: Contract) -> list[Membership]:
    """The community's staff."""
    return list(holders(Role.COMMUNITY, place=contract.demand.community))


def office_people(contract: Contract, office: Office) -> list[Membership]:
    """The officers of an office over the contract's community."""
    return list(holders(role_of(office), covering=contract.demand.community))


def stop_people(stopped: Iterable[Payment]) -> list[Membership]:
    """Whoever withheld these payments, with the colleagues of their office."""
    stops = [payment.withheld_by for payment in stopped if payment.withheld_by is not None]
    return [row for stop in stops for row in (stop, *holders(Role(stop.role), place=stop.place))]


def finance_people(contract: Contract) -> list[Membership]:
    """Finance officers of street and district."""
    return list(holders(Role.FINANCE_OFFICER, covering=contract.demand.community))
