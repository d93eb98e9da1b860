"""What waits for another lot of its joint call, for the notice limits how many one bidder wins, or for an answer.

Nobody owes what waits: it stands on no workbench and is never late, and its days begin when the wait ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from tendering.awards.contractors import contractors_of
from tendering.awards.models import Award
from tendering.awards.queries.candidates import first_free, is_open, left_of
from tendering.awards.queries.challenges import answered_at
from tendering.awards.queries.hints import answered_at as hints_answered_at
from tendering.awards.queries.limits import limits_on
from tendering.awards.rules.reasons import ranks_passed_over
from tendering.awards.rules.states import LIVE, State
from tendering.awards.wording.waits import waits_for
from tendering.bids.queries.members import members_of
from tendering.evaluation.models import RankingRow
from tendering.tenders.links import Links
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


@dataclass(frozen=True, slots=True)
class Wait:
    """The lots an award waits for, by number; or when its wait ended, where it waits for none and did."""

    lots: Sequence[int] = ()
    over_at: datetime | None = None


def waits_of(awards: Iterable[Award]) -> dict[int, Wait]:
    """How confirmable awards wait, by award, where a limit binds them; as many queries for one as for all."""
    rows = [award for award in awards if award.state == State.CONFIRMABLE]
    limits = limits_on(award.tender for award in rows)
    bound = [award for award in rows if award.tender_id in limits]
    if not bound:
        return {}
    winners, passed = contractors_of(bound), _passed_over(bound)
    found = dict[int, Wait]()
    for award in bound:
        limit, own = limits[award.tender_id], [provider.pk for provider in winners[award.pk]]
        lots = limit.waits_for(own, passed[award.pk])
        found[award.pk] = Wait(lots, None if lots else limit.waited_until(own, passed[award.pk]))
    return found


def ready_since(awards: Iterable[Award]) -> dict[int, datetime]:
    """Since when each of these awards may be confirmed, or its letters be sent, the days of a wait apart.

    None that still waits, for another lot, for an answer to a challenge or, before it is confirmed, to a hint.
    """
    rows = [award for award in awards if award.state in (State.CONFIRMABLE, State.AWARDED)]
    answers = answered_at({award.tender_id for award in rows}) if rows else {}
    told = hints_answered_at(row.tender_id for row in rows if row.state == State.CONFIRMABLE) if rows else {}
    waits, found = waits_of(rows), dict[int, datetime]()
    for award in rows:
        if award.state == State.CONFIRMABLE and award.tender_id not in told:
            continue
        wait, since = waits.get(award.pk, Wait()), _moved_at(award)
        if since is not None and not wait.lots and award.tender_id in answers:
            ends = (since, wait.over_at, answers[award.tender_id], told.get(award.tender_id))
            found[award.pk] = max(filter(None, ends))
    return found


def _moved_at(award: Award) -> datetime | None:
    return award.confirmable_at if award.state == State.CONFIRMABLE else award.awarded_at


def _passed_over(awards: Sequence[Award]) -> dict[int, list[list[int]]]:
    """Whoever stands behind each bid that an award says it passed over, on the roster today or not."""
    named = {award.pk: ranks_passed_over(award.reasons) for award in awards}
    panels = {award.panel_id for award in awards if named[award.pk]}
    rows = list(RankingRow.objects.filter(panel__in=panels).select_related("bid__provider").order_by("rank"))
    people = members_of([row.bid for row in rows])
    found = defaultdict[int, list[list[int]]](list)
    for award in awards:
        before = (row for row in rows if row.panel_id == award.panel_id and str(row.rank) in named[award.pk])
        found[award.pk] = [[provider.pk for provider in people[row.bid_id]] for row in before]
    return found


def lots_before(tender: Tender, on: date) -> list[int]:
    """Earlier lots that come first before anybody is proposed; nothing where somebody can be, or nobody is left."""
    return lots_before_each([tender], on).get(tender.pk, [])


def lots_before_each(tenders: Iterable[Tender], on: date) -> dict[int, list[int]]:
    """The same for several calls, by call where any come first; as many queries for one as for all."""
    rows = list(tenders)
    limits = limits_on(rows)
    found = {key: first for key, limit in limits.items() if (first := limit.first_to_propose())}
    asked = [row for row in rows if row.pk in limits and row.pk not in found and limits[row.pk].unsettled]
    left = left_of(asked, on) if asked else {}
    for key, candidates in left.items():
        if first_free(limits[key], candidates) is None and is_open(limits[key], candidates):
            found[key] = limits[key].unsettled
    return found


def awaited(award: Award, on: date) -> Sequence[int]:
    """The lots that come before the next step of an award: its confirmation or, after its fall, the next in rank."""
    if award.state == State.CONFIRMABLE:
        return waits_of([award]).get(award.pk, Wait()).lots
    return lots_before(award.tender, on) if award.has_fallen else ()


def held_up(on: date, calls: Iterable[Tender]) -> list[int]:
    """Keys of those among these calls for which nobody can be proposed before another lot."""
    return sorted(lots_before_each(calls, on))


def links(membership: Membership | None, tender: Tender) -> Links:
    """From the page of a lot that waits, for whoever would propose, to the joint call; registered with `links`."""
    if tender.joint is None or tender.state != TenderState.OPENED or not hasattr(tender, "panel"):
        return [], []
    if not holds(membership, Role.COMMUNITY, place=tender.demand.community):
        return [], []
    if Award.objects.filter(tender=tender, state__in=sorted(LIVE)).exists():
        return [], []
    lots = lots_before(tender, clock.today())
    return [], [(waits_for(lots), tender.joint.get_absolute_url())] if lots else []
