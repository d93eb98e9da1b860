"""Writing a call, announcing and amending it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import facets
from catalog.forms.projects import Banded, ProjectFilters
from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI
from marketplace.ui.formats import day, moment
from marketplace.ui.forms import (
    DateField,
    DateTimeField,
    Form,
    ReasonField,
    ReasonForm,
    TextField,
    VersionedForm,
    YuanField,
)
from search import lists
from tendering.demands.models.demand import TierChoice
from tendering.tenders.documents import RUNS_OUT
from tendering.tenders.models import ComplexProject, SuspensionOrder
from tendering.tenders.models.tender import TenderMethod, TenderState
from tendering.tenders.queries.checklist import Line
from tendering.tenders.queries.findings import Looked
from tendering.tenders.rules.notice import CHANGEABLE, FIXED_PRICE, LEAST_JOINED, MOST_JOINED, Content
from tendering.tenders.rules.states import PUBLIC
from tendering.tenders.wording.consortia import consortia_words
from tendering.tenders.wording.prices import FIXED_PRICE_NAME

CLOSING_TIME = time(17)
CHANGEABLE_WORDS = {
    "requirements": _("Requirements"),
    "outputs": _("Measurable outputs"),
    "period_from": _("Period from"),
    "period_to": _("Period to"),
}

CONSORTIA = [
    ("", _("No consortia")),
    *((str(number), consortia_words(str(number))) for number in range(LEAST_JOINED, MOST_JOINED + 1)),
]
FIELDS = (
    "requirements",
    "outputs",
    "eligibility",
    "materials",
    "period_from",
    "period_to",
    "how_to_submit",
    "contact_name",
    "contact_phone",
    "supervision_phone",
)


class ContentForm(Form):
    """What people write in a call (domain 2.3); what rounds may change is asked for where the method has rounds."""

    requirements = TextField(label=_("Requirements"), max_length=4000, rows=6)
    outputs = TextField(label=_("Measurable outputs"), max_length=4000, rows=4)
    eligibility = TextField(
        label=_("Who may respond"),
        max_length=2000,
        rows=4,
        help_text=_("Registered scope, qualified staff, a named lead; no barrier by region, capital or turnover."),
    )
    materials = TextField(label=_("Materials to hand in"), max_length=2000, rows=4)
    period_from = DateField(label=_("Period from"))
    period_to = DateField(label=_("Period to"))
    how_to_submit = TextField(label=_("How and where to submit"), max_length=1000, rows=2)
    contact_name = TextField(label=_("Contact person or post"), max_length=80)
    contact_phone = TextField(label=_("Contact phone"), max_length=30)
    supervision_phone = TextField(label=_("Supervision phone"), max_length=30)
    consortium = forms.ChoiceField(
        label=_("Bids by a consortium"),
        choices=CONSORTIA,
        required=False,
        help_text=_("All of them sign the contract and answer for it jointly. Fixed once the call is announced."),
    )
    fixed_price = forms.BooleanField(
        label=FIXED_PRICE_NAME,
        required=False,
        help_text=_(
            "Every bid is at the ceiling; the price is no factor. Its points fall to the plan. For methods that judge"
            " plans. Fixed once the documents are approved."
        ),
    )
    changeable = forms.MultipleChoiceField(
        label=_("What rounds of consultation may change"),
        choices=[(name, CHANGEABLE_WORDS[name]) for name in CHANGEABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only what is ticked here can change, for all bidders at once; ceiling and scoring never do."),
    )

    def __init__(self, *args: Any, has_rounds: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["changeable"] = str(self.initial.get("changeable", "")).split(",")
        if not has_rounds:
            del self.fields["changeable"]

    def content(self) -> Content:
        """What was entered, for the service."""
        return Content(**{name: self.cleaned_data[name] for name in FIELDS}, **self.choices())

    def choices(self) -> dict[str, Any]:
        """What was chosen; what is not asked here stays as it was."""
        return {
            "changeable": ",".join(self.cleaned_data.get("changeable", self.initial["changeable"])),
            "consortium": self.cleaned_data.get("consortium", self.initial.get("consortium", "")),
            "fixed_price": FIXED_PRICE if self._given("fixed_price") else "",
        }

    def _given(self, name: str) -> bool:
        return bool(self.cleaned_data.get(name, self.initial.get(name)))


class AnnouncedForm(ContentForm):
    """A call that is public: a fixed price stays, and whether several may answer together, for some may be about to."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["consortium"], self.fields["fixed_price"]


