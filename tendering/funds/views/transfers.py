"""Reallocation between accounts (R7)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import are_apart, holds
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.formats import yuan
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, Column, DetailPage, Kind, ListPage, ObjectActView
from tendering.funds import services
from tendering.funds.forms.acts import CommentForm, TransferForm
from tendering.funds.forms.filters import TransferFilters
from tendering.funds.models import AccountStatus, FundAccount, Transfer, TransferStatus
from tendering.funds.names import named
from tendering.funds.permissions import OFFICES, visible_transfers
from tendering.funds.views.account import FUNDS

TRANSFERS = Crumb(_("Transfers"), "/funds/transfers/")
TAGS = {"requested": "review", "approved": "", "rejected": "fail", "withdrawn": "line"}
OWNERS = (
    "from_account__place",
    "from_account__pool__place",
    "from_account__fund_type",
    "to_account__place",
    "to_account__pool__place",
    "to_account__fund_type",
)


class TransferList(Acting, ListPage):
    """Transfers that touch the person's area, what waits first."""

    title = _("Transfers")
    caption = title
    lead = _("Money moves between communities by request of the street and approval of the district.")
    roles = OFFICES
    crumbs = (FUNDS,)
    nav = "funds"
    template_name = "funds/transfers.html"
    export_name = "transfers"
    filter_form_class = TransferFilters
    default_sort = "-requested_at"
    columns = (
        Column(
            name="to_account",
            label=_("To account"),
            value=lambda row: named(row.to_account.owner),
            export_value=lambda row: row.to_account.owner.name,
            link=lambda row: reverse("funds:transfer", args=[row.pk]),
            sub=lambda row: said(row.reason[:60]),
        ),
        Column(
            name="from_account",
            label=_("From account"),
            value=lambda row: named(row.from_account.owner),
            export_value=lambda row: row.from_account.owner.name,
        ),
        Column(name="amount", label=_("Amount"), kind=Kind.MONEY, sort=("amount",)),
        Column(name="requested_at", label=_("Requested at"), kind=Kind.MOMENT, sort=("requested_at",), wide_only=True),
        Column(
            name="due_at",
            label=_("Decide by"),
            kind=Kind.DEADLINE,
            sort=("due_at",),
            value=lambda row: row.due_at if row.status == TransferStatus.REQUESTED else None,
        ),
        Column(
            name="status",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: row.get_status_display(),
            tag=lambda row: TAGS[row.status],
            sort=("status",),
            aside=True,
        ),
    )

    def get_queryset(self) -> QuerySet[Transfer]:
        """Transfers that touch an account the person may read."""
        return visible_transfers(self.membership).select_related(*OWNERS)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether the person may ask for one."""
        return super().get_context(**context, is_street=self.by.role == Role.STREET)


class RequestTransfer(Acting, ActView):
    """A street asks to move money out of one of its accounts."""

    roles = (Role.STREET,)
    crumbs = (FUNDS, TRANSFERS)
    nav = "funds"
    title = _("Request a transfer")
    intro = _("Nothing is booked before the district approves.")
    form_class = TransferForm
    submit_label = _("Send to the district")
    success_message = _("The request is with the district.")

    def get_form_options(self) -> dict[str, Any]:
        """Accounts of the street to give, of the district to take; this year's and last year's."""
        place = self.by.place
        alive = FundAccount.objects.filter(year__gte=clock.today().year - 1)
        alive = alive.exclude(status__in=[AccountStatus.INSPECTED, AccountStatus.CLOSED])
        alive = alive.select_related("place", "pool", "fund_type").order_by("-year", "fund_type__position", "pk")
        if place is None:
            return {"givers": alive.none(), "takers": alive.none()}
        district = district_of(place) or place
        return {
            "givers": alive.filter(place__path__startswith=place.path),
            "takers": alive.filter(
                Q(place__path__startswith=district.path) | Q(pool__place__path__startswith=district.path)
            ),
        }

    def get_initial(self) -> dict[str, Any]:
        """The account the person came from."""
        return {"from_account": self.request.GET.get("from")}

    def act(self, form: Any) -> str | None:
        """Ask."""
        transfer = services.request_transfer(by=self.by, **form.cleaned_data)
        return reverse("funds:transfer", args=[transfer.pk])


class OneTransfer(Acting):
    """Transfers the person may see."""

    def get_queryset(self) -> QuerySet[Transfer]:
        """With both owners and the people."""
        rows = visible_transfers(self.membership)
        return rows.select_related(
            *OWNERS, "requested_by__user", "requested_by__place", "requested_by__substitute_for", "decided_by__user"
        )


class TransferPage(OneTransfer, DetailPage[Transfer]):
    """One transfer with its balances and what the person may do."""

    model = Transfer
    template_name = "funds/transfer.html"
    roles = OFFICES
    crumbs = (FUNDS, TRANSFERS)
    nav = "funds"

    def get_title(self) -> Text:
        """Both ends."""
        row = self.object
        return _("Transfer from %(giver)s to %(taker)s") % {
            "giver": row.from_account.owner,
            "taker": row.to_account.owner,
        }

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what the person may do, and the balance after."""
        row, member = self.object, self.by
        waits = row.status == TransferStatus.REQUESTED
        district = district_of(row.from_account.home)
        return super().get_context(
            **context,
            tag=TAGS[row.status],
            waits=waits,
            may_decide=waits and holds(member, Role.DISTRICT, place=district) and are_apart(member, row.requested_by),
            may_withdraw=waits and holds(member, Role.STREET, place=row.from_account.home),
            giver_after=row.from_account.available - row.amount,
            taker_after=row.to_account.available + row.amount,
        )


class DecideTransfer(OneTransfer, ObjectActView[Transfer]):
    """Base of the three acts."""

    model = Transfer
    nav = "funds"

    def get_lead(self) -> Text:
        """What moves where."""
        row = self.object
        return _("%(amount)s from %(giver)s to %(taker)s") % {
            "amount": yuan(row.amount),
            "giver": row.from_account.owner,
            "taker": row.to_account.owner,
        }

    def get_crumbs(self) -> list[Crumb]:
        """Back to the transfer."""
        url = reverse("funds:transfer", args=[self.object.pk])
        return [FUNDS, TRANSFERS, Crumb(_("Transfer"), url)]


class ApproveTransfer(DecideTransfer):
    """The district agrees."""

    roles = (Role.DISTRICT,)
    title = _("Approve the transfer")
    form_class = CommentForm
    submit_label = _("Approve and book")
    consequences = (_("The money leaves one account and reaches the other at once."),)
    success_message = _("The transfer is booked.")

    def act(self, form: Any) -> str | None:
        """Approve."""
        services.approve_transfer(transfer=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return None


class RejectTransfer(DecideTransfer):
    """The district does not agree."""

    roles = (Role.DISTRICT,)
    title = _("Reject the transfer")
    form_class = ReasonForm
    submit_label = _("Reject")
    success_message = _("The transfer is rejected.")
    danger = True

    def act(self, form: Any) -> str | None:
        """Reject."""
        services.reject_transfer(transfer=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return None


class WithdrawTransfer(DecideTransfer):
    """The street takes its request back."""

    roles = (Role.STREET,)
    title = _("Withdraw the request")
    submit_label = _("Withdraw")
    success_message = _("The request is withdrawn.")
    danger = True

    def act(self, form: BaseForm) -> str | None:
        """Withdraw."""
        del form
        services.withdraw_transfer(transfer=self.object, by=self.by)
        return None
