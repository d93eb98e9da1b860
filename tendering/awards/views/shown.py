"""Rankings, reasons, events and facts, made for pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.queries.roster import has_page
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.primitives.ruleset import Regime
from marketplace.ui.components import Event, Fact, StepState
from marketplace.ui.drawing.values import due, yuan
from marketplace.ui.text import Text
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import CONFIRMERS, is_statutory, may_answer
from tendering.awards.queries.candidates import Outcome, outcomes, outcomes_of
from tendering.awards.queries.challenges import is_challenged
from tendering.awards.queries.hints import is_to_be_annulled, waits_for_answer
from tendering.awards.rules.states import IN_PUBLICITY, ObjectionState, State
from tendering.awards.wording.reasons import say_all, tie_rule
from tendering.awards.wording.waits import CHALLENGED, HINTS_WAIT, waits_for
from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.queries.comparison import Comparison, against_before
from tendering.evaluation.queries.result import explain
from tendering.evaluation.wording.excluded import why_not_ranked
from tendering.tenders.models import Tender
from tendering.tenders.permissions import READERS

TAGS: Mapping[str, str] = {
    State.PROPOSED: "review",
    State.PUBLICITY: "public",
    State.OBJECTION_HOLD: "late",
    State.CONFIRMABLE: "review",
    State.AWARDED: "open",
    State.LETTERED: "open",
    State.CONCLUDED: "open",
    State.VOID: "fail",
    State.LAPSED: "fail",
    State.SET_ASIDE: "fail",
}
TO_BE_ANNULLED = _(
    "Discipline inspection found right a hint of collusion about the bid this award rests on. Street or district annuls"
    " it; then the next in rank follows whom no such hint concerns."
)
OBJECTION_TAGS: Mapping[str, str] = {"open": "review", "dismissed": "line", "upheld": "fail", "settled": "line"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ranking; money in yuan, points of 100."""

    rank: int | None
    name: str
    price: Decimal | None
    total: Decimal | None
    price_points: Decimal | None
    plan_points: Decimal | None
    note: object
    is_first: bool
    first_quote: Decimal | None = None
    url: str = ""


def ranking_of(award: Award) -> dict[str, Any]:
    """Context of `awards/_ranking.html` and `awards/_points.html`: the ranking this award rests on."""
    found = outcomes_of(award)
    return _ranking(found, award) | _points(award, [one.row for one in found if one.row is not None])


def ranking_now(tender: Tender) -> dict[str, Any]:
    """The same of the panel that counts, before anything is proposed."""
    panel: Panel | None = getattr(tender, "panel", None)
    return _ranking(outcomes(panel) if panel is not None else [], None)


def comparison(award: Award, membership: Membership | None) -> Comparison | None:
    """Context of `evaluation/_comparison.html`, where a ranking before was set aside; only beside a published award."""
    if award.panel is None or award.publicised_at is None:
        return None
    return against_before(award.panel, membership)


def _points(award: Award, rows: Sequence[RankingRow]) -> dict[str, Any]:
    """What each criterion gave each bidder, as means; once all may read the result.

    Members' own points stay where their numbers hide who they are: on the page of the evaluation.
    """
    if award.panel is None or award.publicised_at is None:
        return {}
    found = explain(award.panel, rows)
    means = [one.means for one in found]
    if not any(mean is not None for given in means for mean in given):
        return {}
    first, names = found[0], [one.name for one in found]
    return {
        "pointed": found,
        "points": [
            (line.criterion.name, line.criterion.max_points, list(zip(names, given, strict=True)))
            for line, given in zip(first.lines, zip(*means, strict=True), strict=True)
        ],
        "price_maximum": first.price_maximum,
    }


def _ranking(found: list[Outcome], award: Award | None) -> dict[str, Any]:
    winner = award.bid_id if award else None
    lines = [_line(one, is_first=one.bid.pk == winner if award else one.standing.rank == 1) for one in found]
    return {
        "ranking": [line for line in lines if line.rank is not None],
        "unranked": [line for line in lines if line.rank is None],
        "with_points": any(line.total is not None for line in lines),
    }


def _line(one: Outcome, *, is_first: bool) -> Line:
    standing = one.standing
    note = why_not_ranked(standing.out) if standing.out is not None else tie_rule(standing.tie_rule)
    return Line(
        standing.rank,
        one.bid.bidder,
        standing.price,
        standing.total,
        standing.price_points,
        standing.plan_points,
        note,
        is_first,
        standing.first_quote,
        # Several who answer together have a page each and none in common.
        reverse("catalog:provider", args=[one.provider.pk]) if has_page(one.provider) and not one.bid.others else "",
    )


