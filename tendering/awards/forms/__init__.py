"""Forms of this stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, When
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.forms.projects import ProjectFilters
from catalog.models import Provider
from marketplace.places.models import Place
from marketplace.places.queries import keys_named
from marketplace.ui import typed
from marketplace.ui.drawing.values import said
from marketplace.ui.forms import Form, ReasonForm, TextField, UploadsField, YuanField
from search import lists
from tendering.awards.models import AwardState
from tendering.awards.models.objection import OutcomeChoice
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import State
from tendering.demands.models.demand import TierChoice
from tendering.evaluation.models.panel import ErrorKind
from tendering.tenders.models.tender import TenderMethod


class RecheckForm(ReasonForm):
    """Which error the panel corrects itself, and what was found."""

    error = forms.ChoiceField(label=_("Error"), choices=ErrorKind.choices, widget=forms.RadioSelect)
    field_order = ["error", "reason"]


class NoteForm(Form):
    """What the community adds to the computed reasons."""

    note = TextField(
        label=_("What you add to the reasons"),
        max_length=2000,
        rows=4,
        required=False,
        help_text=_("Ranking, prices and computed reasons are published by themselves. Everybody may read it."),
    )


class ObjectionForm(Form):
    """An objection by name, with evidence."""

    text = TextField(
        label=_("What you object to, and why"),
        max_length=4000,
        rows=6,
        help_text=_("Your name is known to the offices and masked for everybody else; the text is public."),
    )
    evidence = UploadsField(label=_("Evidence"), required=False, max_files=5)


_ANSWERS = [
    ("dismissed", _("Dismissed: the rest of the publicity runs")),
    ("upheld", _("Upheld: the award is void")),
]


class AnswerForm(Form):
    """Dismissed or upheld, in words; `anew` lists what could be done anew."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=_ANSWERS,
        widget=forms.RadioSelect,
    )
    answer = TextField(label=_("Answer"), max_length=4000, rows=6, help_text=_("Everybody may read it."))

    def __init__(self, *args: Any, anew: Sequence[Outcome], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*_ANSWERS, *((one.value, OutcomeChoice(one).label) for one in anew)]


class LettersForm(Form):
    """Words for the winner and for each loser, beside what is computed."""

    note = TextField(label=_("What you add to the award letter"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, losers: Iterable[Provider], **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = {f"loser_{provider.pk}": provider.pk for provider in losers}
        for provider in losers:
            self.fields[f"loser_{provider.pk}"] = TextField(
                label=format_html(str(_("What you add for {}")), said(provider)),
                max_length=2000,
                rows=2,
                required=False,
                help_text=_("Only this bidder reads it."),
            )

    def loser_notes(self) -> dict[int, str]:
        """What was added, by provider."""
        return {pk: self.cleaned_data[name] for name, pk in self.names.items() if self.cleaned_data.get(name)}


class ResultFilters(ProjectFilters):
    """Filters of the list of results."""

    q = TextField(label=_("Keywords"), max_length=80)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(value, label) for value, label in AwardState.choices if value != State.PROPOSED],
        widget=forms.CheckboxSelectMultiple,
    )
    method = forms.MultipleChoiceField(
        label=_("Method"), choices=TenderMethod.choices, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.MultipleChoiceField(label=_("Tier"), choices=TierChoice.choices, widget=forms.CheckboxSelectMultiple)
    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none())
    # Written, not chosen: a city has thousands of them.
    community = TextField(label=_("Community"), max_length=80)
    contractor = TextField(label=_("Contractor"), max_length=80)
    year = forms.TypedChoiceField(label=_("Year published"), coerce=int, empty_value=None)
    least = YuanField(label=_("Award sum from"))
    most = YuanField(label=_("Award sum up to"))
    lookups = {
        "state": "state",
        "method": "tender__method",
        "tier": "tender__tier",
        "street": "tender__demand__community__parent",
        "year": "publicised_at__year",
        "least": "price__gte",
        "most": "price__lte",
    }
    facets = ("state", "method", "tier", "street", "year")
    field_order = ("q", "state", "method", "tier", "amount", "least", "most", "category", "domain")
    scope, amount_of = "tender__demand__scope_item", "price"

    def __init__(self, *args: Any, streets: Any, years: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        street = self.fields["street"]
        assert isinstance(street, forms.ModelChoiceField)
        street.queryset = streets
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        self.years = list(years)
        year.choices = [("", _("All")), *((number, str(number)) for number in self.years)]

    def counted_by(self, name: str) -> Any:
        """Years by their bounds: a database that works out each row's year takes seconds for a city."""
        if name != "year":
            return super().counted_by(name)
        cases = (When(publicised_at__year=number, then=number) for number in self.years)
        return Case(*cases, output_field=IntegerField())

    def filter(self, queryset: Any) -> Any:
        """Keywords are asked of the index; of a number a part will do."""
        rows = super().filter(queryset)
        if name := self.chosen().get("community"):
            rows = rows.filter(tender__demand__community__in=keys_named(name))
        if name := self.chosen().get("contractor"):
            rows = rows.filter(_named(name))
        if words := self.chosen().get("q"):
            rows = rows.filter(lists.saying("award", words) | Q(number__icontains=words))
        return rows


def _named(words: str) -> Q:
    return typed.says(words, "provider__organisation__name") | typed.says(words, "group__organisation__name")
