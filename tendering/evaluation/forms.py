"""Forms of an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.ui.drawing.values import said
from marketplace.ui.forms import (
    DateTimeField,
    Form,
    OneField,
    ReasonField,
    SeveralField,
    TextField,
    UploadField,
    VersionedForm,
)
from tendering.evaluation.models import Seat
from tendering.evaluation.models.panel import Attendance
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.points import Cell, cell_name
from tendering.evaluation.rules.work import Part
from tendering.evaluation.services.sheets import Written
from tendering.tenders.models import Tender

STATEMENTS = [
    (Relation.EMPLOYMENT.value, _("Within three years I was neither employed by a bidder nor on its board")),
    (Relation.KINSHIP.value, _("I am no spouse, blood relative within three generations or in-law of its head")),
    (Relation.OTHER.value, _("There is no other relation that could affect my fairness")),
]
RELATIONS = [
    (Relation.EMPLOYMENT.value, _("I work or worked for a bidder, or sat on its board")),
    (Relation.KINSHIP.value, _("I am related to its head")),
    (Relation.OTHER.value, _("Another relation that could affect my fairness")),
]


class Members(SeveralField):
    """People to choose from, by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The person's name, marked as Chinese."""
        return said(obj.user.name)


def _offer(form: Form, name: str, rows: Iterable[Membership]) -> None:
    """Let a field choose among these people only; a field with nobody to choose goes."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelMultipleChoiceField)
    keys = [row.pk for row in rows]
    field.queryset = Membership.objects.filter(pk__in=keys).select_related("user").order_by("pk")
    if not keys:
        del form.fields[name]


class ConveneForm(Form):
    """Who sits for the community, and who watches."""

    community = Members(label=_("Members for the community"), queryset=Membership.objects.none())
    observers = Members(label=_("Observers without a vote"), queryset=Membership.objects.none(), required=False)

    def __init__(self, *args: Any, staff: Sequence[Membership], watchers: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "community", staff)
        _offer(self, "observers", watchers)


class Lots(SeveralField):
    """Lots to choose from, by number and title."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Its number as a lot, and the title marked as Chinese."""
        return format_html("{} {}", gettext("Lot %(lot)s") % {"lot": obj.lot}, said(obj.demand.title))