def reasons_of(award: Award) -> list[SafeString]:
    """Why this one, in sentences."""
    return say_all(award.reasons)


def awaited(tender: Tender, lots: Sequence[int]) -> dict[str, Any]:
    """Context of `awards/_waits.html`: which lots of its joint call come before this one."""
    return {"awaited": ", ".join(map(str, lots)), "joint": tender.joint}


def comes_later(lots: Sequence[int]) -> str:
    """That other lots come first, told instead of the form of an act that would be refused; else empty."""
    return waits_for(lots) if lots else ""


def to_be_annulled(award: Award, membership: Membership | None) -> dict[str, Any]:
    """Context of `awards/_to_be_annulled.html`: why nothing moves it on, for the offices that would."""
    is_told = holds(membership, *CONFIRMERS, place=award.demand.community) and is_to_be_annulled(award)
    return {"to_be_annulled": TO_BE_ANNULLED if is_told else ""}


def hinted(award: Award, membership: Membership | None) -> dict[str, Any]:
    """Context of `awards/_hinted.html`: why an office that would confirm it cannot yet."""
    is_told = holds(membership, *CONFIRMERS, place=award.demand.community) and waits_for_answer(award)
    return {"hinted": HINTS_WAIT if is_told else ""}


def challenged(award: Award, membership: Membership | None) -> dict[str, Any]:
    """Context of `awards/_challenged.html`: why an office that would move it on cannot."""
    waits = award.state in (State.CONFIRMABLE, State.AWARDED, State.LETTERED)
    is_told = waits and holds(membership, *CONFIRMERS, place=award.demand.community) and is_challenged(award.tender)
    return {"challenged": CHALLENGED if is_told else ""}


def held(award: Award, membership: Membership | None) -> dict[str, Any]:
    """All that keeps an office from moving it on, each with its sentence or empty."""
    return to_be_annulled(award, membership) | hinted(award, membership) | challenged(award, membership)


def facts(award: Award) -> list[Fact]:
    """What a reader wants to know of the project."""
    tender = award.tender
    procedure = tender.procedure
    return [
        Fact(_("Call"), tender.number),
        Fact(_("Method"), tender.get_method_display()),
        Fact(_("Ceiling"), yuan(tender.ceiling)),
        Fact(_("Round"), tender.round),
        Fact(_("Rank"), award.rank),
        Fact(_("Days of publicity of the result"), procedure.result_publicity_working_days),
    ]


def events(award: Award) -> list[Event]:
    """The award's own road, the latest last."""
    road: list[tuple[Text, datetime | None]] = [
        (_("Published"), award.publicised_at),
        (_("Publicity ended"), award.confirmable_at),
        (_("Confirmed"), award.awarded_at),
        (_("Letters sent"), award.lettered_at),
        (award.get_state_display(), award.ended_at),
    ]
    found = [Event(title, at) for title, at in road if at is not None]
    if award.publicity_ends_at is not None and award.state == State.PUBLICITY:
        found.append(Event(_("Publicity ends"), award.publicity_last_day, state=StepState.NOW))
    if award.sign_by_at is not None and award.state == State.LETTERED:
        found.append(Event(_("Sign the contract by"), note=due(award.sign_by_at), state=StepState.NOW))
    return found


def told(objection: Objection, membership: Membership | None) -> dict[str, Any]:
    """Context of `awards/_objection.html`: the objection, and whether this person reads who it is from."""
    is_own = membership is not None and membership.user_id == objection.filed_by_id
    return {
        "row": objection,
        "tag": OBJECTION_TAGS[objection.state],
        "named": is_own or holds(membership, *READERS, place=objection.tender.demand.community),
    }


def objections_of(award: Award, membership: Membership | None) -> dict[str, Any]:
    """Context of `awards/_objections.html`; names for the offices only."""
    found = award.objections.filter(regime=Regime.LOCAL).order_by("filed_at", "pk")
    found = found.select_related("filed_by", "provider__organisation", "complaint", "tender__demand__community")
    rows = list(found.prefetch_related("files__file"))
    mine = membership.user_id if membership else None
    waiting = next((row for row in rows if row.state == ObjectionState.OPEN), None)
    return {
        "objections": [
            told(row, membership) | {"may_complain": row.filed_by_id == mine and not hasattr(row, "complaint")}
            for row in rows
        ],
        # Of the same award, so done by the same people.
        "may_answer": waiting is not None and may_answer(membership, waiting),
        "is_open": award.state in IN_PUBLICITY and not award.publicity_is_over,
        "is_statutory": is_statutory(award.tender),
    }
