"""The page of a payment and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing.values import day, said, yuan
from marketplace.ui.formats import moment
from marketplace.ui.forms import Form, ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage
from tendering.contracts import permissions
from tendering.contracts.forms.payments import InvoiceForm, PayForm
from tendering.contracts.models import Payment, PaymentStage
from tendering.contracts.queries.actions import ON_PAYMENT, instead
from tendering.contracts.queries.conditions import checks
from tendering.contracts.queries.page import chain
from tendering.contracts.rules.offices import COMMUNITY, CONTRACTORS, FINANCE, HOLDERS, OFFICES, OVERSIGHT
from tendering.contracts.rules.states import PaymentState
from tendering.contracts.services import payment_stops, payments
from tendering.contracts.views.base import RELATED, PartAct, crumbs
from tendering.contracts.wording.needs import CONDITIONS


def conditions(stage: PaymentStage) -> list[tuple[Promise, bool]]:
    """Every condition of a stage in words, and whether it is met."""
    return [(CONDITIONS[check.need], check.met) for check in checks(stage.contract, stage)]


def stage_facts(stage: PaymentStage) -> list[Fact]:
    """What a stage pays to whom."""
    contract = stage.contract
    return [
        Fact(_("Project"), said(contract.demand.title)),
        Fact(_("Contractor"), said(contract.contractor_name)),
        Fact(_("Stage"), f"{stage.name} {stage.percent}"),
        Fact(_("Amount"), yuan(stage.amount)),
    ]


class PaymentPage(Acting, DetailPage[Payment]):
    """The four people of a payment; paid ones are public, others for the two sides and the offices."""

    model = Payment
    template_name = "contracts/payment_detail.html"

    def get_queryset(self) -> QuerySet[Payment]:
        """Payments of contracts this person may read."""
        rows = Payment.objects.filter(stage__contract__in=permissions.readable(self.membership))
        return rows.select_related(
            *(f"stage__contract__{name}" for name in RELATED), "requester", "checker", "approver", "payer", "invoice"
        )

    def get_object(self) -> Payment:
        """The payment, where the person may see it."""
        payment = super().get_object()
        if payment.state != PaymentState.PAID and not self._inside(payment):
            raise NotPermitted("contracts.not_your_act")
        return payment

    def get_about(self, found: Payment) -> object:
        """Its contract."""
        return found.stage.contract

    def _inside(self, payment: Payment) -> bool:
        return permissions.reads_inside(self.membership, payment.stage.contract)

    def get_title(self) -> str:
        """Which stage of which contract."""
        return f"{self.object.stage.contract.number} · {self.object.stage.name}"

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the contract."""
        return crumbs(self.object.stage.contract)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the chain, the conditions, the acts."""
        payment = self.object
        contract = payment.stage.contract
        main_actions, quiet_actions = ON_PAYMENT.links(self.membership, payment, clock.now())
        extra = {
            "contract": contract,
            "chain": chain(payment, inside=self._inside(payment)),
            "conditions": conditions(payment.stage),
            "inside": self._inside(payment),
            "is_late": payment.is_late(clock.today()),
            "main_actions": main_actions,
            "quiet_actions": quiet_actions,
        }
        return super().get_context(**(extra | context))


class RequestPayment(PartAct[PaymentStage]):
    """Ask for a stage's money."""

    model = PaymentStage
    roles = CONTRACTORS
    argument = "stage"
    title = _("Ask for payment")
    submit_label = _("Ask for payment")
    success_message = _("Asked for; the community checks it.")
    form_class = InvoiceForm
    template_name = "contracts/payment_act.html"

    def get_form_options(self) -> dict[str, Any]:
        """An invoice, or a group's receipts."""
        return {"receipts": self.object.contract.group_id is not None}

    def get_object(self) -> PaymentStage:
        """The stage, where the person acts for the contractor."""
        stage = super().get_object()
        permissions.require_contractor(self.by, stage.contract)
        return stage

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is asked for and its conditions."""
        extra = {"facts": stage_facts(self.object), "conditions": conditions(self.object)}
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Ask."""
        return self.call(payments.request_payment, invoice=form.values())


