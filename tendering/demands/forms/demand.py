"""Writing a demand and its money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Organisation
from marketplace.places.models import Place
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.models import ChengduClass, ScopeItem
from marketplace.rulebook.queries import scope_items
from marketplace.ui.formats import yuan
from marketplace.ui.forms import Form, OneField, TextField, VersionedForm, YuanField
from tendering.demands.models.demand import DeliveryClass, Demand, Kind
from tendering.demands.services.drafting import DemandValues
from tendering.demands.wording.fields import FIELDS
from tendering.funds.models import FundAccount, Source
from tendering.funds.queries.plans import sponsoring_units
from tendering.funds.services.plans import LineDraft

GROUPS = [
    ("elderly", _("Elderly")),
    ("disabled", _("Disabled people")),
    ("women", _("Women")),
    ("children", _("Children")),
    ("youth", _("Youth")),
    ("families_in_hardship", _("Families in hardship")),
    ("veterans", _("Veterans")),
    ("all_residents", _("All residents")),
]
MAX_COUNT = 10_000_000


class _DemandFields(Form):
    # A draft may be saved without them, but nobody proposes one without.
    unmarked: tuple[str, ...] = ("scope_item", "need", "outputs", "beneficiary_groups")
    title = TextField(label=FIELDS["title"], max_length=120)
    scope_item = forms.ModelChoiceField(
        label=FIELDS["scope_item"],
        queryset=ScopeItem.objects.none(),
        required=False,
        help_text=_("One of the 36 items; what is outside the catalogue cannot be submitted."),
    )
    chengdu_class = forms.ChoiceField(
        label=FIELDS["chengdu_class"],
        choices=[("", _("As the item says")), *ChengduClass.choices],
        required=False,
    )
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=Kind.choices, widget=forms.RadioSelect)
    delivery_class = forms.ChoiceField(
        label=FIELDS["delivery_class"], choices=DeliveryClass.choices, widget=forms.RadioSelect
    )
    need = TextField(label=FIELDS["need"], max_length=4000, rows=5, required=False)
    outputs = TextField(label=FIELDS["outputs"], max_length=4000, rows=4, required=False)
    beneficiary_groups = forms.MultipleChoiceField(
        label=FIELDS["beneficiary_groups"], choices=GROUPS, widget=forms.CheckboxSelectMultiple, required=False
    )
    households = forms.IntegerField(label=FIELDS["households"], min_value=0, max_value=MAX_COUNT, initial=0)
    people = forms.IntegerField(label=FIELDS["people"], min_value=0, max_value=MAX_COUNT, initial=0)
    structural_works = forms.BooleanField(
        label=Demand.FLAG_WORDS["structural_works"], required=False, help_text=_("At least an ordinary project")
    )
    multi_year = forms.BooleanField(
        label=Demand.FLAG_WORDS["multi_year"], required=False, help_text=_("A major project")
    )
    cross_community = forms.BooleanField(
        label=Demand.FLAG_WORDS["cross_community"], required=False, help_text=_("A major project")
    )
    design_contest_construction = forms.BooleanField(
        label=Demand.FLAG_WORDS["design_contest_construction"], required=False, help_text=_("A major project")
    )
    is_operating_cost = forms.BooleanField(label=_("Operating cost"), required=False)
    urgent_reason = TextField(label=_("Why it cannot wait for the yearly call"), max_length=500, rows=2, required=False)
    splitting_reason = TextField(
        label=_("Why this is no splitting"),
        max_length=500,
        rows=2,
        required=False,
        help_text=_("Only where projects of the same item pass a limit together; 20 characters or more."),
    )

    def __init__(self, *args: Any, of_resident: bool = False, out_of_season: bool = False, **options: Any) -> None:
        """Args:
        of_resident: a resident proposes, and need not know all of it.
        out_of_season: the yearly window is not open, and nothing is proposed without a reason.
        """
        super().__init__(*args, **options)
        if of_resident:
            self.unmarked = ()
        if out_of_season:
            self.unmarked = (*self.unmarked, "urgent_reason")
            self.fields["urgent_reason"].help_text = _("Required now: the yearly call is not open.")
        field = self.fields["scope_item"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = scope_items(clock.today())

    def values(self) -> DemandValues:
        """What was entered, for the service."""
        return DemandValues(**{name: self.cleaned_data[name] for name in DemandValues.__slots__})


class DraftForm(_DemandFields):
    """A new demand: which community, and what it is about."""

    community = forms.ModelChoiceField(label=_("Community"), queryset=Place.objects.none())
    previous = forms.ModelChoiceField(
        label=_("The same project as"),
        queryset=Demand.objects.none(),
        required=False,
        help_text=_("If it was proposed before. What was left unfinished last year is not accepted this year."),
    )
    field_order = ["community", "title", "previous"]

    def __init__(self, *args: Any, communities: Any, earlier: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        before = self.fields["previous"]
        assert isinstance(before, forms.ModelChoiceField)
        before.queryset = earlier
        field = self.fields["community"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communities
        if len(communities) == 1:
            self.initial.setdefault("community", communities[0])
            field.empty_label = None


class DemandForm(_DemandFields, VersionedForm):
    """Mending a draft."""


class AccountField(OneField):
    """An account of the fund with what is free in it."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name and the sum that may still be set aside."""
        return gettext("%(account)s · %(free)s free") % {"account": obj, "free": yuan(obj.available)}


