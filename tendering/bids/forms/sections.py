"""The sections of a bid. Nothing typed here leaves the request but encrypted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.files.rules.kinds import Kind
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset.facts import Fact
from marketplace.rulebook.wording.facts import FACT_WORDS
from marketplace.ui.forms import Form, TextField, UploadField, VersionedForm, YuanField
from tendering.bids.forms.rows import RowsForm
from tendering.bids.rules.content import (
    LARGEST_FILE,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_UNIT,
    MOST,
    MOST_FACT,
    MOST_LINES,
    MOST_MEMBERS,
    Content,
    Member,
    PriceLine,
)
from tendering.tenders.wording.prices import FIXED_PRICE_NAME


class PriceForm(RowsForm):
    """The quote and its lines; the lines add up to it."""

    most = MOST_LINES
    needed = ("description", "quantity", "unit_price")
    finally_needed = ("total",)
    row_fields = {
        "description": lambda: TextField(label=_("What for"), max_length=LONGEST_NAME, required=False),
        "quantity": lambda: forms.DecimalField(
            label=_("Quantity"),
            max_digits=8,
            decimal_places=2,
            min_value=Decimal("0.01"),
            max_value=MOST,
            required=False,
        ),
        "unit": lambda: TextField(label=_("Unit"), max_length=LONGEST_UNIT, required=False),
        "unit_price": lambda: YuanField(label=_("Unit price"), min_value=ZERO, required=False),
    }
    total = YuanField(
        label=_("Total quote"),
        required=False,
        help_text=_("Taxes included; the lines below add up to it."),
    )

    def __init__(self, *args: Any, fixed: Decimal | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if fixed is not None:
            self.initial["total"], total = fixed, self.fields["total"]
            total.disabled, total.label = True, FIXED_PRICE_NAME
            total.help_text = _("Set by the call for every bid; the lines below add up to it.")

    def changes(self) -> dict[str, Any]:
        """Values for `services.drafts.save_draft`."""
        lines = tuple(
            PriceLine(
                row["description"],
                row["quantity"].quantize(Decimal("0.01")),
                row["unit"],
                row["unit_price"],
            )
            for row in self.entries()
        )
        return {"lines": lines, "total": self.cleaned_data["total"]}

    @staticmethod
    def first_values(content: Content) -> dict[str, Any]:
        """What the draft holds."""
        values: dict[str, Any] = {"total": content.total}
        for number, line in enumerate(content.lines):
            for name in ("description", "quantity", "unit", "unit_price"):
                values[f"{name}_{number}"] = getattr(line, name)
        return values


class PlanForm(VersionedForm):
    """How, when, and with whom among the residents."""

    unmarked = ("plan",)

    plan = TextField(
        label=_("How the work will be done"),
        max_length=LONGEST_TEXT,
        rows=10,
        required=False,
        help_text=_("What you understand the need to be, how you meet it, how results are measured."),
    )
    schedule = TextField(label=_("Schedule"), max_length=LONGEST_TEXT, rows=5, required=False)
    participation = TextField(label=_("How residents take part"), max_length=LONGEST_TEXT, rows=4, required=False)

    def changes(self) -> dict[str, Any]:
        """Values for `services.drafts.save_draft`."""
        return {name: self.cleaned_data[name] for name in ("plan", "schedule", "participation")}


class TeamForm(RowsForm):
    """Who does the work; the first one leads."""

    most = MOST_MEMBERS
    needed = ("name", "duty")
    row_fields = {
        "name": lambda: TextField(label=_("Full name"), max_length=80, required=False),
        "duty": lambda: TextField(label=_("Duty in this project"), max_length=120, required=False),
        "qualification": lambda: TextField(label=_("Certificate or title"), max_length=LONGEST_NAME, required=False),
    }

    def changes(self) -> dict[str, Any]:
        """Values for `services.drafts.save_draft`."""
        return {"team": tuple(Member(**row) for row in self.entries())}

    @staticmethod
    def first_values(content: Content) -> dict[str, Any]:
        """What the draft holds."""
        values = {}
        for number, member in enumerate(content.team):
            for name in ("name", "duty", "qualification"):
                values[f"{name}_{number}"] = getattr(member, name)
        return values


class FactsForm(VersionedForm):
    """The numbers that the formulas of this call read."""

    def __init__(self, *args: Any, facts: list[Fact], **options: Any) -> None:
        super().__init__(*args, **options)
        self.facts = facts
        self.unmarked = [fact.value for fact in facts]
        for fact in facts:
            self.fields[fact.value] = forms.IntegerField(
                label=FACT_WORDS[fact], min_value=0, max_value=MOST_FACT, required=False
            )

    def changes(self) -> dict[str, Any]:
        """Values for `services.drafts.save_draft`; a number left empty is not stated."""
        stated = {fact.value: self.cleaned_data[fact.value] for fact in self.facts}
        return {"facts": {name: value for name, value in stated.items() if value is not None}}


class FileForm(Form):
    """One file more."""

    upload = UploadField(
        label=_("Add a file"),
        max_bytes=LARGEST_FILE,
        extensions=sorted(extension for kind in Kind for extension in kind.extensions),
    )


class SealForm(Form):
    """The two declarations of whoever signs."""

    unrelated = forms.BooleanField(
        label=_(
            "We have no interest in common with the purchaser or another bidder, and neither the same responsible "
            "person nor control."
        )
    )
    truthful = forms.BooleanField(
        label=_("What we say is true; we know that false material leads to removal and a ban of three years.")
    )
