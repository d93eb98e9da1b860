"""Setting up a measurement: who answers, how codes reach them, what to do with a small sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import ObjectActView
from tendering.contracts import permissions
from tendering.contracts.forms.satisfaction import AddForm, DrawForm, ResendForm, SeatForm
from tendering.contracts.models import Contract, PanelMember
from tendering.contracts.permissions import is_committee
from tendering.contracts.queries.panel_people import candidates
from tendering.contracts.queries.satisfaction_acts import require_allowed
from tendering.contracts.rules.codes import grouped
from tendering.contracts.rules.offices import COMMUNITY
from tendering.contracts.services.satisfaction import codes, measuring
from tendering.contracts.services.satisfaction import panels as services
from tendering.contracts.views.satisfaction.base import PanelAct, panels, way_to

COMMITTEE = (Role.SUPERVISION_COMMITTEE,)


class CreatePanel(Acting, ObjectActView[Contract]):
    """Begin a measurement."""

    model = Contract
    slug_field = "number"
    roles = COMMUNITY
    title = _("Name the residents' panel")
    intro = _("Residents' representatives and concerned residents judge the project, as the third party.")
    submit_label = _("Begin")

    def get_queryset(self) -> QuerySet[Contract]:
        """Contracts this person may read."""
        rows = permissions.readable(self.membership)
        return rows.select_related("demand__community", "provider__organisation", "group__organisation")

    def get_object(self) -> Contract:
        """The contract, for its own community."""
        contract = super().get_object()
        permissions.require_community(self.by, contract)
        return contract

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the contract."""
        return way_to(self.object)

    def act(self, form: Any) -> str:
        """Begin."""
        del form
        return services.create_panel(contract=self.object, by=self.by, now=clock.now()).get_absolute_url()


class Seat(PanelAct):
    """Name residents with an account."""

    roles = COMMUNITY
    title = _("Name residents")
    intro = _("Officers and people of the contractor are not on this list: who judges is apart from both sides.")
    submit_label = _("Put on the panel")
    form_class = SeatForm

    def get_form_options(self) -> dict[str, Any]:
        """Confirmed residents that are not on it yet."""
        named = set(self.object.members.values_list("user_id", flat=True))
        free = [row.pk for row in candidates(self.object.contract) if row.user_id not in named]
        return {"choices": Membership.objects.filter(pk__in=free).select_related("user").order_by("user__name", "pk")}

    def act(self, form: Any) -> str:
        """Name them."""
        residents = list(form.cleaned_data["residents"])
        return self.call(services.seat_residents, residents=residents, now=clock.now())


class Add(PanelAct):
    """Enter a resident without an account."""

    roles = COMMUNITY
    title = _("Enter a resident without an account")
    submit_label = _("Put on the panel")
    form_class = AddForm

    def act(self, form: Any) -> str:
        """Enter."""
        data = form.cleaned_data
        values = {"name": data["name"], "phone": data["phone"], "is_representative": data["is_representative"]}
        return self.call(services.add_resident, now=clock.now(), **values)


class Draw(PanelAct):
    """Draw by lot."""

    roles = COMMUNITY
    title = _("Draw residents by lot")
    intro = _("Among all confirmed residents. The seed was committed in the log before; anybody can repeat the draw.")
    consequences = [_("It can be drawn once only."), _("Who was drawn stays on the panel.")]
    submit_label = _("Draw")
    form_class = DrawForm

    def act(self, form: Any) -> str:
        """Draw."""
        return self.call(services.draw_members, count=form.cleaned_data["count"], now=clock.now())


class OpenPanel(PanelAct):
    """Send the codes."""

    roles = COMMUNITY
    title = _("Send the codes out")
    consequences = [
        _("Every member gets a code of their own; you never see it."),
        _("The period begins, and the panel cannot be changed any more."),
    ]
    submit_label = _("Send")
    success_message = _("The codes are on their way.")

    def act(self, form: Any) -> str:
        """Open."""
        del form
        return self.call(measuring.open_panel, now=clock.now())


