"""Pages built on the bases, for their tests; the places stand in for any model."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, StaleVersion
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.forms import FilterForm, Form, TextField, VersionedForm, YuanField
from marketplace.ui.views import ActView, Column, DetailPage, Kind, ListPage, ObjectActView, Page

acted: list[Any] = []


class Closed(Page):
    template_name = "ui/page.html"
    title = "Closed"
    roles = ("street", "district")


class SignedIn(Page):
    template_name = "ui/page.html"
    title = "Anybody signed in"
    signed_in = True


class PlaceFilters(FilterForm):
    q = TextField(label="Keywords")
    level = forms.MultipleChoiceField(label="Level", choices=Level.choices, widget=forms.CheckboxSelectMultiple)
    least = forms.IntegerField(label="At least", min_value=0, max_value=10**9)
    lookups = {"level": "level", "least": "population__gte"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = super().filter(queryset)
        return found.filter(name_zh__icontains=q) if (q := self.chosen().get("q")) else found


class PlaceList(ListPage):
    title = "Places"
    caption = "All places"
    export_name = "地方"
    filter_form_class = PlaceFilters
    default_sort = "code"
    columns = [
        Column(name="name_zh", label="Name", kind=Kind.SAID, sort=("name_zh",), link=lambda p: f"/test/places/{p.pk}/"),
        Column(name="code", label="Code", sort=("code",)),
        Column(name="parent.name_zh", label="Lies in", kind=Kind.SAID),
        Column(name="get_level_display", label="Level", kind=Kind.TAG, tag=lambda p: "open", sort=("level",)),
        Column(name="population", label="Residents", kind=Kind.NUMBER, sort=("population",), wide_only=True),
    ]

    def get_queryset(self) -> QuerySet[Any]:
        return Place.objects.select_related("parent")


class PlacePage(DetailPage[Place]):
    model = Place
    template_name = "ui/page.html"
    crumbs = [Crumb("Places", "/test/places/")]


class SpendForm(Form):
    amount = YuanField(label="Amount", max_value=Decimal(76000))
    note = TextField(label="Note", required=False)


class Spend(ActView):
    title = "Spend"
    form_class = SpendForm
    intro = "The money leaves the account."
    submit_label = "Spend it"
    success_message = "Spent."
    success_url = "/test/places/"

    def act(self, form: SpendForm) -> str | None:
        refusals: dict[str, Refusal] = {
            "field": InvalidInput("test.too_much", field="amount", amount=Decimal("5.00")),
            "whole": Refusal("test.closed"),
            "several": Refusals([Refusal("test.closed"), InvalidInput("test.too_much", field="amount")]),
            "forbidden": NotPermitted("test.not_yours"),
            "stale": StaleVersion(),
        }
        if refusal := refusals.get(form.cleaned_data["note"]):
            raise refusal
        acted.append(form.cleaned_data["amount"])
        return None


class CloseForm(VersionedForm):
    pass


class Close(ObjectActView[Place]):
    model = Place
    title = "Close"
    consequences = ["Nobody can use it any more."]
    danger = True
    submit_label = "Close it"
    form_class = CloseForm
    crumbs = [Crumb("Places", "/test/places/")]
    side = [Tab("x", "/")]

    def act(self, form: Any) -> str | None:
        acted.append((self.object.pk, form.cleaned_data["version"]))
        return None


class Raises(Page):
    """What an error inside a view becomes."""

    errors = {
        "forbidden": NotPermitted("test.not_yours"),
        "refused": Refusal("test.closed"),
        "invalid": InvalidInput("test.too_much", amount=Decimal("5.00")),
        "surrogate": UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        "nul": ValueError("A string literal cannot contain NUL (0x00) characters."),
        "broken": RuntimeError("secret detail"),
    }

    def get(self, *_args: Any, **kwargs: Any) -> Any:
        raise self.errors[kwargs["kind"]]
