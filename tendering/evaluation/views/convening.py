"""Pages of the community: convening, filling seats, replacing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.forms import ConveneForm, FillForm
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.models.panel import Capacity as CapacityWords
from tendering.evaluation.queries import people
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.avoidance import Bidder
from tendering.evaluation.rules.states import Capacity
from tendering.evaluation.services import convening, members, redoing, seating
from tendering.evaluation.views.base import COMMUNITY, EVALUATIONS, ConvenerAct, PanelAct, way_to
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State


def others(rows: list[Membership], by: Membership) -> list[Membership]:
    """Whom this person may name for the community: colleagues."""
    return [row for row in rows if row.user_id not in persons(by)]


class Convene(Acting, ObjectActView[Tender]):
    """Convene the panel of an opened call."""

    model = Tender
    slug_field = "number"
    roles = COMMUNITY
    title = _("Convene the panel")
    intro = _("Residents' representatives and experts are drawn by lot as soon as you convene; nobody picks them.")
    submit_label = _("Convene and draw")
    form_class = ConveneForm
    template_name = "evaluation/convene.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls with what the page shows."""
        before = Panel.objects.set_aside().filter(tender=OuterRef("pk"))
        rows = Tender.objects.select_related("demand__community__parent", "demand__scope_item", "rule_set")
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
        panel = Panel.objects.filter(counts_for=self.object).first()
        if panel is not None:
            return panel.get_state_display()
        return "" if self.object.state == State.OPENED else self.object.get_state_display()

    @cached_property
    def bidders(self) -> list[Bidder]:
        """Whom members must have nothing to do with."""
        return people.bidders(self.object)

    @property
    def judged(self) -> set[int]:
        """Who judged these bids before; nobody is asked for where no panel was set aside."""
        return people.former(self.object) if getattr(self.object, "was_judged", False) else set()

    @cached_property
    def candidates(self) -> dict[Capacity, list[Membership]]:
        """People without known conflicts, for every capacity the panel needs and for the community; never oneself."""
        wanted = [*make_up.needed(self.object.procedure), Capacity.COMMUNITY]
        today = clock.today()
        known: Any = {"against": self.bidders, "judged": self.judged}
        found = {one: people.candidates(self.object, one, today, **known) for one in dict.fromkeys(wanted)}
        return found | {Capacity.COMMUNITY: others(found[Capacity.COMMUNITY], self.by)}

    def get_form_options(self) -> dict[str, Any]:
        """Colleagues without conflicts, and who may watch."""
        return {"staff": self.candidates[Capacity.COMMUNITY], "watchers": people.observers(self.object, clock.today())}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds seats by capacity and how many people may be drawn for each."""
        seats = [
            (CapacityWords(capacity).label, number, len(self.candidates[capacity]))
            for capacity, number in make_up.needed(self.object.procedure).items()
        ]
        return super().get_context(**({"seats": seats, "bidders": self.bidders} | context))

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
        rows = people.candidates(panel.tender, Capacity.COMMUNITY, clock.today(), without=known)
        return {"staff": others(rows, self.by)}

    def act(self, form: Any) -> str:
        """Name and draw."""
        return self.call(convening.fill_seats, community=list(form.cleaned_data.get("community") or []))


class Replace(Acting, ObjectActView[Seat]):
    """A member cannot come."""

    model = Seat
    roles = COMMUNITY
    title = _("Replace a member")
    intro = _("For members who cannot come. The next in the draw takes the seat; a signed sheet always stands.")
    submit_label = _("Replace")
    danger = True
    form_class = ReasonForm

    def get_queryset(self) -> QuerySet[Seat]:
        """Seats with their call."""
        return Seat.objects.select_related("panel__tender__demand__community", "panel__tender__rule_set", "user")

    def get_object(self) -> Seat:
        """The seat, for the community that chairs."""
        seat = super().get_object()
        permissions.require_convener(self.by, seat.panel.tender)
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
