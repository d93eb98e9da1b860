"""Forms of acts on money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.ui.forms import Form, ReasonField, TextField, UploadField, YuanField
from tendering.funds.models import FundAccount, FundType
from tendering.funds.models.labels import SHARES

OLDEST, NEWEST = 1990, 2200


def choose(form: Form, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows in a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class YearForm(Form):
    """A fiscal year and a fund type."""

    fund_type = forms.ModelChoiceField(label=_("Fund type"), queryset=FundType.objects.none())
    year = forms.IntegerField(label=_("Fiscal year"), min_value=OLDEST, max_value=NEWEST)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "fund_type", FundType.objects.order_by("position", "pk"))


class RateForm(YearForm):
    """A yearly rate (R4, R6)."""

    amount = YuanField(label=_("Yuan per community and year"))
    override_reason = TextField(
        label=_("Reason for falling short of the growth rule"), max_length=1000, rows=3, required=False
    )


class ArrivalsForm(YearForm):
    """Which share arrived for all allocations that wait."""

    share = forms.ChoiceField(label=_("Share"), choices=SHARES, widget=forms.RadioSelect)


class DelegationForm(YearForm):
    """Money that follows a delegated task (R12)."""

    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none())
    department = TextField(label=_("Department"), max_length=120)
    task = TextField(label=_("Task"), max_length=200)
    amount = YuanField(label=_("Amount"))
    approval = UploadField(label=_("Approval of the district government"))
    field_order = ("street", "department", "task", "fund_type", "year", "amount", "approval")

    def __init__(self, *args: Any, streets: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "street", streets)


class BaselineForm(YearForm):
    """A year before the system (R13)."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())
    inflow = YuanField(label=_("Money of the year"))
    paid = YuanField(label=_("Paid"), min_value=Decimal("0.00"))
    source = TextField(label=_("Source"), max_length=200)
    field_order = ("place", "fund_type", "year", "inflow", "paid", "source")

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "place", places)


class TransferForm(Form):
    """A request to move money (R7)."""

    from_account = forms.ModelChoiceField(label=_("From account"), queryset=FundAccount.objects.none())
    to_account = forms.ModelChoiceField(label=_("To account"), queryset=FundAccount.objects.none())
    amount = YuanField(label=_("Amount"))
    reason = ReasonField()

    def __init__(
        self, *args: Any, givers: QuerySet[FundAccount], takers: QuerySet[FundAccount], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choose(self, "from_account", givers)
        choose(self, "to_account", takers)


class CommentForm(Form):
    """A decision with a comment that may stay empty."""

    reason = TextField(label=_("Comment"), max_length=2000, rows=3, required=False)


class AmountForm(Form):
    """A sum and a reason."""

    amount = YuanField(label=_("Amount"))
    reason = ReasonField()


class AwardForm(Form):
    """An award out of incentive money (R3)."""

    recipient = TextField(label=_("Recipient"), max_length=120)
    amount = YuanField(label=_("Amount"))
    reason = ReasonField()


class PledgeForm(Form):
    """A signed pledge letter (R8)."""

    letter = UploadField(label=_("Signed pledge letter"))


class RefundForm(Form):
    """Money a contractor gave back."""

    amount = YuanField(label=_("Amount"))
    reference = TextField(label=_("Payment reference"), max_length=80, required=False)
    reason = ReasonField()


class ContributionForm(Form):
    """A contributor's money that came or went back (R8)."""

    amount = YuanField(label=_("Amount"))
    receipt = UploadField(label=_("Receipt"), required=False)
    note = TextField(label=_("Note"), max_length=300, required=False)
