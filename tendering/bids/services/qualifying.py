"""The qualification check: does the bidder meet what the call asks for? (资格审查)"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from catalog.services.telling import provider_people
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.bids import permissions
from tendering.bids.models import Bid, OpenedBid, Qualification
from tendering.bids.queries.related import related
from tendering.bids.rules.states import Ground
from tendering.bids.services.failing import fail_if_none_left
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked

LONGEST_REASON = 2000


class NotToQualify(Refusal):
    """Not opened, invalid already at the opening, or decided on."""

    def __init__(self) -> None:
        super().__init__("bids.not_to_qualify")


@transaction.atomic
def qualify(
    *, bid: Bid, by: Membership, passed: bool, grounds: Sequence[Ground] = (), reason: str = ""
) -> Qualification:
    """Decide once whether an opened bid passes; with the last decision evaluation begins, or the call fails.

    Args:
        grounds: why not; at least one, with a reason in words, where it does not pass.

    Raises:
        NotPermitted: `by` is of no office that qualifies.
        InvalidInput: `bids.reason_missing`, `bids.grounds_missing`.
        NotToQualify.
    """
    permissions.require_qualifier(by, bid.tender)
    _check(passed, grounds, reason)
    tender = locked(bid.tender)
    now = clock.read()
    opened = OpenedBid.objects.select_related("bid__provider__organisation").filter(bid=bid, valid=True).first()
    if tender.state != TenderState.OPENED or opened is None or Qualification.objects.filter(bid=bid).exists():
        raise NotToQualify
    decision = Qualification.objects.create(
        bid=opened.bid,
        passed=passed,
        grounds=[] if passed else [ground.value for ground in grounds],
        reason=reason.strip(),
        decided_by_id=by.user_id,
        decided_at=now,
    )
    act = "bids.bid.qualified" if passed else "bids.bid.disqualified"
    found = [one.rival for one in related(opened.bid)]
    record(act=act, target=opened.bid, by=by, reason=reason, parameters={"grounds": decision.grounds, "related": found})
    if not passed:
        _tell(opened.bid, tender)
    fail_if_none_left(tender)
    return decision


def _check(passed: bool, grounds: Sequence[Ground], reason: str) -> None:
    if passed:
        return
    if not grounds:
        raise InvalidInput("bids.grounds_missing", field="grounds")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput("bids.reason_missing", field="reason")


def _tell(bid: Bid, tender: Tender) -> None:
    notify(
        kind="bids.disqualified",
        recipients=provider_people(bid.provider),
        url=f"/bids/{tender.number}/",
        parameters={"title": tender.demand.title},
    )