class PaymentAct(PartAct[Payment]):
    """A step of a payment, with the facts it is decided by."""

    model = Payment
    path = "stage__contract"
    argument = "payment"
    template_name = "contracts/payment_act.html"
    # Who has done this step, and when.
    doer, done_at = "", ""

    def is_done_by_me(self, part: Payment) -> bool:
        """A second tab, or the browser's way back: the step was done by this very person."""
        return bool(self.doer) and getattr(part, f"{self.doer}_id") == self.by.user_id

    def get_over(self) -> Text:
        """Adds that it was this person, and when."""
        stands = super().get_over()
        if not self.is_done_by_me(self.object):
            return stands
        done = moment(getattr(self.object, self.done_at))
        return _("%(state)s; you did this step on %(moment)s.") % {
            "state": self.object.get_state_display(),
            "moment": done,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act; what this person has done is shown as done, not refused."""
        if self.is_done_by_me(self.object):
            return self.render(status=409)
        return super().post(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Payment]:
        """With the people of the steps so far and the invoice."""
        return super().get_queryset().select_related("requester", "checker", "approver", "payer", "invoice")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is to be paid to whom, the invoice, the steps so far and the conditions."""
        stage = self.object.stage
        facts = [*stage_facts(stage), *_paper(self.object), Fact(_("To be paid by"), day(self.object.due_on))]
        extra = {
            "facts": facts,
            "chain": chain(self.object, inside=True),
            "conditions": conditions(stage),
            "instead": instead(self.by, self.object, ON_PAYMENT, self.request.path, clock.now()),
        }
        return super().get_context(**(extra | context))

    def call(self, service: Any, **values: Any) -> str:
        """Call a service; then back to the payment."""
        super().call(service, **values)
        return self.object.get_absolute_url()


def _paper(payment: Payment) -> list[Fact]:
    """The invoice; receipts of a residents' group have no number of their own."""
    if not payment.invoice_number:
        return [Fact(_("Date of the last receipt"), day(payment.invoice_date))]
    return [
        Fact(_("Invoice number"), said(payment.invoice_number)),
        Fact(_("Invoice date"), day(payment.invoice_date)),
    ]


class CheckPayment(PaymentAct):
    """The community's step."""

    doer, done_at = "checker", "checked_at"
    roles = COMMUNITY
    title = _("Check the payment")
    intro = _("You confirm that the paper is right and the stage's condition is met. You do no other step of it.")
    submit_label = _("It is in order")
    success_message = _("Checked; the office approves it next.")
    form_class = Form

    def act(self, form: Any) -> str:
        """Check."""
        del form
        return self.call(payments.check_payment)


class ApprovePayment(PaymentAct):
    """The office's step."""

    doer, done_at = "approver", "approved_at"
    roles = OFFICES
    title = _("Approve the payment")
    submit_label = _("Approve")
    success_message = _("Approved; the finance officer pays it next.")
    form_class = Form

    def act(self, form: Any) -> str:
        """Approve."""
        del form
        return self.call(payments.approve_payment)


class RecordPayment(PaymentAct):
    """The finance officer's step."""

    doer, done_at = "payer", "paid_at"
    roles = FINANCE
    title = _("Record the payment")
    consequences = [_("The sum leaves what is set aside for the project; with the last stage the contract closes.")]
    submit_label = _("Record the payment")
    success_message = _("The payment is recorded.")
    form_class = PayForm

    def act(self, form: Any) -> str:
        """Pay."""
        return self.call(payments.pay, reference=form.cleaned_data["reference"])


class RejectPayment(PaymentAct):
    """Back to the contractor."""

    roles = HOLDERS
    title = _("Send the request back")
    submit_label = _("Send back")
    success_message = _("The request is sent back to the contractor.")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Reject."""
        return self.call(payment_stops.reject_payment, reason=form.cleaned_data["reason"])


class WithholdPayment(PaymentAct):
    """Stop it."""

    roles = OVERSIGHT
    title = _("Withhold the payment")
    intro = _("A complaint or a finding stops it where it stands, until it is answered.")
    submit_label = _("Withhold")
    form_class = ReasonForm
    danger = True

    def act(self, form: Any) -> str:
        """Withhold."""
        return self.call(payment_stops.withhold_payment, reason=form.cleaned_data["reason"])


class ResumePayment(PaymentAct):
    """Let it go on."""

    roles = OVERSIGHT
    title = _("Let the payment go on")
    submit_label = _("Let it go on")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Let go on."""
        return self.call(payment_stops.let_go_on, reason=form.cleaned_data["reason"])


class ReversePayment(PaymentAct):
    """Take it back."""

    roles = FINANCE
    title = _("Reverse the payment")
    consequences = [_("The sum is set aside anew; the stage may be asked for again.")]
    submit_label = _("Reverse the payment")
    form_class = ReasonForm
    danger = True

    def act(self, form: Any) -> str:
        """Reverse."""
        return self.call(payment_stops.reverse_payment, reason=form.cleaned_data["reason"])
