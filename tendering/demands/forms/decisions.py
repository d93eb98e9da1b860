"""Screening, meeting, approval, checkpoints, batches, matching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.forms.projects import ProjectFilters
from catalog.models import Provider
from marketplace.places.models import Place
from marketplace.ui.forms import (
    DateField,
    DateTimeField,
    Form,
    ReasonField,
    SeveralField,
    TextField,
    UploadField,
)
from search import lists
from tendering.demands.models import Checkpoint, DecidingBody, Deliberation, Demand, Opinion
from tendering.demands.models.demand import DemandState, Kind, TierChoice
from tendering.demands.models.notice import CHANNELS_BY_HAND
from tendering.demands.rules.planning import LONGEST
from tendering.demands.rules.planning import MOST as MOST_PLANNERS
from tendering.demands.rules.steps import PUBLIC_STATES
from tendering.demands.wording.fields import FIELDS

MOST = 30000
NEGATIVE = [
    ("private_cost", _("A private cost that residents should bear")),
    ("liable_party_cost", _("A cost for which somebody is liable")),
    ("government_duty", _("A duty of government, such as staff pay")),
]


class ScreenForm(Form):
    """The community's first look."""

    negative = forms.MultipleChoiceField(
        label=_("Does one of these apply?"),
        choices=NEGATIVE,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Negative list: whatever applies is refused."),
    )
    duplicates_checked = forms.BooleanField(label=_("I looked for the same need proposed twice"), required=False)
    flags = forms.MultipleChoiceField(
        label=FIELDS["flags"],
        choices=list(Demand.FLAG_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Marked as the author declared it; correct what does not hold."),
    )
    flags_confirmed = forms.BooleanField(label=_("I compared these marks with the need"), required=False)


class ElsewhereForm(Form):
    """A publication outside the portal, for the log (R61)."""

    stage = forms.ChoiceField(label=_("Content"))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS_BY_HAND)
    note = TextField(label=_("Where and how"), max_length=300)
    until_on = DateField(label=_("Shown until"), required=False)

    def __init__(self, *args: Any, stages: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(stages)


class PlannersForm(Form):
    """Who planned the project."""

    names = TextField(
        label=_("Bodies that planned or designed it, one a line"),
        help_text=_("Whole name or credit code. Leave it empty where the community planned it itself."),
        max_length=MOST_PLANNERS * (LONGEST + 2),
        rows=4,
        required=False,
    )


class MergeForm(Form):
    """Into which proposal, and why."""

    into = forms.ModelChoiceField(label=_("Into which proposal"), queryset=Demand.objects.none())
    reason = ReasonField()

    def __init__(self, *args: Any, others: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others


class DeliberationForm(Form):
    """A visit, a survey, a review or a discussion."""

    kind = forms.ChoiceField(label=_("What it was"), choices=Deliberation.Kind.choices, widget=forms.RadioSelect)
    held_on = DateField(label=_("Day"))
    participants = forms.IntegerField(label=_("People who took part"), min_value=1, max_value=1_000_000)
    in_favour = forms.IntegerField(label=_("In favour"), required=False, min_value=0, max_value=1_000_000)
    findings = TextField(label=_("What was found"), max_length=2000, rows=4)
    file = UploadField(label=_("Paper or photo"), required=False)


class CallForm(Form):
    """When and where the deciding body meets."""

    held_at = DateTimeField(label=_("Day and time"))
    place_text = TextField(label=_("Where"), max_length=120)


class MeetingForm(Form):
    """Who came and how they voted."""

    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=MOST)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=MOST)
    against = forms.IntegerField(label=_("Against"), min_value=0, max_value=MOST)
    abstain = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=MOST)
    chair = TextField(label=_("Chair"), max_length=80)
    minutes = TextField(label=_("Minutes"), max_length=4000, rows=6)
    minutes_file = UploadField(label=_("Signed minutes"), required=False)


class BodyForm(Form):
    """The deciding body and its size."""

    kind = forms.ChoiceField(label=_("Body"), choices=DecidingBody.Kind.choices, widget=forms.RadioSelect)
    members = forms.IntegerField(label=_("Number of members"), min_value=1, max_value=30000)
    from_date = DateField(label=_("Term begins"))


