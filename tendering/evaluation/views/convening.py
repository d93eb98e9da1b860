"""Pages of the community: convening, filling seats, replacing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.forms import ConveneForm, ConveneLotsForm, FillForm
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.models.panel import Capacity as CapacityWords
from tendering.evaluation.queries import people
from tendering.evaluation.queries.lots import lots_beside, lots_to_judge
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.avoidance import Bidder
from tendering.evaluation.rules.states import Capacity
from tendering.evaluation.services import convening, lots, members, redoing, seating
from tendering.evaluation.views.base import COMMUNITY, EVALUATIONS, ConvenerAct, PanelAct, way_to
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import JointState
from tendering.tenders.rules.states import State

# What is convened for.
Call = TypeVar("Call", Tender, JointCall)


def others(rows: list[Membership], by: Membership) -> list[Membership]:
    """Whom this person may name for the community: colleagues."""
    return [row for row in rows if row.user_id not in persons(by)]


class ConveneAct(Acting, ObjectActView[Call]):
    """Convene a panel: of one call, or of several lots of a joint call."""

    slug_field = "number"
    roles = COMMUNITY
    title = _("Convene the panel")
    intro = _("Residents' representatives and experts are drawn by lot as soon as you convene; nobody picks them.")
    submit_label = _("Convene and draw")
    template_name = "evaluation/convene.html"

    @property
    def calls(self) -> list[Tender]:
        """What the panel is to judge."""
        raise NotImplementedError

    @cached_property
    def bidders(self) -> list[Bidder]:
        """Whom members must have nothing to do with."""
        return people.bidders(self.calls[0], self.calls[1:]) if self.calls else []

    @property
    def judged(self) -> set[int]:
        """Who judged these bids before."""
        return people.former(self.calls[0], self.calls[1:])

    @cached_property
    def candidates(self) -> dict[Capacity, list[Membership]]:
        """People without known conflicts, for every capacity the panel needs and for the community; never oneself."""
        calls: list[Tender] = self.calls
        if not calls:
            return {Capacity.COMMUNITY: []}
        one: Tender = calls[0]
        wanted = [*make_up.needed(one.procedure), Capacity.COMMUNITY]
        today = clock.today()
        against = [*self.bidders, *people.planners(one, calls[1:])]
        known: Any = {"beside": calls[1:], "against": against, "judged": self.judged}
        found = {kind: people.candidates(one, kind, today, **known) for kind in dict.fromkeys(wanted)}
        return found | {Capacity.COMMUNITY: others(found[Capacity.COMMUNITY], self.by)}

    def get_form_options(self) -> dict[str, Any]:
        """Colleagues without conflicts, and who may watch."""
        watchers = people.observers(self.calls[0], clock.today()) if self.calls else []
        return {"staff": self.candidates[Capacity.COMMUNITY], "watchers": watchers}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds seats by capacity and how many people may be drawn for each."""
        seats = [
            (CapacityWords(capacity).label, number, len(self.candidates[capacity]))
            for call in self.calls[:1]
            for capacity, number in make_up.needed(call.procedure).items()
        ]
        return super().get_context(**({"seats": seats, "bidders": self.bidders} | context))


class Convene(ConveneAct[Tender]):
    """Convene the panel of an opened call."""

    model = Tender
    form_class = ConveneForm

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls with what the page shows."""
        before = Panel.objects.set_aside().filter(tender=OuterRef("pk"))
        rows = Tender.objects.select_related("demand__community__parent", "demand__scope_item", "rule_set", "panel")
        return rows.annotate(was_judged=Exists(before))

    def get_object(self) -> Tender:
        """The call, for its own community."""
        tender = super().get_object()
        permissions.require_convener(self.by, tender)
        return tender

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return [EVALUATIONS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_over(self) -> Text:
        """Where the panel stands that there is, or the call that is not opened."""
        panel: Panel | None = getattr(self.object, "panel", None)
        if panel is not None:
            return panel.get_state_display()
        return "" if self.object.state == State.OPENED else self.object.get_state_display()

    @property
    def calls(self) -> list[Tender]:
        """This one."""
        return [self.object]

    @property
    def judged(self) -> set[int]:
        """Nobody is asked for where no panel was set aside."""
        return super().judged if getattr(self.object, "was_judged", False) else set()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the joint call, where one panel could judge other lots too."""
        joint = self.object.joint
        others = joint if joint is not None and lots_to_judge(joint, self.by) else None
        return super().get_context(**({"joint": others} | context))

    def act(self, form: Any) -> str:
        """Convene."""
        data = form.cleaned_data
        panel = convening.convene(
            tender=self.object,
            by=self.by,
            community=list(data.get("community") or []),
            observers=list(data.get("observers") or []),
        )
        return panel.get_absolute_url()


