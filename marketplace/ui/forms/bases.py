"""Bases of all forms: a refusal comes back on the form with its rule."""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Value
from django.forms.utils import pretty_name
from django.utils.translation import gettext_lazy as _

from marketplace.ui import refusals
from marketplace.ui.forms.fields import ReasonField
from marketplace.ui.forms.widgets import CountedSelect, count_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
    from typing import Self

    from django.db.models import QuerySet

    from marketplace.primitives.refusal import Refusal
    from marketplace.ui.text import Text

    _ModelForm = forms.ModelForm[Model]
else:
    _ModelForm = forms.ModelForm


# Two kinds of dashes, and the words the base of all forms puts in their place.
DJANGO_OPEN_CHOICE = ("---------", _("Please choose"))
DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class RefusalMixin(forms.BaseForm):
    """Shows refusals beside the fields they blame, or with their rule at the top of the form."""

    refused: list[refusals.Worded]
    # What was done meanwhile to what the form is about, by somebody else or on another page.
    changed: str = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.refused = []
        for name, field in self.fields.items():
            _name_what_is_missing(field, field.label or pretty_name(name))
            _name_the_open_choice(field, _("Please choose"))

    def add_refusal(self, refusal: Refusal) -> None:
        """Put a refusal on a bound form; a `Refusals` gives one entry for each thing refused."""
        for worded in refusals.all_words(refusal):
            if worded.field in self.fields:
                self.add_error(worded.field, ValidationError(worded.text, code=worded.code))
            else:
                self.refused.append(worded)
                self.add_error(None, ValidationError(worded.text, code=worded.code))


class Form(RefusalMixin, forms.Form):
    """Base of forms that lead to one service call."""

    use_required_attribute = False


class ModelForm(RefusalMixin, _ModelForm):
    """Base of forms whose fields come from a model; the service saves, not the form."""

    use_required_attribute = False


class ReasonForm(Form):
    """A reason and nothing else: for returning, cancelling, refusing."""

    reason = ReasonField()


