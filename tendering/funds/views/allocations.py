"""Yearly allocations, the arrival of their shares, delegated money (R4, R5, R12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import district_of, streets
from marketplace.ui.components import Crumb
from marketplace.ui.formats import yuan
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, Column, Kind, ListPage, ObjectActView
from marketplace.ui.views.address import Address
from tendering.funds import services
from tendering.funds.forms.acts import ArrivalsForm, DelegationForm, YearForm
from tendering.funds.forms.filters import AllocationFilters
from tendering.funds.models import Allocation, FundType
from tendering.funds.names import named
from tendering.funds.permissions import OFFICES, readable_accounts
from tendering.funds.queries.arrivals import arriving, waiting_share
from tendering.funds.rules.entries import Share
from tendering.funds.services import Delegation
from tendering.funds.views.account import FUNDS

ALLOCATIONS = Crumb(_("Allocations"), "/funds/allocations/")


def arrival(allocation: Allocation, share: Share) -> str:
    """The address that confirms a share, empty once it has arrived or where nothing is due."""
    amount = allocation.amount_of(share)
    if allocation.received_at(share) is not None or not amount:
        return ""
    return reverse("funds:arrival", args=[allocation.pk, share.value])


class AllocationList(Acting, ListPage):
    """Allocations of the person's area with both shares."""

    title = _("Allocations")
    caption = title
    lead = _("Every allocation has a city share and a district share; both must be seen to arrive.")
    roles = OFFICES
    crumbs = (FUNDS,)
    nav = "funds"
    template_name = "funds/allocations.html"
    export_name = "allocations"
    filter_form_class = AllocationFilters
    default_sort = "place"
    columns = (
        Column(
            name="place",
            label=_("Owner"),
            value=lambda row: named(row.account.owner),
            export_value=lambda row: row.account.owner.name,
            sort=("account__place__code",),
            link=lambda row: reverse("funds:account", args=[row.account_id]),
            sub=lambda row: row.task or f"{row.account.year} {row.account.fund_type}",
        ),
        Column(name="amount", label=_("Allocation"), kind=Kind.MONEY, sort=("amount",)),
        Column(
            name="city",
            label=_("City share"),
            kind=Kind.CUSTOM,
            template="funds/_share.html",
            value=lambda row: (row.city_amount, row.city_received_at, arrival(row, Share.CITY)),
            export_value=lambda row: row.city_received_at or "",
        ),
        Column(
            name="district",
            label=_("District share"),
            kind=Kind.CUSTOM,
            template="funds/_share.html",
            value=lambda row: (row.district_amount, row.district_received_at, arrival(row, Share.DISTRICT)),
            export_value=lambda row: row.district_received_at or "",
        ),
    )

    def get_queryset(self) -> QuerySet[Allocation]:
        """Allocations of accounts the person may read."""
        rows = Allocation.objects.filter(account__in=readable_accounts(self.membership))
        return rows.select_related("account__place", "account__pool", "account__fund_type")

    def get_filter_options(self) -> dict[str, Any]:
        """The person's area, for "what waits"."""
        return {"place": self.by.place}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds which acts the person's role offers; the arrivals of the year and type that are shown."""
        role = self.by.role
        arrivals = Address(reverse("funds:arrivals"), self.request.GET)
        return super().get_context(
            **context,
            is_finance=role == Role.FINANCE_OFFICER,
            is_district=role == Role.DISTRICT,
            arrivals_url=arrivals.having(page=None, sort=None, waiting=None),
        )


class ConfirmArrival(Acting, ObjectActView[Allocation]):
    """A finance officer has seen one share come in (R5)."""

    model = Allocation
    roles = (Role.FINANCE_OFFICER,)
    crumbs = (FUNDS, ALLOCATIONS)
    nav = "funds"
    title = _("Confirm that the share arrived")
    submit_label = _("Confirm arrival")
    success_message = _("The arrival is confirmed and booked.")
    template_name = "funds/arrival.html"

    def get_queryset(self) -> QuerySet[Allocation]:
        """Allocations of accounts the person may read."""
        rows = Allocation.objects.filter(account__in=readable_accounts(self.membership))
        return rows.select_related("account__place", "account__pool__place", "account__fund_type")

    @property
    def share(self) -> Share:
        """The share of the address."""
        try:
            return Share(self.kwargs["share"])
        except ValueError:
            raise Http404 from None

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the share's amount."""
        amount = self.object.amount_of(self.share)
        return super().get_context(**context, share=self.share, amount=amount)

    def act(self, form: BaseForm) -> str | None:
        """Book the share."""
        del form
        services.confirm_arrival(allocation=self.object, share=self.share, by=self.by)
        account = self.object.account
        return f"{ALLOCATIONS.url}?year={account.year}&fund={account.fund_type.code}&waiting=on"


