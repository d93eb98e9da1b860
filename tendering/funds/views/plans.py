"""A project's money: its lines, pledge letters, what came and what went back (R8)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.funds import services
from tendering.funds.forms.acts import ContributionForm, PledgeForm, RefundForm
from tendering.funds.links import project_urls
from tendering.funds.models import Contribution, FundingLine, FundingPlan, PlanStatus, Source
from tendering.funds.permissions import CONTRIBUTION_KEEPERS, LEDGER_READERS, speaking_units
from tendering.funds.queries import plans as plan_queries
from tendering.funds.views.account import FUNDS

STATUS_TAGS = {"draft": "line", "committed": "review", "contracted": "open", "ended": ""}
KEEPERS = (*CONTRIBUTION_KEEPERS, Role.CO_BUILDER)


# New money is set aside at funding, and by an amendment of the contract.
CONSENTED_TO = (PlanStatus.DRAFT, PlanStatus.CONTRACTED)


class PlanPage(Acting, DetailPage[FundingPlan]):
    """One project's money for those who may read the community's ledger."""

    model = FundingPlan
    template_name = "funds/plan.html"
    roles = LEDGER_READERS
    crumbs = (FUNDS,)
    nav = "funds"

    def get_queryset(self) -> QuerySet[FundingPlan]:
        """Plans of places the person may read."""
        place = self.by.place
        rows = FundingPlan.objects.all() if place else FundingPlan.objects.none()
        lines = FundingLine.objects.select_related(
            "account__place", "account__pool", "account__fund_type", "pledge_letter"
        )
        contributions = Contribution.objects.select_related("receipt").order_by("-pk")
        lines = lines.prefetch_related(Prefetch("contributions", queryset=contributions)).order_by("pk")
        path = place.path if place else ""
        return (
            rows.filter(place__path__startswith=path)
            .select_related("place")
            .prefetch_related(Prefetch("lines", queryset=lines))
        )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds figures, lines with what may be done, disbursements."""
        plan = self.object
        keeps = holds(self.by, *CONTRIBUTION_KEEPERS, place=plan.place)
        speaking = speaking_units(plan.lines.all())
        return super().get_context(
            **context,
            figures=plan_queries.figures(plan),
            status_tag=STATUS_TAGS[plan.status],
            lines=[
                {
                    "line": line,
                    "missing": plan_queries.missing_from(line) if not line.is_fund else None,
                    "returnable": plan_queries.returnable(line),
                    "open_for_receipt": not line.is_fund and plan.status != PlanStatus.ENDED,
                    "speaks_itself": line.organisation_id in speaking,
                }
                for line in plan.lines.all()
            ],
            keeps=keeps,
            may_consent=plan.status in CONSENTED_TO
            and plan.closing_consent_at is None
            and holds(self.by, Role.DISTRICT, place=district_of(plan.place)),
            may_refund=holds(self.by, Role.FINANCE_OFFICER, place=plan.place)
            and any(line.paid for line in plan.lines.all()),
            disbursements=list(plan.disbursements.order_by("-pk")[:50]),
            project_url=project_urls([plan.pk]).get(plan.pk, ""),
        )


