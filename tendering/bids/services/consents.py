"""A member's own word on a consortium: consent, refusal, and taking a consent back until the deadline."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, Consent, Partner
from tendering.bids.rules.states import State
from tendering.bids.services import gate, origins
from tendering.bids.services.consortia import require_alone, tell, tell_others
from tendering.bids.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.services.questions import keep_receipt


class Answered(Refusal):
    """This member has said so already, or there is nothing it could take back."""

    def __init__(self) -> None:
        super().__init__("bids.consent_answered")


class Gone(Refusal):
    """The lead changed the terms or gave them up meanwhile: what was shown is no longer asked."""

    def __init__(self) -> None:
        super().__init__("bids.consent_gone")


@transaction.atomic
def answer(*, partner: Partner, by: Membership, accept: bool) -> Partner:
    """Consent to the terms as they stand, or decline.

    Raises:
        NotPermitted: `by` does not sign for the member.
        NotOpen, TooLate, Answered, Gone.
        StandsElsewhere: the member stands in another answer to the call.
        NotInvited, Refusals: the member may not bid.
    """
    permissions.require_partner(by, partner)
    tender, row, now = _locked(partner)
    if row.state != Consent.ASKED:
        raise Answered
    if accept:
        gate.require_admitted(tender, row.provider, now)
        require_alone(row.provider, tender, besides=row.bid)
        keep_receipt(tender, row.provider, by, now)
    _say(row, Consent.CONSENTED if accept else Consent.DECLINED, by, now)
    tell("bids.consortium_consented" if accept else "bids.consortium_declined", tender, row.bid.provider)
    return row


@transaction.atomic
def take_back(*, partner: Partner, by: Membership) -> Partner:
    """Leave a consortium before the deadline; what was sealed with this consent is withdrawn, and the lead told.

    Raises:
        NotPermitted: `by` does not sign for the member.
        NotOpen, TooLate, Answered, Gone.
    """
    permissions.require_partner(by, partner)
    tender, row, now = _locked(partner)
    if row.state != Consent.CONSENTED:
        raise Answered
    _say(row, Consent.DECLINED, by, now)
    was_sealed = unseal(row.bid)
    if was_sealed:
        tell_others(tender, row.bid)
    tell("bids.consortium_unsealed" if was_sealed else "bids.consortium_declined", tender, row.bid.provider)
    return row


def unseal(bid: Bid) -> bool:
    """A sealed bid that lost a member is withdrawn: it was sealed for all of them; says whether there was one."""
    if bid.state != BidState.SUBMITTED:
        return False
    bid.state, bid.current = MACHINE.target(State(bid.state), "withdraw"), None
    bid.save(update_fields=["state", "current"])
    origins.forget(bid)
    record(act="bids.bid.withdrawn_by_member", target=bid)
    return True


def _locked(partner: Partner) -> tuple[Tender, Partner, datetime]:
    """Tender, then bid, then the member's row: the lead who submits at this moment waits, or is waited for."""
    tender = gate.shared(partner.tender_id)
    bid = gate.locked(partner.bid)
    row = Partner.objects.select_related("provider__organisation").filter(pk=partner.pk).first()
    now = clock.read()
    gate.window(tender, bid.round_id, now)
    if row is None:
        raise Gone
    row.bid = bid
    return tender, row, now


def _say(row: Partner, state: Consent, by: Membership, now: datetime) -> None:
    row.state, row.answered_at, row.answered_by_id = state, now, by.user_id
    row.save(update_fields=["state", "answered_at", "answered_by"])
    parameters = {"member": str(row.provider)}
    record(act=f"bids.consortium.{state.value}", target=row.bid, by=by, parameters=parameters)
