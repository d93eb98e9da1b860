"""Setting a panel aside: another one evaluates the bids anew, or the same one checks its result (Decree 87, 64, 67).

A remedy orders it once the report is signed; before that the office over the community does, where a member must not
or cannot sign any more. An error in adding up, in the range of points, in objective items, or points that are
strikingly high or low, is corrected by the panel that made it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, LowQuoteQuery, Panel
from tendering.evaluation.queries import people
from tendering.evaluation.rules.states import DECIDED, LIVING, Capacity, Error, Remedy, State
from tendering.evaluation.services import drawing, seating
from tendering.evaluation.services.states import locked, tell_members, tell_offices
from tendering.evaluation.transitions import MACHINE
from tendering.tenders.models import Tender


class RecheckedAlready(Refusal):
    """The same panel checks its result once; after that another one has to judge."""

    def __init__(self) -> None:
        super().__init__("evaluation.rechecked_already")


class PanelGone(Refusal):
    """Somebody of the panel no longer holds the role the seat was held in: the same panel cannot meet."""

    def __init__(self, number: str) -> None:
        super().__init__("evaluation.panel_gone", number=number)


def set_aside(*, tender: Tender, by: Membership, remedy: Remedy, reason: str, now: datetime) -> Panel:
    """Let the panel that counts count no longer; what it wrote stays as it is, and the call waits for another one.

    Called by `awards` behind the call's lock; whoever may order it is judged there. The grants of its seats end.

    Args:
        reason: public; it names nobody.

    Raises:
        Refusal: `evaluation.nothing_to_redo`, where no report is signed.
    """
    return _set_aside(_signed(tender), by=by, remedy=remedy, reason=reason, now=now)


def stop(*, tender: Tender, by: Membership, remedy: Remedy, reason: str, now: datetime) -> Panel | None:
    """Set the panel that counts aside wherever it stands: the bids it judges are checked anew. None where none is.

    Called as `set_aside` is. Where it has ranked nothing yet, its members may sit on the next one.

    Args:
        reason: public; it names nobody.
    """
    panel = Panel.objects.filter(counts_for=tender).first()
    if panel is None:
        return None
    panel.tender = tender
    return _set_aside(panel, by=by, remedy=remedy, reason=reason, now=now)


def call_back(*, tender: Tender, by: Membership, error: Error, reason: str, now: datetime) -> Panel:
    """Let the same people check their result: a panel of its own number, with their sheets as drafts to correct.

    Nobody is drawn; each declares anew, for bidders and relations may have changed. What bidders explained about low
    quotes, presented and offered in rounds stands. Called by `awards` behind the call's lock.

    Args:
        reason: public; it names nobody.

    Raises:
        Refusal: `evaluation.nothing_to_redo`, where no report is signed.
        RecheckedAlready, PanelGone.
    """
    before = _signed(tender)
    if before.rechecks_id is not None:
        raise RecheckedAlready
    members = _the_same(before)
    _supersede(before, remedy=Remedy.RECHECK, reason=reason, now=now)
    panel = Panel.objects.create(
        tender=tender,
        counts_for=tender,
        number=tender.panels.count() + 1,
        rechecks=before,
        error=error,
        state=MACHINE.target(None, "convene"),
        convened_by_id=by.user_id,
        convened_at=now,
    )
    values = {"number": str(before.number), "error": error.value}
    about = [tender, tender.demand]
    record(act="evaluation.panel.called_back", target=panel, by=by, reason=reason, parameters=values, about=about)
    drawing.commit(panel, Draw.Purpose.TIE.value, by=by, now=now)
    for member, capacity in members:
        seating.seat([panel], member, capacity, by=by, now=now)
    _keep_low_quotes(before, panel)
    return panel


def _signed(tender: Tender) -> Panel:
    panel = Panel.objects.filter(counts_for=tender, state=State.SIGNED).first()
    if panel is None:
        raise Refusal("evaluation.nothing_to_redo")
    panel.tender = tender
    return panel


def _the_same(before: Panel) -> list[tuple[Membership, Capacity]]:
    """Everybody who signed the report, each still in the role of the seat; an observer who left is not called back."""
    found = []
    for seat in before.seats.filter(state__in=sorted(LIVING)).order_by("number"):
        row = holders(seat.role, covering=before.tender.demand.community).filter(user=seat.user_id).first()
        if row is not None:
            found.append((row, Capacity(seat.capacity)))
        elif seat.votes:
            raise PanelGone(seat.label)
    return found


def _keep_low_quotes(before: Panel, panel: Panel) -> None:
    """What was asked, explained and decided is not asked again."""
    rows = list(before.low_quotes.filter(state__in=sorted(DECIDED)).order_by("pk"))
    for row in rows:
        row.pk, row.panel = None, panel
    LowQuoteQuery.objects.bulk_create(rows)


@transaction.atomic
def set_aside_ranked(*, panel: Panel, by: Membership, reason: str) -> Panel:
    """Give up a ranking that waits for somebody whose role has ended, or who is related to a bidder (政府采购法 12).

    The points of that member stand in it, so nobody takes the seat over: another panel evaluates the bids. The panel,
    its observers and the community are told and, under the statute, the finance department, with the reason.

    Args:
        reason: public with the later result; it names nobody.

    Raises:
        NotPermitted: `by` is not of the office over the community, had a part in the panel, or has a conflict.
        InvalidInput: no reason.
        Refusal: `evaluation.not_ranked`, or `evaluation.nobody_barred`, where everybody may sign.
    """
    permissions.require_decider(by, panel)
    require_text(reason, "evaluation.reason_missing")
    panel = locked(panel)
    now = clock.read()
    for found in people.found_against(by, panel.tender, day_of(now)):
        raise NotPermitted(f"evaluation.conflict.{found.obstacle.value}", name=by.user.name, bidder=found.bidder)
    if panel.state != State.RANKED:
        raise Refusal("evaluation.not_ranked")
    if not people.barred(panel, day_of(now)):
        raise Refusal("evaluation.nobody_barred")
    panel = _set_aside(panel, by=by, remedy=Remedy.AVOIDANCE, reason=reason.strip(), now=now)
    tell_offices(panel, "evaluation.ranking_set_aside", reason=panel.superseded_reason)
    return panel


def _set_aside(panel: Panel, *, by: Membership, remedy: Remedy, reason: str, now: datetime) -> Panel:
    _supersede(panel, remedy=remedy, reason=reason, now=now)
    tender, values = panel.tender, {"number": str(panel.number), "remedy": remedy.value}
    about = [tender, tender.demand]
    record(act="evaluation.panel.set_aside", target=panel, by=by, reason=reason, parameters=values, about=about)
    # Without a seat the panel may be closed to them; the call is not.
    tell_members([panel], "evaluation.set_aside", url=tender.get_absolute_url())
    return panel


def _supersede(panel: Panel, *, remedy: Remedy, reason: str, now: datetime) -> None:
    panel.counts_for = None
    panel.superseded_at, panel.superseded_by, panel.superseded_reason = now, remedy, reason
    panel.save()
    for seat in panel.seats.filter(state__in=sorted(LIVING)).select_related("user"):
        permissions.revoke(panel, seat.user)