class OpinionForm(Form):
    """A member's opinion."""

    vote = forms.ChoiceField(label=_("Opinion"), choices=Opinion.Vote.choices, widget=forms.RadioSelect)
    reason = TextField(label=_("Reason"), max_length=1000, rows=3, required=False)


class RaiseForm(Form):
    """A higher tier, with a reason."""

    tier = forms.ChoiceField(label=_("Tier"), choices=TierChoice.choices, widget=forms.RadioSelect)
    reason = ReasonField()


class AnswerForm(Form):
    """An answer."""

    answer = TextField(label=_("Answer"), max_length=1000, rows=4)


class CheckpointForm(Form):
    """Which checkpoint, when."""

    kind = forms.ChoiceField(label=_("Checkpoint"), choices=Checkpoint.Kind.choices, widget=forms.RadioSelect)
    scheduled_for = DateTimeField(label=_("Day and time"))


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lines of "left: right", with an ordinary or a Chinese colon."""
    rows = [line.replace("：", ":").partition(":") for line in text.splitlines() if line.strip()]
    return [(left.strip(), right.strip()) for left, _colon, right in rows]


class HoldForm(Form):
    """Who took part and what they found, a line each."""

    participants = TextField(
        label=_("Participants"), max_length=4000, rows=5, help_text=_("A line each: name: department")
    )
    findings = TextField(
        label=_("Findings"), max_length=8000, rows=5, required=False, help_text=_("A line each: who: what")
    )
    summary = TextField(label=_("Summary"), max_length=2000, rows=3, required=False)

    def clean_participants(self) -> list[tuple[str, str]]:
        """Names with departments."""
        return _checked(_pairs(self.cleaned_data["participants"]), 80)

    def clean_findings(self) -> list[tuple[str, str]]:
        """Who said what."""
        return _checked(_pairs(self.cleaned_data["findings"]), 1000)


def _checked(rows: list[tuple[str, str]], longest: int) -> list[tuple[str, str]]:
    if any(not left or not right for left, right in rows):
        raise forms.ValidationError(_("Write each line as “left: right”."))
    if any(len(left) > 80 or len(right) > longest for left, right in rows):
        raise forms.ValidationError(_("A line is too long."))
    return rows


class BatchForm(Form):
    """A batch's title."""

    title = TextField(label=_("Title"), max_length=120)
    fiscal_year = forms.IntegerField(label=_("Year"), min_value=2014, max_value=2199)


class BatchAddForm(Form):
    """Funded demands to add."""

    demands = SeveralField(label=_("Demands"), queryset=Demand.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, funded: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["demands"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = funded


class InterestForm(Form):
    """A word with the interest."""

    message = TextField(label=_("Message"), max_length=500, rows=4)


class NoForm(Form):
    """Why not."""

    reason = ReasonField(max_length=500)


class InviteForm(InterestForm):
    """Which provider is invited."""

    provider = forms.ModelChoiceField(
        label=_("Provider"), queryset=Provider.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["provider"]

    def __init__(self, *args: Any, providers: Any, labels: Any, **more: Any) -> None:
        """Take any of `providers`; show those of one page, with their labels."""
        super().__init__(*args, **more)
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = providers
        field.choices = labels


class DemandFilters(ProjectFilters):
    """Filters of the list."""

    q = TextField(label=_("Keywords"), max_length=80)
    tier = forms.MultipleChoiceField(label=_("Tier"), choices=TierChoice.choices, widget=forms.CheckboxSelectMultiple)
    kind = forms.MultipleChoiceField(label=_("Kind of work"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *((value, label) for value, label in DemandState.choices if value in PUBLIC_STATES)],
    )
    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none(), empty_label=_("All streets"))
    year = forms.IntegerField(label=_("Year"), min_value=2014, max_value=2199)
    lookups = {"tier": "tier", "kind": "kind", "state": "state", "street": "community__parent", "year": "fiscal_year"}
    facets = ("tier", "kind")
    field_order = ("q", "tier", "kind", "amount", "category", "domain")

    def __init__(self, *args: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["street"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = streets

    def filter(self, queryset: Any) -> Any:
        """Keywords are asked of the index; of a number a part will do."""
        rows = super().filter(queryset)
        if words := self.chosen().get("q"):
            rows = rows.filter(lists.saying("demand", words) | Q(number__icontains=words))
        return rows
