"""Proposing an award: the first in rank, the next after one has fallen, or the one offer (domain 3.4)."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.queries.candidates import candidates, next_candidate, reasons
from tendering.awards.services.limits import refuse_while_open, require_turn
from tendering.awards.services.states import locked_call, note
from tendering.awards.services.telling import tell_offices
from tendering.awards.transitions import MACHINE
from tendering.tenders.models import Tender


class NotRanked(Refusal):
    """There is no signed ranking, or no offer, to propose from."""

    def __init__(self) -> None:
        super().__init__("awards.not_ranked")


class NobodyLeft(Refusal):
    """Everybody in rank has fallen out or left the roster; the call can only be let anew."""

    def __init__(self) -> None:
        super().__init__("awards.nobody_left")


@transaction.atomic
def propose_award(*, tender: Tender, by: Membership) -> Award:
    """Propose the first in rank of an evaluated call, or the offer of one without competition (§3.4).

    Whoever is no longer on the roster, or has won as many lots of a joint call as it may, is passed over. The award is
    not public yet: `publicise` follows.

    Raises:
        NotPermitted: `by` is not of the community.
        TenderNotOpen: the call is not opened, suspended, or ended.
        Refusal: `awards.proposed_already`.
        NotRanked, NobodyLeft: there is nobody to propose.
    """
    permissions.require_community(by, tender)
    tender = locked_call(tender)
    if Award.objects.filter(tender=tender, panel=getattr(tender, "panel", None)).exists():
        raise Refusal("awards.proposed_already")
    if not candidates(tender):
        raise NotRanked
    return create(tender, by)


def create(tender: Tender, by: Membership) -> Award:
    """Write the award of the first that may still have it; the caller holds the call's lock.

    Raises:
        NobodyLeft: nobody may.
        EarlierLotFirst: what becomes of an earlier lot of the joint call decides who may, while a limit binds them.
    """
    now = clock.read()
    require_turn(tender)
    candidate = next_candidate(tender, day_of(now))
    if candidate is None:
        refuse_while_open(tender, day_of(now))
        raise NobodyLeft
    award = Award.objects.create(
        number=f"{tender.number}-{Award.objects.filter(tender=tender).count() + 1}",
        tender=tender,
        panel=candidate.panel,
        bid=candidate.bid,
        offer=candidate.offer,
        provider=candidate.provider,
        group=candidate.group,
        others=candidate.bid.others if candidate.bid else [],
        price=candidate.price,
        rank=candidate.rank,
        state=MACHINE.target(None, "propose"),
        reasons=[asdict(reason) for reason in reasons(tender, candidate, day_of(now))],
        proposed_by_id=by.user_id,
        proposed_at=now,
    )
    note(award, "propose", by=by, parameters={"rank": str(award.rank)})
    tell_offices("proposed", award, Role.COMMUNITY)
    return award