class VersionedForm(Form):
    """Carries the version of the object the person saw; services compare it and raise StaleVersion.

    Args:
        version: the object's version when the page is shown.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647)

    def __init__(self, *args: Any, version: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if version is not None:
            self.initial["version"] = version


class FilterForm(Form):
    """Filters of a list, in the address. A value that makes no sense is told and left out.

    `lookups` maps a field to the ORM lookup it filters by; override `filter` for anything else. `facets` names the
    choices of which each says how many rows it would find.
    """

    lookups: Mapping[str, str] = {}
    facets: tuple[str, ...] = ()
    _left_out: tuple[str, ...] = ()
    counts: Mapping[str, Counter[str]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required = False
            _name_the_open_choice(field, _("All"))

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit every filter that was set."""
        values = self.chosen()
        conditions = {}
        for name, lookup in self.lookups.items():
            if name in values:
                many = isinstance(values[name], list | tuple | set)
                conditions[f"{lookup}__in" if many else lookup] = values[name]
        return queryset.filter(**conditions) if conditions else queryset

    def chosen(self) -> dict[str, Any]:
        """Names and clean values of the filters that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self._cleaned() if _is_set(value)}

    def _cleaned(self) -> Iterator[tuple[str, Any]]:
        return ((name, value) for name, value in self.cleaned_data.items() if name not in self._left_out)

    def count(self, queryset: QuerySet[Any]) -> None:
        """Count the rows of every choice of the facets under all other filters: one query.

        A facet's own choices do not narrow its counts, those of the other facets do.
        """
        columns = [self.counted_by(name) for name in self.facets]
        rows = self.without(*self.facets).filter(queryset).order_by()
        self.tally(self.facets, rows.values_list(*columns).annotate(rows=Count("pk", distinct=True)))

    def counted_by(self, name: str) -> Any:
        """What the rows are grouped by for a facet: its lookup, or an expression with the same values."""
        return self.lookups[name]

    def without(self, *names: str) -> Self:
        """The same filters but for these."""
        fewer = copy(self)
        fewer._left_out = (*self._left_out, *names)
        return fewer

    def count_without(self, names: Sequence[str], queryset: QuerySet[Any]) -> dict[str, int]:
        """How many rows each of these filters alone keeps from being found, of those that keep any: one query."""
        rows = [
            fewer.filter(queryset).order_by().values(left_out=Value(name)).annotate(rows=Count("pk", distinct=True))
            for name, fewer in ((name, self.without(name)) for name in names)
        ]
        found = dict(rows[0].union(*rows[1:], all=True).values_list("left_out", "rows")) if rows else {}
        return {name: found[name] for name in names if found.get(name)}

    def tally(self, names: Sequence[str], groups: Iterable[tuple[Any, ...]]) -> None:
        """Keep the counts of these facets, from groups of rows: of each the value or set of values, and how many."""
        chosen = {name: self.asked(name) for name in names if name in self.chosen()}
        counts = {name: self._zeroes(name) for name in names}
        for *found, rows in groups:
            values = {name: _as_set(value) for name, value in zip(names, found, strict=True)}
            misses = [name for name in chosen if values[name].isdisjoint(chosen[name])]
            if len(misses) > 1:
                continue
            for name in misses or names:
                counts[name].update({value: rows for value in values[name] if value in counts[name]})
        self.counts = {**self.counts, **counts}

    def asked(self, name: str) -> set[str]:
        """The values chosen of a filter, as they stand in the address."""
        value = self.chosen()[name]
        several = value if isinstance(value, list | tuple | set) else (value,)
        return {str(self.fields[name].prepare_value(one)) for one in several}

    def _zeroes(self, name: str) -> Counter[str]:
        """No row yet for each value; a list to choose from is read once and draws these counts."""
        field = self.fields[name]
        counts: Counter[str] = Counter()
        if isinstance(field.widget, forms.Select):
            field.widget = CountedSelect(name, counts, attrs=field.widget.attrs, choices=list(field.widget.choices))
        counts.update({value: 0 for option in self[name] if (value := str(option.data["value"]))})
        return counts

    def counted(self) -> Iterator[tuple[str, int]]:
        """Id of the element and number of rows, of every box of the facets."""
        boxes = (name for name in self.counts if not isinstance(self.fields[name].widget, CountedSelect))
        return ((count_id(name, value), rows) for name in boxes for value, rows in self.counts[name].items())

    def counted_options(self) -> Iterator[tuple[str, str]]:
        """Id and label with number of rows, of every option of the facets that are lists to choose from."""
        for field in self.fields.values():
            if isinstance(field.widget, CountedSelect):
                yield from field.widget.labels()


def _as_set(value: Any) -> Set[str]:
    return value if isinstance(value, frozenset) else {str(value)}


def _is_set(value: Any) -> bool:
    return value is not None and value not in ("", False) and (not hasattr(value, "__len__") or len(value) > 0)


def _name_the_open_choice(field: forms.Field, words: Text) -> None:
    """Say what it means that nothing is chosen, where Django draws a row of dashes; a field's own words stay."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label in DJANGO_OPEN_CHOICE:
        field.empty_label = words


def _name_what_is_missing(field: forms.Field, label: Text) -> None:
    """Say what to fill in, not that "this field is required"; a field's own words stay."""
    if field.error_messages.get("required") != DJANGO_REQUIRED:
        return
    if isinstance(field, forms.BooleanField):
        text = _("Please confirm “%(label)s”.")
    elif isinstance(field, forms.FileField):
        text = _("Please attach “%(label)s”.")
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        text = _("Please choose “%(label)s”.")
    else:
        text = _("Please fill in “%(label)s”.")
    # The form lives for one request, so the label may be read now, in the reader's language.
    field.error_messages["required"] = str(text) % {"label": str(label).rstrip("。.")}


STALE = refusals.Words(
    text=_("This was changed after the page was shown, by somebody else or by you on another page."),
    rule=_("What two people change at the same time is never overwritten silently."),
    todo=_("Open the page again, look at the current version, and enter your changes there."),
)
refusals.register({"stale_version": STALE})