class Discard(PanelAct):
    """Give a panel up before anything went out."""

    roles = (*COMMUNITY, *COMMITTEE)
    title = _("Give this panel up")
    intro = _("After a draw the supervision committee does it; whoever was drawn sits on the next panel too.")
    submit_label = _("Give it up")
    danger = True
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Void it."""
        return self.call(measuring.discard_panel, reason=form.cleaned_data["reason"])


class Certify(PanelAct):
    """Let a small sample stand."""

    roles = COMMITTEE
    title = _("Certify the sample")
    intro = _(
        "Fewer residents answered than a verdict needs, and the period was extended once. What they answered is not "
        "shown before you decide."
    )
    submit_label = _("Certify")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Certify."""
        return self.call(measuring.certify, reason=form.cleaned_data["reason"])


class Reject(PanelAct):
    """Do not let it stand."""

    roles = COMMITTEE
    title = _("Reject the sample")
    consequences = [_("The measurement is void; the community names a new panel.")]
    submit_label = _("Reject it")
    danger = True
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Void it."""
        return self.call(measuring.reject_sample, reason=form.cleaned_data["reason"])


class Slips(PanelAct):
    """Print codes: they are shown on this one answer, for the printer, and kept nowhere."""

    roles = COMMITTEE
    title = _("Print codes")
    intro = _("For members without phone and e-mail. Hand each slip to the person named on it.")
    consequences = [_("Slips printed before stay good: issue a lost one again first.")]
    submit_label = _("Make and show the codes")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The slips themselves; nothing is redirected, so that no address or session holds them."""
        del request, args, kwargs
        slips = codes.print_slips(panel=self.object, by=self.by, now=clock.now())
        self.template_name = "contracts/slips.html"
        address = codes.answer_address(self.object)
        response = self.render(slips=[(slip.member, grouped(slip.digits)) for slip in slips], address=address)
        response.headers["Cache-Control"] = "no-store"
        return response


class _MemberAct(Acting, ObjectActView[PanelMember]):
    """An act on one member."""

    model = PanelMember

    def get_queryset(self) -> QuerySet[PanelMember]:
        """Members of panels this person may read."""
        rows = PanelMember.objects.filter(panel__in=panels(self.membership).values("pk"))
        return rows.select_related("panel__contract__demand__community", "panel__rule_set", "user")

    def get_object(self) -> PanelMember:
        """The member, where the act is this person's to do."""
        member = super().get_object()
        if (match := self.request.resolver_match) is not None:
            require_allowed(match.url_name or "", self.by, member.panel, clock.now())
        return member

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        panel = self.object.panel
        return way_to(panel.contract, Crumb(panel.number, panel.get_absolute_url()))


class Unseat(_MemberAct):
    """Take a name off."""

    roles = COMMUNITY
    title = _("Take this name off the panel")
    submit_label = _("Take it off")

    def act(self, form: Any) -> str:
        """Take it off."""
        del form
        panel = self.object.panel
        services.unseat(member=self.object, by=self.by)
        return panel.get_absolute_url()


class Resend(_MemberAct):
    """Replace a lost code."""

    roles = (*COMMUNITY, *COMMITTEE)
    title = _("Replace a lost code")
    consequences = [_("The old code becomes worthless.")]
    submit_label = _("Issue again")
    form_class = ResendForm
    success_message = _("A new code is made.")

    def get_form_options(self) -> dict[str, Any]:
        """Again the same way; on paper for the committee only."""
        choices = [("again", _("Send it again"))]
        if is_committee(self.by, self.object.panel):
            choices.append(("paper", _("On paper, to be printed")))
        return {"choices": choices}

    def act(self, form: Any) -> str:
        """Replace it."""
        on_paper = form.cleaned_data["channel"] == "paper"
        codes.send_again(member=self.object, by=self.by, now=clock.now(), on_paper=on_paper)
        return self.object.panel.get_absolute_url()
