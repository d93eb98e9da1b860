"""Who answers together, with which part of the work."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.files.rules.kinds import Kind as FileKind
from marketplace.ui.forms import TextField, UploadField
from tendering.bids.forms.rows import RowsForm
from tendering.bids.rules.consortium import LONGEST_WORK, WHOLE, Party
from tendering.bids.rules.content import LARGEST_FILE
from tendering.demands.models.demand import Kind
from tendering.tenders.rules.notice import MOST_JOINED

KINDS = [("", _("As the call asks for")), *Kind.choices]
LONGEST_MEMBER = 120


def _share() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Share of the work in percent"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=WHOLE,
        required=False,
    )


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Kind of its work"), choices=KINDS, required=False)


def _work() -> forms.CharField:
    return TextField(label=_("Its part of the work"), max_length=LONGEST_WORK, rows=2, required=False)


class ConsortiumForm(RowsForm):
    """The lead's own part, the agreement, and one row for each member."""

    most = MOST_JOINED - 1
    needed = ("member", "share", "work")
    finally_needed = ("lead_share", "lead_work")
    row_fields = {
        "member": lambda: TextField(label=_("Name or credit code"), max_length=LONGEST_MEMBER, required=False),
        "share": _share,
        "kind": _kind,
        "work": _work,
    }
    lead_share = _share()
    lead_kind = _kind()
    lead_work = _work()
    agreement = UploadField(
        label=_("Consortium agreement"),
        max_bytes=LARGEST_FILE,
        extensions=sorted(extension for kind in FileKind for extension in kind.extensions),
        required=False,
    )

    def __init__(self, *args: Any, lead: Provider, default_kind: str, has_agreement: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lead, self.default_kind = lead, default_kind
        for name, label in (
            ("lead_share", _("Our share of the work in percent")),
            ("lead_kind", _("Kind of our work")),
            ("lead_work", _("What we do as the lead")),
        ):
            self.fields[name].label = label
        for name in self.finally_needed:
            self.fields[name].required = True
        self.fields["agreement"].required = not has_agreement

    def clean(self) -> dict[str, Any]:
        """Each row names one provider of the roster, and not the lead."""
        values = super().clean()
        self._found = self._providers()
        for number in range(self.row_count):
            name = values.get(f"member_{number}")
            if name and name not in self._found:
                self.add_error(
                    f"member_{number}",
                    ValidationError(_("No provider has this name or code, or it is your own."), code="unknown"),
                )
        return values

    def _providers(self) -> dict[str, Provider]:
        """By what was written: a whole name, or a credit code."""
        written = {self.cleaned_data.get(f"member_{number}") for number in range(self.row_count)} - {None, ""}
        named = Q(organisation__name__in=written) | Q(organisation__uscc__in=written)
        rows = Provider.objects.filter(named).exclude(pk=self.lead.pk).select_related("organisation") if written else ()
        return {key: row for row in rows for key in (row.organisation.name, row.organisation.uscc)}

    def parties(self) -> list[Party]:
        """For the service, the lead first."""
        data = self.cleaned_data
        found = [self._party(self.lead, data["lead_share"], data["lead_kind"], data["lead_work"])]
        rows = [(self._found[row["member"]], row["share"], row["kind"], row["work"]) for row in self.entries()]
        return [*found, *(self._party(*row) for row in rows)]

    def _party(self, provider: Provider, share: Decimal, kind: str, work: str) -> Party:
        name = provider.organisation.name
        return Party(provider.pk, name, share.quantize(Decimal("0.01")), kind or self.default_kind, work)

    @staticmethod
    def first_values(parties: tuple[Party, ...]) -> dict[str, Any]:
        """What stands."""
        values: dict[str, Any] = {}
        for number, party in enumerate(parties):
            start, end = ("lead_", "") if number == 0 else ("", f"_{number - 1}")
            parts = {"share": party.share, "kind": party.kind, "work": party.work, "member": party.name}
            values |= {f"{start}{name}{end}": value for name, value in parts.items()}
        return values