class ConveneLots(ConveneAct[JointCall]):
    """Convene one panel for all lots of a joint call that wait for one."""

    model = JointCall
    title = _("Convene one panel for all lots")
    intro = _(
        "The same people judge these lots: they are named and drawn once, declare once, and whoever leaves is followed"
        " in every lot that is not ranked yet. Each lot keeps its own score sheets, ranking and report."
    )
    form_class = ConveneLotsForm

    def get_queryset(self) -> QuerySet[JointCall]:
        """Announced ones with a lot in the person's community."""
        inside = Tender.objects.filter(within(self.by, "demand__community"), joint=OuterRef("pk"))
        return JointCall.objects.filter(Exists(inside), state=JointState.ANNOUNCED)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the joint call."""
        return [EVALUATIONS, Crumb(self.object.number, self.object.get_absolute_url())]

    @cached_property
    def calls(self) -> list[Tender]:
        """The lots that wait."""
        return lots_to_judge(self.object, self.by)

    def get_over(self) -> Text:
        """Where no two lots wait for a panel."""
        return "" if self.calls else _("no lots wait for one panel")

    def get_form_options(self) -> dict[str, Any]:
        """Adds the lots to choose from."""
        return super().get_form_options() | {"waiting": self.calls}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Says that it is about several lots."""
        return super().get_context(**({"lots": self.calls} | context))

    def act(self, form: Any) -> str:
        """Convene; back to the joint call, whose lots lead to their panels."""
        data = form.cleaned_data
        lots.convene_lots(
            joint=self.object,
            lots=list(data["lots"]),
            by=self.by,
            community=list(data.get("community") or []),
            observers=list(data.get("observers") or []),
        )
        return self.object.get_absolute_url()


class FillSeats(ConvenerAct):
    """Fill what a recusal left empty."""

    title = _("Fill the empty seats")
    intro = _("Members of the community are named; everybody else is drawn anew among those who have not sat yet.")
    submit_label = _("Fill the seats")
    form_class = FillForm

    def get_form_options(self) -> dict[str, Any]:
        """Colleagues who have not sat on this panel, where a seat of the community is empty."""
        panel = self.object
        known = list(panel.seats.values_list("user", flat=True))
        is_empty = seating.lacking(panel)[Capacity.COMMUNITY] > 0
        if not is_empty:
            return {"staff": []}
        beside = lots_beside(panel)
        rows = people.candidates(panel.tender, Capacity.COMMUNITY, clock.today(), without=known, beside=beside)
        return {"staff": others(rows, self.by)}

    def act(self, form: Any) -> str:
        """Name and draw."""
        return self.call(convening.fill_seats, community=list(form.cleaned_data.get("community") or []))


class Replace(Acting, ObjectActView[Seat]):
    """A member cannot come."""

    model = Seat
    roles = (*COMMUNITY, *permissions.CONFIRMERS)
    title = _("Replace a member")
    intro = _("For members who cannot come. The next in the draw takes the seat; a signed sheet always stands.")
    consequences = [
        _(
            "Who was drawn is replaced only where the invitation was not answered in time, an absence is on record, or"
            " the member came to be related to a bidder or lost the role; that ground stands in the draw's record."
        )
    ]
    submit_label = _("Replace")
    danger = True
    form_class = ReasonForm

    def get_queryset(self) -> QuerySet[Seat]:
        """Seats with their call."""
        return Seat.objects.select_related("panel__tender__demand__community", "panel__tender__rule_set", "user")

    def get_object(self) -> Seat:
        """The seat, for the community that named its holder, or for who confirms it of somebody drawn."""
        seat = super().get_object()
        permissions.require_replacer(self.by, seat)
        return seat

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object.panel)

    def act(self, form: Any) -> str:
        """Replace."""
        members.replace(seat=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return self.object.panel.get_absolute_url()


class SetAside(PanelAct):
    """A member must not or cannot sign the report any more: the office over the community decides."""

    roles = permissions.DECIDERS
    title = _("Set the panel aside")
    intro = _(
        "Where a member who has still to sign has come to be related to a bidder, or no longer holds the role. Their"
        " points stand in the ranking, so the ranking counts no longer and another panel evaluates the bids anew."
    )
    consequences = [
        _("The ranking and the report stay as they are and count no longer."),
        _("Nobody of this panel judges these bids again."),
        _("The ranking and your reason become public with the later result."),
    ]
    submit_label = _("Set the panel aside")
    danger = True
    form_class = ReasonForm

    def check(self, panel: Panel) -> None:
        """Officers who had no part in the panel."""
        permissions.require_decider(self.by, panel)

    def act(self, form: Any) -> str:
        """Set aside; the community convenes the next panel."""
        panel = redoing.set_aside_ranked(panel=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return panel.get_absolute_url()