class ConveneLotsForm(ConveneForm):
    """Which lots one panel is to judge; all that wait for one unless chosen otherwise."""

    lots = Lots(label=_("Lots the panel judges"), queryset=Tender.objects.none())
    field_order = ("lots", "community", "observers")

    def __init__(self, *args: Any, waiting: Sequence[Tender], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["lots"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        keys = [lot.pk for lot in waiting]
        field.queryset = Tender.objects.filter(pk__in=keys).select_related("demand", "joint").order_by("lot")
        field.initial = keys


class FillForm(Form):
    """Who follows a member of the community."""

    community = Members(label=_("Members for the community"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, staff: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "community", staff)


class DeclareForm(Form):
    """The three statements of the declaration; all or none."""

    statements = forms.MultipleChoiceField(
        label=_("I declare"),
        choices=STATEMENTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Confirm every statement; if one is not true, step aside instead.")},
    )


class RecuseForm(Form):
    """Why somebody must not judge."""

    relation = forms.ChoiceField(label=_("Relation"), choices=RELATIONS, widget=forms.RadioSelect)
    reason = ReasonField(help_text=_("Only the offices that watch the evaluation read it."))


class SheetForm(VersionedForm):
    """One member's sheet: a field for each bid and criterion.

    Args:
        cells: the cells to fill, with their labels and maxima.
    """

    comment = TextField(label=_("Comment"), max_length=2000, rows=2, required=False)

    def __init__(self, *args: Any, cells: Mapping[Cell, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.cells = dict(cells)
        for cell, label in self.cells.items():
            attributes = {"class": "input input-sm input-num", "inputmode": "decimal", "aria-label": label}
            self.fields[cell_name(cell)] = TextField(
                label=label, max_length=8, required=False, widget=forms.TextInput(attributes)
            )

    def written(self) -> Written:
        """What was written, cell by cell."""
        points = {cell: self.cleaned_data.get(cell_name(cell), "") for cell in self.cells}
        return Written(points, self.cleaned_data["comment"])


class EnterForm(SheetForm):
    """What a paper says, typed in for the first time, and its scan."""

    scan = UploadField(label=_("Scan of the signed sheet"), extensions=("pdf", "jpg", "jpeg", "png"), required=False)

    def __init__(self, *args: Any, has_scan: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scan"].required = not has_scan


class CompareForm(SheetForm):
    """What the paper says, typed in by somebody else."""


class SendBackForm(VersionedForm):
    """Why the first entry is wrong."""

    reason = ReasonField()


class AskForm(Form):
    """What the bidder is to explain."""

    question = TextField(label=_("Question to the bidder"), max_length=2000, rows=4)


class AnswerForm(Form):
    """The bidder's explanation."""

    answer = TextField(
        label=_("Explanation"),
        max_length=4000,
        rows=6,
        help_text=_("Costs, working hours, volunteers, discounts: how the work can be done well for this price."),
    )


class DecideForm(Form):
    """Whether the explanation will do."""

    accept = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The explanation is accepted")), ("no", _("The bid is invalid"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField()


class DeviationForm(Form):
    """A reason for each bid whose total lies far from the others'."""

    def __init__(self, *args: Any, bids: Mapping[UUID, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for key, name in bids.items():
            self.fields[f"b{key}"] = TextField(label=name, max_length=1000, rows=3)


class SignForm(Form):
    """A signature, with a dissent where there is one."""

    dissent = TextField(
        label=_("Dissent"),
        max_length=2000,
        rows=3,
        required=False,
        help_text=_("Leave it empty if you agree. A dissent stands in the report."),
    )


PARTS = {
    Part.PUNCTUALITY: _("Punctuality"),
    Part.DILIGENCE: _("Diligence"),
    Part.COMPETENCE: _("Competence"),
    Part.DISCIPLINE: _("Discipline"),
}


class AttendanceForm(Form):
    """One choice for each voting seat.

    Args:
        seats: the seats that are held.
    """

    def __init__(self, *args: Any, seats: Sequence[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        self.seats = seats
        for seat in seats:
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=f"{seat.label} {seat.user.name}",
                choices=Attendance.choices,
                initial=seat.attendance or Attendance.PRESENT,
                widget=forms.RadioSelect,
            )

    def marks(self) -> dict[int, str]:
        """What was chosen, by id of the seat."""
        return {seat.pk: self.cleaned_data[f"seat_{seat.pk}"] for seat in self.seats}


class WorkForm(Form):
    """Points for each part, and a remark.

    Args:
        most: the most points for each part.
    """

    remark = ReasonField(label=_("Remark"), help_text=_("What the points rest on."))

    def __init__(self, *args: Any, most: Mapping[Part, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = most
        for part, maximum in most.items():
            self.fields[part.value] = forms.IntegerField(
                label=PARTS[part],
                min_value=0,
                max_value=maximum,
                help_text=_("At most %(maximum)s points (example)") % {"maximum": maximum},
            )
        self.order_fields([*(part.value for part in most), "remark"])

    def points(self) -> dict[str, int]:
        """What was given, by part."""
        return {part.value: self.cleaned_data[part.value] for part in self.most}


class ScheduleForm(Form):
    """Where and when."""

    place = TextField(label=_("Place"), max_length=200)
    starts_at = DateTimeField(label=_("Begins"))


class SpeakersForm(Form):
    """Who comes for the bidder."""

    speakers = TextField(
        label=_("Who speaks"), max_length=200, help_text=_("Names and duties, as the team in your bid says them.")
    )


class AskedBy(OneField):
    """Members by number."""

    def label_from_instance(self, obj: Any) -> str:
        """03 · Expert"""
        return f"{obj.label} · {obj.get_capacity_display()}"


class NoteForm(Form):
    """A question and what was answered."""

    seat = AskedBy(
        label=_("Asked by"), queryset=Seat.objects.none(), required=False, empty_label=_("the panel together")
    )
    question = TextField(label=_("Question"), max_length=2000, rows=3)
    answer = TextField(label=_("Answer"), max_length=4000, rows=5)

    def __init__(self, *args: Any, seats: QuerySet[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["seat"]
        assert isinstance(field, AskedBy)
        field.queryset = seats