class ConfirmArrivals(Acting, ActView):
    """The same for all allocations of a year and type that wait."""

    roles = (Role.FINANCE_OFFICER,)
    crumbs = (FUNDS, ALLOCATIONS)
    nav = "funds"
    title = _("Confirm all arrivals of a share")
    intro = _("Every allocation of your area whose share has not been confirmed is booked at once, all or none.")
    form_class = ArrivalsForm
    submit_label = _("Confirm all")
    success_message = _("%(count)s arrivals, %(amount)s in all, are booked.")
    template_name = "funds/arrivals.html"
    booked: Sequence[Allocation] = ()

    def get_initial(self) -> dict[str, Any]:
        """The year and the type of the list the officer came from, else this year."""
        asked = self.request.GET
        kind = FundType.objects.filter(code=asked.get("fund", "")).first()
        return {"year": asked.get("year") or clock.today().year, "fund_type": kind}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what would be booked, by year, type and share."""
        return super().get_context(**context, arriving=arriving(self.place))

    @property
    def place(self) -> Place:
        """Where the officer acts."""
        place = self.by.place
        assert place is not None  # a finance officer is one of a place
        return place

    def act(self, form: Any) -> str | None:
        """Book the share of each."""
        values = form.cleaned_data
        share = Share(values["share"])
        rows = waiting_share(self.place, share)
        rows = rows.filter(account__year=values["year"], account__fund_type=values["fund_type"])
        self.booked = services.confirm_arrivals(allocations=list(rows), share=share, by=self.by)
        return f"{ALLOCATIONS.url}?year={values['year']}"

    def get_success_message(self, form: Any) -> Text:
        """How many, and what they come to."""
        share = Share(form.cleaned_data["share"])
        amount = yuan(sum(one.amount_of(share) for one in self.booked))
        return str(self.success_message) % {"count": len(self.booked), "amount": amount}


class PlanAllocations(Acting, ActView):
    """The district plans a year's allocations for every community that has none (R4, R5)."""

    roles = (Role.DISTRICT,)
    crumbs = (FUNDS, ALLOCATIONS)
    nav = "funds"
    title = _("Plan the year's allocations")
    intro = _(
        "Every community without an allocation gets the rate of the year and the supplement for its residents, "
        "up to the cap of the rule set."
    )
    form_class = YearForm
    submit_label = _("Plan allocations")
    success_message = _("The allocations are planned.")

    def get_initial(self) -> dict[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def act(self, form: Any) -> str | None:
        """Plan them."""
        values = form.cleaned_data
        services.plan_allocations(
            district=district(self.by.place), fund_type=values["fund_type"], year=values["year"], by=self.by
        )
        return f"{ALLOCATIONS.url}?year={values['year']}"


class Delegate(Acting, ActView):
    """Money follows a task handed down to a street (R12)."""

    roles = (Role.DISTRICT,)
    crumbs = (FUNDS, ALLOCATIONS)
    nav = "funds"
    title = _("Allocate money for a delegated task")
    intro = _(
        "What is handed down to a street must have been approved by the district government, "
        "and its money goes with it."
    )
    form_class = DelegationForm
    submit_label = _("Allocate")
    success_message = _("The money for the task is allocated.")

    def get_initial(self) -> dict[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def get_form_options(self) -> dict[str, Any]:
        """The district's streets."""
        return {"streets": streets(district(self.by.place))}

    def act(self, form: Any) -> str | None:
        """Allocate it."""
        values = form.cleaned_data
        task = Delegation(department=values["department"], task=values["task"], approval=values["approval"])
        services.delegate(
            street=values["street"],
            fund_type=values["fund_type"],
            year=values["year"],
            amount=values["amount"],
            delegation=task,
            by=self.by,
        )
        return ALLOCATIONS.url


def district(place: Place | None) -> Place:
    """The district the person acts in.

    Raises:
        Http404: the person acts for no place.
    """
    found = district_of(place) if place else None
    if found is None:
        raise Http404
    return found
