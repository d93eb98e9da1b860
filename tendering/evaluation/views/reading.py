"""The list of evaluations and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.components import Fact
from marketplace.ui.views import Column, DetailPage, Kind, ListPage
from tendering.bids.permissions import reads_opened
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries import bids, result
from tendering.evaluation.queries.actions import links
from tendering.evaluation.queries.comparison import against_before
from tendering.evaluation.queries.computation import sheets_waiting
from tendering.evaluation.queries.excluded import excluded
from tendering.evaluation.queries.grounds import grounds
from tendering.evaluation.queries.low_quotes import low_quotes, with_low_quotes
from tendering.evaluation.queries.marks import to_mark
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.states import BEFORE_RANKING, DRAWN, State
from tendering.evaluation.views.base import EVALUATIONS, panels
from tendering.tenders.rules.states import State as TenderState

TAGS = {
    State.CONVENED: "review",
    State.SCORING: "review",
    State.RANKED: "review",
    State.SIGNED: "open",
    State.ALL_INVALID: "fail",
}


def standing(panel: Panel) -> tuple[str | Promise, str]:
    """Where it stands in words, and the colour of its tag."""
    return (
        (panel.get_state_display(), TAGS[State(panel.state)])
        if panel.counts
        else (_("Set aside, counts no longer"), "fail")
    )


class EvaluationList(Acting, ListPage):
    """Evaluations this person sits on, watches, or may read because their result is public."""

    title = _("Evaluations")
    lead = _("Panels at work and results that are public.")
    caption = _("Evaluations")
    export_name = "evaluations"
    default_sort = "-convened"
    empty_title = _("No evaluation yet")
    empty_text = _("A result appears here once the proposed award is published.")
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            value=lambda row: row.tender.demand.title,
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: row.tender.number,
            sort=("tender__demand__title",),
        ),
        Column(
            name="community",
            label=_("Community"),
            kind=Kind.SAID,
            value=lambda row: row.tender.demand.community.name_zh,
            sort=("tender__demand__community__name_zh",),
        ),
        Column(name="method", label=_("Method"), value=lambda row: row.tender.get_method_display()),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: standing(row)[0],
            tag=lambda row: standing(row)[1],
            sort=("state",),
        ),
        Column(
            name="convened",
            label=_("Convened"),
            kind=Kind.DAY,
            value=lambda row: day_of(row.convened_at),
            sort=("convened_at",),
            aside=True,
        ),
    ]

    def get_queryset(self) -> QuerySet[Panel]:
        """What this person may open."""
        return permissions.readable(self.membership).select_related("tender__demand__community")


class EvaluationPage(Acting, DetailPage[Panel]):
    """One evaluation: the panel, how it was found, what is left to do, and the ranking once it may be seen."""

    model = Panel
    slug_field = "tender__number"
    template_name = "evaluation/panel.html"
    crumbs = [EVALUATIONS]

    def get_queryset(self) -> QuerySet[Panel]:
        """Any evaluation, with whether this person may read it; who may not is told so."""
        may_read = permissions.readable(self.membership).filter(pk=OuterRef("pk"))
        rows = permissions.with_publication(panels(self.kwargs.get("number"))).annotate(may_be_read=Exists(may_read))
        return with_low_quotes(rows.select_related("rechecks__tender"))

    def get_object(self) -> Panel:
        """The evaluation.

        Raises:
            NotPermitted: `evaluation.sealed`, for whoever neither sits nor watches before the result is public.
        """
        panel = super().get_object()
        if not getattr(panel, "may_be_read", False):
            raise NotPermitted("evaluation.sealed")
        return panel

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.tender.demand.title

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds people, progress, low quotes, ranking and report, each where it may be seen."""
        panel, membership = self.object, self.membership
        # The seats of a panel that was set aside have ended.
        seat, seats = permissions.seat_of(membership, panel) if panel.counts else None, result.seats_of(panel)
        main_actions, quiet_actions = links(membership, panel, seat, clock.now()) if panel.counts else ([], [])
        shows, names = permissions.sees_points(membership, panel, seat), permissions.sees_names(membership, panel)
        reads_bids = seat is not None or reads_opened(membership, panel.tender)
        extra = {
            "standing": standing(panel),
            "facts": _facts(panel),
            "seats": seats,
            "own": seat,
            "names": names,
            "to_mark": to_mark(membership, panel),
            "masked": not names and permissions.is_published(panel),
            "replaceable": _replaceable(membership, panel, seats),
            "draws": panel.draws.order_by("pk"),
            "low_quotes": low_quotes(panel) if reads_bids or shows else [],
            "may_ask": seat is not None and seat.votes and panel.state == State.SCORING,
            "ranking": result.explained(panel) if shows else [],
            "comparison": against_before(panel, membership) if shows else None,
            "shows": shows,
            "sheets": result.sheets(seats) if shows else [],
            "reasons": result.deviation_reasons(panel) if shows else [],
            "excluded": excluded(panel) if shows else [],
            "signatures": result.signatures(seats) if shows else [],
            "main_actions": main_actions,
            "quiet_actions": quiet_actions,
            "bids": bids.qualified(panel.tender) if seat is not None else [],
            "others": _others(membership, panel),
            "beside": _beside(membership, panel),
        }
        return super().get_context(**(extra | context))


def _others(membership: Membership | None, panel: Panel) -> list[Panel]:
    """The other panels of the same call, as far as this person may read them."""
    rows = permissions.readable(membership).filter(tender=panel.tender_id).exclude(pk=panel.pk)
    return list(rows.select_related("tender").order_by("number"))


def _beside(membership: Membership | None, panel: Panel) -> list[Panel]:
    """The panels of the other lots that the same people judge, as far as this person may read them."""
    if panel.together_id is None:
        return []
    rows = permissions.readable(membership).filter(together=panel.together_id, counts_for__isnull=False)
    return list(rows.exclude(pk=panel.pk).select_related("tender__demand").order_by("tender__lot"))


def _replaceable(membership: Membership | None, panel: Panel, seats: Sequence[Seat]) -> set[int]:
    """Living seats this person may replace the holders of: those it named, or drawn ones with a ground on record."""
    if panel.state not in BEFORE_RANKING or panel.tender.state != TenderState.OPENED:
        return set()
    if permissions.chairs(membership, panel.tender):
        return {seat.pk for seat in seats if seat.is_living and seat.capacity not in DRAWN}
    return set(grounds(panel, seats, clock.now())) if permissions.confirms(membership, panel) else set()


def _facts(panel: Panel) -> list[Fact]:
    procedure = panel.tender.procedure
    is_one_of_many = panel.number > 1 or not panel.counts
    facts = [
        *([Fact(_("Panel"), panel.number)] if is_one_of_many else []),
        Fact(_("Method"), panel.tender.get_method_display()),
        Fact(_("Seats with a vote"), procedure.panel_size),
        Fact(_("Points for the price"), procedure.price_points),
    ]
    if has_sheets(procedure.evaluation) and panel.state in BEFORE_RANKING:
        facts.append(Fact(_("Sheets not signed yet"), sheets_waiting(panel)))
    return facts
