"""Letting projects together: preparing a joint call, joining it, taking a lot out (domain 2.4; 条例 28).

The tier and the procedure of every lot follow from the sum: whenever the lots change, they are derived anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.numbers import JOINT_CALL
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text, require_title
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.numbering import next_number
from tendering.tenders import permissions
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.queries import joint as queries
from tendering.tenders.queries import rounds
from tendering.tenders.queries.joint import Grounds
from tendering.tenders.queries.rule_sets import binding_rules
from tendering.tenders.rules.joint import BEFORE, LEAST, MOST, Common
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.procedure import methods_open, procedure_for
from tendering.tenders.rules.states import LIVE
from tendering.tenders.services.preparing import Basis, begin, refound
from tendering.tenders.services.states import LOT_NEEDS, hold_demands, locked_lots, move, move_joint
from tendering.tenders.transitions import JOINT


@transaction.atomic
def prepare_joint(
    *,
    title: str,
    demands: Iterable[Demand],
    method: str,
    common: Common,
    by: Membership,
    now: datetime,
    change_reason: str = "",
    awards_per_bidder: int | None = None,
) -> JointCall:
    """Let published demands of one kind together, each as a lot; calls in preparation become lots.

    Args:
        common: what the documents of all lots say; what is to be done comes from each demand, or its call.
        awards_per_bidder: how many lots one bidder may win; None sets no limit.
        change_reason: why by another method than a failed call before; published with the lots it concerns.

    Raises:
        NotPermitted: `by` acts neither for a community nor for a street.
        InvalidInput: foreign projects, several kinds, mixed regimes, too few or too many, a method without
            competition or not of the tier of the sum; `Refusals` with everything missing in the documents.
        Refusal: a demand is not published, its call is announced, holds an offer, or is a lot already.
    """
    place = permissions.require_joiner(by)
    members = _members(demands)
    _check(title, awards_per_bidder, len(members))
    found = queries.grounds(list(members), place, day_of(now))
    joint = JointCall.objects.create(
        number=next_number(JOINT_CALL, now.year),
        title=title.strip(),
        place=place,
        approved_by=_approver(found, Method(method), place),
        awards_per_bidder=awards_per_bidder,
        prepared_by_id=by.user_id,
        prepared_at=now,
    )
    lots = _put_together(joint, members, found, Method(method), by=by, now=now, common=common, why=change_reason)
    record(act="tenders.joint.prepare", target=joint, by=by, about=[lot.demand for lot in lots])
    return joint


def _check(title: str, limit: int | None, lots: int) -> None:
    require_title(title, "tenders.joint_untitled")
    _check_limit(limit, lots)


def _check_limit(limit: int | None, lots: int) -> None:
    """A limit that leaves something to win and something to lose."""
    if limit is not None and not 0 < limit < lots:
        raise InvalidInput("tenders.joint_limit", field="awards_per_bidder", most=lots - 1)


def _members(demands: Iterable[Demand], joint: JointCall | None = None) -> dict[Demand, Tender | None]:
    """The demands with their calls in preparation, fresh and locked: first the calls, then the demands.

    Raises:
        Refusal: one of them cannot become a lot (of this joint call).
    """
    keys = [demand.pk for demand in demands]
    hold_demands(keys)
    rows = Tender.objects.select_related(*LOT_NEEDS).filter(demand__in=keys, state__in=sorted(LIVE))
    drafts = {row.demand_id: row for row in rows}
    fresh = Demand.objects.select_related(*queries.NEEDED).filter(pk__in=keys).order_by("pk")
    found = {demand: drafts.get(demand.pk) for demand in fresh}
    if any(demand.state != DemandState.PUBLISHED for demand in found):
        raise Refusal("tenders.demand_not_published")
    for draft in drafts.values():
        _require_free(draft, joint)
    return found


def _require_free(draft: Tender, joint: JointCall | None) -> None:
    if draft.joint_id is not None and (joint is None or draft.joint_id != joint.pk):
        raise Refusal("tenders.joined_already", project=draft.demand.number)
    if hasattr(draft, "offer"):
        raise Refusal("tenders.joint_has_offer", project=draft.demand.number)


def _approver(found: Grounds, method: Method, place: Place) -> str:
    procedure = found.procedure(method)
    if not procedure.competition:
        raise InvalidInput("tenders.joint_competition", field="method")
    return permissions.joint_approver(procedure.documents_approved_by, place)


def _put_together(
    joint: JointCall,
    members: Mapping[Demand, Tender | None],
    found: Grounds,
    method: Method,
    *,
    by: Membership,
    now: datetime,
    common: Common | None = None,
    why: str = "",
) -> list[Tender]:
    """Write every lot on the common basis and number them; whatever was handed in is looked at anew."""
    joint.lots.update(lot=F("lot") + MOST)  # out of the way of the new numbers
    basis, lots = Basis(found.procedure(method), found.rule_set), list[Tender]()
    for demand, draft in members.items():
        lot, content = found.order.index(demand.number) + 1, _content(demand, draft, common)
        if draft is None:
            draft = begin(demand, basis, by=by, content=content, now=now, change_reason=why, joint=joint, lot=lot)
        else:
            refound(draft, basis, by=by, content=content, why=why, now=now)
            draft.joint, draft.lot = joint, lot
            move(draft, "regroup", by=by, now=now)
        lots.append(draft)
    return lots


def _content(demand: Demand, draft: Tender | None, common: Common | None) -> Content:
    if draft is None:
        assert common is not None  # whoever joins takes what is common from the others
        return common.with_project(demand.need, demand.outputs)
    own = Content.from_mapping(draft.content)
    return common.with_project(own.requirements, own.outputs) if common else own


@transaction.atomic
def join(
    *, joint: JointCall, demand: Demand, by: Membership, now: datetime, awards_per_bidder: int | None
) -> JointCall:
    """One project more before the announcement; all lots are derived anew from the greater sum.

    Args:
        awards_per_bidder: how many of the lots one bidder may win from now on; None sets no limit.

    Raises:
        NotPermitted: `by` is not of the office that runs it.
        WrongState: it is announced, or dissolved.
        InvalidInput, Refusal: as `prepare_joint`.
    """
    permissions.require_joint(by, joint)
    joint, lots = locked_lots(joint, demand)
    JOINT.target(joint.state, "regroup")
    if demand.pk in {lot.demand_id for lot in lots}:
        raise Refusal("tenders.joined_already", project=demand.number)
    members = _members([*(lot.demand for lot in lots), demand], joint)
    common = Common.of(Content.from_mapping(lots[0].content)) if lots else None
    _check_limit(awards_per_bidder, len(members))
    _set_limit(joint, awards_per_bidder, members, by=by)
    written = _regroup(joint, members, lots, by=by, now=now, common=common)
    return move_joint(joint, "regroup", written, by=by)


def _set_limit(joint: JointCall, limit: int | None, demands: Collection[Demand], *, by: Membership) -> None:
    """Whoever changes the lots says what the limit is from then on; a change is told in the log."""
    if limit == joint.awards_per_bidder:
        return
    values = {"before": str(joint.awards_per_bidder or ""), "after": str(limit or "")}
    record(act="tenders.joint.limit", target=joint, by=by, parameters=values, about=list(demands))
    joint.awards_per_bidder = limit


def _regroup(
    joint: JointCall,
    members: Mapping[Demand, Tender | None],
    lots: Sequence[Tender],
    *,
    by: Membership,
    now: datetime,
    common: Common | None = None,
) -> list[Tender]:
    """Derive the lots anew; a method that the tier of the new sum does not offer gives way to its default."""
    found = queries.grounds(list(members), joint.place, day_of(now))
    before = Method(lots[0].method)
    method = before if before in found.methods else found.methods[0]
    joint.approved_by = _approver(found, method, joint.place)
    return _put_together(joint, members, found, method, by=by, now=now, common=common)


@transaction.atomic
def take_out(*, tender: Tender, by: Membership, reason: str, now: datetime, awards_per_bidder: int | None) -> JointCall:
    """Let a lot by itself, before the announcement; where one is left, the joint call is dissolved with its limit.

    Lots whose projects were withdrawn, or lost their money, meanwhile leave along with it: they hold up no others.

    The lot is derived anew from its own amount, the others from what is left of the sum.

    Args:
        awards_per_bidder: how many of the lots that stay one bidder may win; None sets no limit.

    Raises:
        NotPermitted: `by` is of neither the office that runs it nor the lot's community.
        Refusal: ``tenders.no_lot``, it stands in no joint call.
        InvalidInput: no reason.
        WrongState: it is announced, or dissolved.
    """
    permissions.require_taker_out(by, tender)
    require_text(reason, "tenders.reason_missing")
    if tender.joint is None:
        raise Refusal("tenders.no_lot")
    joint, lots = locked_lots(tender.joint)
    if joint.state not in BEFORE or tender.pk not in {lot.pk for lot in lots}:
        raise Refusal("tenders.no_lot")
    stay = [lot for lot in lots if lot.pk != tender.pk and lot.demand.state == DemandState.PUBLISHED]
    is_over = len(stay) < LEAST
    for lot in lots if is_over else (lot for lot in lots if lot not in stay):
        _alone(lot, by=by, now=now, reason=reason.strip())
    if is_over:
        _set_limit(joint, None, [lot.demand for lot in lots], by=by)
    else:
        members = _members([lot.demand for lot in stay], joint)
        _check_limit(awards_per_bidder, len(members))
        _set_limit(joint, awards_per_bidder, members, by=by)
        _regroup(joint, members, stay, by=by, now=now)
    return move_joint(joint, "dissolve" if is_over else "regroup", lots, by=by, reason=reason.strip())


def _alone(lot: Tender, *, by: Membership, now: datetime, reason: str) -> None:
    """A lot is let by itself: by the same method where its own tier offers it, else by that tier's default."""
    demand = lot.demand
    rule_set = binding_rules(demand, day_of(now))
    open_now = methods_open(rule_set.rules, Tier(demand.tier), demand.budget, rounds.failed_calls(demand))
    method = Method(lot.method) if lot.method in open_now else open_now[0]
    procedure = procedure_for(rule_set.rules, Tier(demand.tier), method, Kind(demand.kind), demand.budget)
    content = Content.from_mapping(lot.content)
    refound(lot, Basis(procedure, rule_set), by=by, content=content, why="", now=now)
    lot.joint = lot.lot = None
    move(lot, "regroup", by=by, now=now, reason=reason)