class PrepareForm(ContentForm):
    """The method and the call."""

    method = forms.ChoiceField(label=_("Method"), widget=forms.RadioSelect)
    change_reason = TextField(
        label=_("Why by another method than the failed call"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Needed where the method changes; the office that approves the documents agrees to it. Published."),
    )
    field_order = ["method", "change_reason"]

    def __init__(self, *args: Any, methods: list[tuple[str, str]], may_change: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_change:
            del self.fields["change_reason"]
        field = self.fields["method"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = methods


class EditForm(ContentForm, VersionedForm):
    """The call while it is in preparation."""


class AnnounceForm(Form):
    """When responses close, where anybody competes: proposed is the first day the rules allow."""

    deadline_at = DateTimeField(label=_("Responses close at"))

    def __init__(self, *args: Any, earliest: date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if earliest is None:
            del self.fields["deadline_at"]
            return
        field = self.fields["deadline_at"]
        field.help_text = _("The rules allow %(day)s at the earliest.") % {"day": day(earliest)}
        field.initial = datetime.combine(earliest, CLOSING_TIME, SHANGHAI)


class ChecklistForm(Form):
    """One line for each item: what the officer saw."""

    def __init__(self, *args: Any, lines: list[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        for number, line in enumerate(lines):
            note = line.tick.note if line.tick else ""
            self.fields[f"item-{number}"] = TextField(label=line.text, max_length=500, required=False, initial=note)
        self.codes = [line.item.code for line in lines]

    def notes(self) -> dict[str, str]:
        """By the code of the item."""
        return {code: self.cleaned_data[f"item-{number}"] for number, code in enumerate(self.codes)}


class ComplexForm(ReasonForm):
    """What makes the project complex, and why."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ComplexProject.Kind.choices, widget=forms.RadioSelect)
    field_order = ["kind", "reason"]


class FindingsForm(VersionedForm):
    """One line for each finding: why it stays."""

    def __init__(self, *args: Any, lines: list[Looked], **options: Any) -> None:
        super().__init__(*args, **options)
        for number, line in enumerate(lines):
            self.fields[f"reason-{number}"] = TextField(
                label=f"“{line.finding.quote}” · {line.field}",
                help_text=line.why,
                max_length=1000,
                rows=3,
                required=False,
                initial=line.answer.reason if line.answer else "",
            )
        self.keys = [line.finding.key for line in lines]

    def reasons(self) -> dict[tuple[str, str, str], str]:
        """By the key of the finding."""
        return {key: self.cleaned_data[f"reason-{number}"] for number, key in enumerate(self.keys)}


class AmendForm(AnnouncedForm):
    """A changed call, with the reason."""

    ceiling = YuanField(label=_("Ceiling"), required=False)
    reason = ReasonField(help_text=_("Everybody may read it."))


class LiftForm(ReasonForm):
    """Which order is lifted, and why."""

    order = forms.TypedChoiceField(label=_("Which order"), widget=forms.RadioSelect)
    field_order = ["order", "reason"]

    def __init__(self, *args: Any, orders: list[SuspensionOrder], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["order"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(row.pk, f"{row.office} · {moment(row.ordered_at)} · {row.reason}") for row in orders]
        field.coerce = {str(row.pk): row for row in orders}.__getitem__
        field.initial = orders[0].pk if orders else None


class CallFilters(ProjectFilters):
    """Filters of the list of calls."""

    q = TextField(label=_("Keywords"), max_length=80)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(value, label) for value, label in TenderState.choices if value in PUBLIC],
        widget=forms.CheckboxSelectMultiple,
    )
    method = forms.MultipleChoiceField(
        label=_("Method"), choices=TenderMethod.choices, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.MultipleChoiceField(label=_("Tier"), choices=TierChoice.choices, widget=forms.CheckboxSelectMultiple)
    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none())
    deadline = forms.ChoiceField(label=facets.LABELS[facets.DEADLINE])
    lookups = {"state": "state", "method": "method", "tier": "tier", "street": "demand__community__parent"}
    facets = ("state", "method", "tier")
    field_order = ("q", "state", "deadline", "method", "tier", "amount", "category", "domain", "street")
    scope, amount_of = "demand__scope_item", "ceiling"

    def __init__(self, *args: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["street"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = streets

    def get_banded(self) -> dict[str, Banded]:
        """Deadlines, too, of calls whose deadline counts."""
        running = Banded("deadline_at", facets.deadlines(self.now), Q(state__in=RUNS_OUT))
        return {**super().get_banded(), facets.DEADLINE: running}

    def filter(self, queryset: Any) -> Any:
        """Keywords are asked of the index; of a number a part will do."""
        rows = super().filter(queryset)
        if words := self.chosen().get("q"):
            rows = rows.filter(lists.saying("tender", words) | Q(number__icontains=words))
        return rows
