"""The qualification check: does the bidder meet what the call asks for? (资格审查)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import are_apart
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import role_of
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, require_text
from marketplace.primitives.ruleset import Office
from tendering.bids import permissions
from tendering.bids.models import Bid, OpenedBid, Qualification, QualificationView
from tendering.bids.models.opening import OfficeChoice
from tendering.bids.namesakes import is_barred
from tendering.bids.queries.related import related
from tendering.bids.queries.views import as_views, said
from tendering.bids.rules import qualifying as rules
from tendering.bids.rules.states import Ground
from tendering.bids.services.failing import fail_if_none_left
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked
from tendering.tenders.wording.reasons import written

LONGEST_REASON = 2000


class NotToQualify(Refusal):
    """Not opened, invalid already at the opening, or this office's view is not due."""

    def __init__(self) -> None:
        super().__init__("bids.not_to_qualify")


class SameControl(Refusal):
    """One responsible person or controller stands behind this bid and a rival's (Implementing Regulations, 18)."""

    def __init__(self) -> None:
        super().__init__("bids.same_control", field="passed")


@transaction.atomic
def qualify(
    *, bid: Bid, by: Membership, passed: bool, grounds: Sequence[Ground] = (), reason: str = ""
) -> QualificationView:
    """One office's view of an opened bid; the last one due decides, and with the last bid evaluation begins.

    Every office of the procedure's `qualified_by` speaks, each by another person; `rules.qualifying` says what follows.

    Args:
        grounds: why not; at least one, with a reason in words, where it does not pass.
        reason: also due where the bid passes although another office doubts it.

    Raises:
        NotPermitted: `by` is of no office that qualifies, or spoke for another one.
        InvalidInput: `bids.reason_missing`, `bids.text_too_long`, `bids.grounds_missing`, `bids.doubt_unanswered`.
        NotToQualify.
        SameControl: it passes although a rival has the same responsible person or controller; none of them does,
            unless the district has answered that they are two (`namesakes`).
    """
    office = permissions.require_qualifier(by, bid.tender)
    _check(passed, grounds, reason)
    tender = locked(bid.tender)
    now = clock.read()
    opened = (
        OpenedBid.objects.select_related("bid__provider__organisation")
        .filter(bid=bid, bid__round__isnull=True, valid=True)
        .first()
    )
    if tender.state != TenderState.OPENED or opened is None:
        raise NotToQualify
    earlier = list(said(bid))
    _require_due(office, by, earlier)
    if passed and is_barred(bid):
        raise SameControl
    if passed and rules.answers_a_doubt(office, as_views(earlier)) and not reason.strip():
        raise InvalidInput("bids.doubt_unanswered", field="reason")
    codes = [] if passed else [ground.value for ground in grounds]
    view = _keep(opened.bid, office, by, now, earlier, passed=passed, grounds=codes, reason=reason.strip())
    _settle(view, [*earlier, view], tender)
    fail_if_none_left(tender)
    return view


def _check(passed: bool, grounds: Sequence[Ground], reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("bids.text_too_long", field="reason")
    if passed:
        return
    if not grounds:
        raise InvalidInput("bids.grounds_missing", field="grounds")
    require_text(reason, "bids.reason_missing")


def _require_due(office: Office, by: Membership, earlier: Sequence[QualificationView]) -> None:
    for view in earlier:
        if view.office != office and not are_apart(view.membership, by):
            raise NotPermitted("bids.qualified_by_you")
    if not rules.is_due(office, as_views(earlier)):
        raise NotToQualify


def _keep(
    bid: Bid, office: Office, by: Membership, now: datetime, earlier: Sequence[QualificationView], **said_now: Any
) -> QualificationView:
    number = 1 + sum(view.office == office for view in earlier)
    view = QualificationView.objects.create(
        bid=bid, office=office, number=number, given_by_id=by.user_id, membership=by, given_at=now, **said_now
    )
    if len(bid.tender.procedure.qualified_by) > 1:  # one office's view is the outcome, and told as that
        _tell_the_opening(view, by)
    return view


def _tell_the_opening(view: QualificationView, by: Membership) -> None:
    """The view stands in the opening's story, which offices read; the bidder reads the outcome in its bid's."""
    bid = view.bid
    record(
        act="bids.view.passed" if view.passed else "bids.view.doubted",
        target=bid.tender.opening,
        by=by,
        reason=view.reason,
        parameters={
            "office": view.office,
            "bidder": bid.bidder,
            "grounds": view.grounds,
        },
    )


def _settle(view: QualificationView, views: Sequence[QualificationView], tender: Tender) -> None:
    """The outcome, once no office's word is due; until then whoever passed the bid before a doubt is asked again."""
    offices = tender.procedure.qualified_by
    passed = rules.outcome(offices, as_views(views))
    if passed is None:
        if not view.passed:
            _ask_again(view, views, tender)
        return
    decision = Qualification.objects.create(
        bid=view.bid,
        counts_for=view.bid,
        passed=passed,
        grounds=[] if passed else sorted({code for one in views if not one.passed for code in one.grounds}),
        reason="" if passed else _reasons(views, len(offices)),
        decided_by_id=view.given_by_id,
        decided_at=view.given_at,
    )
    _record(decision, view, alone=len(offices) == 1)
    if not passed:
        _tell("bids.disqualified", view.bid, tender)
    elif view.bid.qualifications.filter(passed=False).exists():
        _tell("bids.qualified_after_all", view.bid, tender)


def _record(decision: Qualification, view: QualificationView, *, alone: bool) -> None:
    if alone:
        act = "bids.bid.qualified" if decision.passed else "bids.bid.disqualified"
    else:
        act = "bids.bid.check_passed" if decision.passed else "bids.bid.check_failed"
    found = [one.rival for one in related(view.bid)]
    record(
        act=act,
        target=view.bid,
        by=view.membership,
        reason=decision.reason,
        parameters={"grounds": decision.grounds, "related": found},
    )


def _reasons(views: Sequence[QualificationView], offices: int) -> str:
    """What the bidder reads: every office's reason, headed by the office where there are several."""
    doubts = [view for view in views if not view.passed]
    if offices == 1:
        return doubts[-1].reason
    return "\n".join(f"{written(OfficeChoice(view.office).label)}: {view.reason}" for view in doubts)


def _ask_again(view: QualificationView, views: Sequence[QualificationView], tender: Tender) -> None:
    """Tell the offices that passed the bid before this doubt."""
    earlier = {Office(one.office) for one in views if one.passed}
    for office in tender.procedure.qualified_by:
        if office in earlier and rules.is_due(office, as_views(views)):
            officers = holders(role_of(office), covering=tender.demand.community)
            notify(
                kind="bids.doubted",
                recipients=officers.values_list("user_id", flat=True),
                url=reverse("bids:opening", args=[tender.number]),
                parameters={"title": tender.demand.title, "bidder": view.bid.bidder},
            )


def _tell(kind: str, bid: Bid, tender: Tender) -> None:
    notify(
        kind=kind,
        recipients=bidder_people(bid),
        url=reverse("bids:workspace", args=[tender.number]),
        parameters={"title": tender.demand.title},
    )
