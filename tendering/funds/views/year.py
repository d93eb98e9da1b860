"""Accounts as the district's offices keep them: list, opening, inspection, closing, returns, awards, corrections."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing.values import moment, said, yuan
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import Column, Kind, ListPage, ObjectActView
from tendering.funds import services
from tendering.funds.forms.acts import AmountForm, AwardForm
from tendering.funds.forms.filters import AccountFilters
from tendering.funds.models import FundAccount, LedgerEntry
from tendering.funds.names import named
from tendering.funds.permissions import DISTRICT_MONEY, OFFICES, readable_accounts
from tendering.funds.views.account import FUNDS, STATUS_TAGS, explained, note_of, signed

ACCOUNTS = Crumb(_("Fund accounts"), "/funds/accounts/")


class AccountList(Acting, ListPage):
    """Accounts of the person's area."""

    title = _("Fund accounts")
    caption = title
    roles = OFFICES
    crumbs = (FUNDS,)
    nav = "funds"
    export_name = "fund-accounts"
    filter_form_class = AccountFilters
    default_sort = "-year"
    columns = (
        Column(
            name="owner",
            label=_("Owner"),
            value=lambda row: named(row.owner),
            export_value=lambda row: row.owner.name,
            link=lambda row: reverse("funds:account", args=[row.pk]),
            sub=lambda row: row.fund_type,
        ),
        Column(name="year", label=_("Fiscal year"), sort=("year", "place__code"), value=lambda row: str(row.year)),
        Column(name="inflow", label=_("Inflow"), kind=Kind.MONEY, sort=("inflow",), wide_only=True),
        Column(name="committed", label=_("Set aside, not yet paid"), kind=Kind.MONEY, sort=("committed",)),
        Column(name="paid", label=_("Paid"), kind=Kind.MONEY, sort=("paid",)),
        Column(name="available", label=_("Available"), kind=Kind.MONEY),
        Column(
            name="status",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: row.get_status_display(),
            tag=lambda row: STATUS_TAGS.get(row.status, ""),
            sort=("status",),
            aside=True,
        ),
    )

    def get_queryset(self) -> QuerySet[FundAccount]:
        """Accounts the person may read."""
        return readable_accounts(self.membership).select_related("place", "pool", "fund_type")


class AccountAct(Acting, ObjectActView[FundAccount]):
    """Base of acts on an account."""

    model = FundAccount
    roles: tuple[str, ...] = DISTRICT_MONEY
    nav = "funds"

    def get_queryset(self) -> QuerySet[FundAccount]:
        """Accounts the person may read."""
        rows = readable_accounts(self.membership)
        return rows.select_related("place__parent__parent", "pool__place__parent__parent", "fund_type")

    def get_crumbs(self) -> list[Crumb]:
        """Back to the account."""
        return [FUNDS, Crumb(str(self.object), reverse("funds:account", args=[self.object.pk]))]


class OpenAccount(AccountAct):
    """Open an account before both shares arrived, or one to which nothing is appropriated."""

    roles = (Role.DISTRICT,)
    title = _("Open the account")
    form_class = ReasonForm
    submit_label = _("Open")
    success_message = _("The account is open.")

    def act(self, form: Any) -> str | None:
        """Open it."""
        services.open_account(account=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return None


class InspectAccount(AccountAct):
    """Record the year-end inspection and its opinion on next year's allocation (R47)."""

    roles = (Role.DISTRICT,)
    title = _("Record the year-end inspection")
    intro = _("Write the opinion on next year's allocation as the reason.")
    form_class = ReasonForm
    submit_label = _("Record inspection")
    success_message = _("The inspection is recorded.")

    def act(self, form: Any) -> str | None:
        """Record it."""
        services.record_inspection(account=self.object, by=self.by, opinion=form.cleaned_data["reason"])
        return None


class CloseAccount(AccountAct):
    """Close the year."""

    title = _("Close the account")
    submit_label = _("Close the account")
    danger = True
    consequences = (
        _("Unspent money of this year is carried into the next year's account."),
        _("Money that was carried before and is still unspent goes back to finance."),
        _("Nothing more can be booked on this account."),
    )
    success_message = _("The account is closed.")

    def act(self, form: BaseForm) -> str | None:
        """Close it."""
        del form
        services.close_account(account=self.object, by=self.by)
        return None


class ReturnFunds(AccountAct):
    """Give unspent money back to finance."""

    title = _("Return money to finance")
    form_class = AmountForm
    submit_label = _("Return money")
    success_message = _("The return is booked.")

    def act(self, form: Any) -> str | None:
        """Book it."""
        services.return_funds(account=self.object, by=self.by, **form.cleaned_data)
        return None


class PayAward(AccountAct):
    """Pay a showcase award out of incentive money (R3)."""

    title = _("Pay an award")
    form_class = AwardForm
    submit_label = _("Pay the award")
    success_message = _("The award is booked.")

    def act(self, form: Any) -> str | None:
        """Book it."""
        services.award(account=self.object, by=self.by, **form.cleaned_data)
        return None


class ReverseEntry(Acting, ObjectActView[LedgerEntry]):
    """Take a mistaken entry back by another entry."""

    model = LedgerEntry
    roles = DISTRICT_MONEY
    nav = "funds"
    title = _("Take an entry back")
    template_name = "funds/entry_act.html"
    form_class = ReasonForm
    consequences = (_("The entry stays; a second one takes it back."),)
    submit_label = _("Take it back")
    success_message = _("The entry is taken back.")

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """Entries of accounts the person may read."""
        rows = LedgerEntry.objects.filter(account__in=readable_accounts(self.membership))
        return rows.select_related(
            "account__place__parent__parent",
            "account__pool__place__parent__parent",
            "account__fund_type",
            "allocation",
            "reverses",
            "reversed_by",
        )

    def get_over(self) -> Text:
        """That it is taken back already."""
        return note_of(self.object) if hasattr(self.object, "reversed_by") else super().get_over()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds which entry it is."""
        entry = self.object
        facts = [
            Fact(_("Entry"), f"{entry.get_kind_display()} · {note_of(entry)}"),
            Fact(_("About"), said(explained(entry)) if explained(entry) else None),
            Fact(_("Booked"), moment(entry.recorded_at)),
            Fact(_("Amount"), yuan(signed(entry))),
            Fact(_("Available on the account now"), yuan(entry.account.available)),
        ]
        return super().get_context(**context, facts=facts)

    def get_crumbs(self) -> list[Crumb]:
        """Back to the account."""
        account = self.object.account
        return [FUNDS, Crumb(str(account), reverse("funds:account", args=[account.pk]))]

    def act(self, form: Any) -> str | None:
        """Book the correction."""
        services.reverse_entry(entry=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return None
