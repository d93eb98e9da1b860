"""Everybody bound by a contract on the contractor's side: of a consortium each member, jointly (政府采购法 24)."""

from __future__ import annotations

from datetime import datetime

from catalog.models import Provider
from catalog.rules.states import CreditKind
from catalog.services.records import record_credit
from marketplace.accounts.models import Membership, Organisation
from tendering.awards.contractors import contractors
from tendering.bids.models import OpenedBid
from tendering.bids.rules.consortium import Party
from tendering.contracts.models import Contract


def parties(contract: Contract) -> list[Provider]:
    """The lead first; nobody for a residents' group. Where one delivers alone nothing is asked of the database."""
    if contract.provider is None:
        return []
    return contractors(contract.award) if contract.others else [contract.provider]


def bodies(contract: Contract) -> list[Organisation]:
    """The same as organisations, with the residents' group where it is one."""
    if not contract.others:
        return [contract.contractor]
    return [provider.organisation for provider in parties(contract)]


def member_of(by: Membership, contract: Contract) -> Provider | None:
    """For which member of a consortium this person speaks; None for anybody else, and where one delivers alone."""
    if not contract.others or by.organisation_id is None:
        return None
    return next((one for one in parties(contract) if one.organisation_id == by.organisation_id), None)


def shares(contract: Contract) -> list[Party]:
    """What each member was to do, as the bid said; empty where one delivers alone."""
    if not contract.others:
        return []
    found = OpenedBid.objects.get(bid=contract.award.bid_id)
    return [Party.from_json(row) for row in found.parties]


def credit(contract: Contract, kind: CreditKind, now: datetime, *, cause: str = "") -> None:
    """What a contract does to the standing of its contractor: members answer for one another (政府采购法 24).

    Args:
        cause: counts once per kind; the contract's number where nothing else is said.
    """
    for provider in parties(contract):
        record_credit(provider=provider, kind=kind, cause=cause or contract.number, by=None, now=now)