class FundingForm(VersionedForm):
    """The budget and up to five sources; the fund's part is the total less the others."""

    budget = YuanField(label=FIELDS["budget"], help_text=_("Tax included; equal to the sum of the sources below."))
    fund_account = AccountField(label=_("Fund account"), queryset=FundAccount.objects.none(), required=False)
    fund_amount = YuanField(label=_("Fund top-up"), required=False)
    sponsor_organisation = forms.ModelChoiceField(
        label=_("Sponsoring unit"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("A co-building unit known here attaches its pledge letter itself."),
    )
    sponsor_name = TextField(label=_("Sponsor"), max_length=120, required=False)
    sponsor_amount = YuanField(label=_("Sponsor's amount"), required=False)
    crowdfund_name = TextField(label=_("Crowd-funding"), max_length=120, required=False)
    crowdfund_amount = YuanField(label=_("Crowd-funded amount"), required=False)
    foundation_name = TextField(label=_("Community foundation"), max_length=120, required=False)
    foundation_amount = YuanField(label=_("Foundation's amount"), required=False)
    in_kind_name = TextField(label=_("In kind, by"), max_length=120, required=False)
    in_kind_amount = YuanField(
        label=_("Value in kind"), required=False, help_text=_("Shown, but no part of the budget.")
    )

    def __init__(self, *args: Any, demand: Demand, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["fund_account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            FundAccount.objects.filter(place=demand.community, year=demand.fiscal_year)
            .select_related("place", "fund_type", "pool")
            .order_by("fund_type__position", "pk")
        )
        units = self.fields["sponsor_organisation"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = sponsoring_units(demand.community)
        if not units.queryset.exists():
            del self.fields["sponsor_organisation"]

    def clean(self) -> dict[str, Any]:
        """A source that is named has its sum: none is left out without a word. A chosen unit names its line."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (unit := data.get("sponsor_organisation")) is not None:
            data["sponsor_name"] = unit.name
        for source in Source.values:
            named = data.get("fund_account") if source == Source.FUND else data.get(f"{source}_name")
            amount = f"{source}_amount"
            if named and data.get(amount) is None and amount not in self.errors:
                self.add_refusal(InvalidInput("funds.line_needs_amount", field=amount))
        return data

    @staticmethod
    def filled_in(demand: Demand) -> dict[str, Any]:
        """The plan as it stands, field by field."""
        found: dict[str, Any] = {"budget": demand.budget or None}
        for line in demand.plan.lines.all() if demand.plan else []:
            found[f"{line.source}_amount"] = line.agreed
            if line.source == Source.FUND:
                found["fund_account"] = line.account_id
            else:
                found[f"{line.source}_name"] = line.contributor
            if line.organisation_id:
                found["sponsor_organisation"] = line.organisation_id
        return found

    def lines(self) -> list[LineDraft]:
        """The sources that were filled in."""
        data = self.cleaned_data
        drafts = []
        if data["fund_amount"] is not None:
            drafts.append(LineDraft(source=Source.FUND, amount=data["fund_amount"], account=data["fund_account"]))
        for source in (Source.SPONSOR, Source.CROWDFUND, Source.FOUNDATION, Source.IN_KIND):
            amount: Decimal | None = data[f"{source}_amount"]
            if amount is not None:
                unit = data.get("sponsor_organisation") if source == Source.SPONSOR else None
                name = data[f"{source}_name"]
                drafts.append(LineDraft(source=source, amount=amount, contributor=name, organisation=unit))
        return drafts