class ConsentToCommitment(Acting, ObjectActView[FundingPlan]):
    """The district lets money be set aside in December."""

    model = FundingPlan
    roles = (Role.DISTRICT,)
    nav = "funds"
    title = _("Consent to a commitment while the year is closing")
    intro = _("From the closing day on, money is set aside for a new project only if the district agrees.")
    form_class = ReasonForm
    submit_label = _("Consent")
    success_message = _("The money may be set aside.")

    def get_queryset(self) -> QuerySet[FundingPlan]:
        """Plans of the district that may still take money: not committed yet, or under a contract that may grow."""
        place = self.by.place
        rows = FundingPlan.objects.filter(status__in=CONSENTED_TO).select_related("place")
        return rows.filter(place__path__startswith=place.path) if place else rows.none()

    def get_crumbs(self) -> list[Crumb]:
        """Back to the plan."""
        return [FUNDS, Crumb(self.object.title, reverse("funds:plan", args=[self.object.pk]))]

    def act(self, form: Any) -> str | None:
        """Consent, with the reason."""
        services.consent_to_closing_commitment(plan=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return None


class RecordRefund(Acting, ObjectActView[FundingPlan]):
    """The contractor gave money back (domain 3.6)."""

    model = FundingPlan
    roles = (Role.FINANCE_OFFICER,)
    nav = "funds"
    title = _("Record a refund")
    intro = _("The contractor gave money back that had been paid.")
    consequences = (
        _("Fund money is available to its account again."),
        _("Money of contributors can be returned to them."),
    )
    form_class = RefundForm
    submit_label = _("Record refund")
    success_message = _("The refund is recorded.")

    def get_queryset(self) -> QuerySet[FundingPlan]:
        """Plans of the officer's place out of which something was paid."""
        place = self.by.place
        rows = FundingPlan.objects.filter(plan_queries.refundable()).select_related("place")
        return rows.filter(place__path__startswith=place.path) if place else rows.none()

    def get_crumbs(self) -> list[Crumb]:
        """Back to the plan."""
        return [FUNDS, Crumb(self.object.title, reverse("funds:plan", args=[self.object.pk]))]

    def act(self, form: Any) -> str | None:
        """Record it."""
        services.refund(plan=self.object, by=self.by, **form.cleaned_data)
        return None


class LineAct(Acting, ObjectActView[FundingLine]):
    """Base of acts on a contributor's line."""

    model = FundingLine
    roles: tuple[str, ...] = KEEPERS
    nav = "funds"
    template_name = "funds/line_act.html"

    def get_queryset(self) -> QuerySet[FundingLine]:
        """Contributors' lines of the person's place, or of the unit the person stands for."""
        rows = FundingLine.objects.exclude(source=Source.FUND).select_related("plan__place", "organisation")
        if self.by.role == Role.CO_BUILDER:
            return rows.filter(organisation=self.by.organisation_id) if self.by.organisation_id else rows.none()
        place = self.by.place
        return rows.filter(plan__place__path__startswith=place.path) if place else rows.none()

    def get_crumbs(self) -> list[Crumb]:
        """Back to the plan."""
        plan = self.object.plan
        return [FUNDS, Crumb(plan.title, reverse("funds:plan", args=[plan.pk]))]

    def get_success_url(self) -> str:
        """Back to the plan; a contributing unit, which does not read the ledger, to its workbench."""
        return "/workbench/" if self.by.role == Role.CO_BUILDER else super().get_success_url()


class RecordPledge(LineAct):
    """Attach the signed letter."""

    title = _("Attach the pledge letter")
    form_class = PledgeForm
    submit_label = _("Attach")
    success_message = _("The pledge letter is attached.")

    def act(self, form: Any) -> str | None:
        """Attach it."""
        services.record_pledge(line=self.object, letter=form.cleaned_data["letter"], by=self.by)
        return None


class ReceiveContribution(LineAct):
    """The contributor's money has come."""

    roles = CONTRIBUTION_KEEPERS
    title = _("Record the receipt of a contribution")
    form_class = ContributionForm
    submit_label = _("Record receipt")
    success_message = _("The receipt is recorded.")

    def get_initial(self) -> dict[str, Any]:
        """What is still to come."""
        return {"amount": plan_queries.missing_from(self.object) or None}

    def act(self, form: Any) -> str | None:
        """Record it."""
        services.receive_contribution(line=self.object, by=self.by, **form.cleaned_data)
        return None


class ReturnContribution(LineAct):
    """Money the project does not need goes back."""

    roles = CONTRIBUTION_KEEPERS
    title = _("Record the return of a contribution")
    form_class = ContributionForm
    submit_label = _("Record return")
    success_message = _("The return is recorded.")

    def get_initial(self) -> dict[str, Any]:
        """What may go back."""
        return {"amount": plan_queries.returnable(self.object) or None}

    def act(self, form: Any) -> str | None:
        """Record it."""
        services.return_contribution(line=self.object, by=self.by, **form.cleaned_data)
        return None
