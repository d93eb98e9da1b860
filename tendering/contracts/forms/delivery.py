"""Reports, amendments, acceptance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.ui.forms import DateField, DateTimeField, Form, TextField, UploadsField, YuanField
from marketplace.ui.text import Text
from tendering.contracts.models import AcceptanceMember
from tendering.contracts.queries.team import CAPACITY_OF
from tendering.contracts.rules.acceptance import Capacity
from tendering.contracts.services.acceptance import Seat, Team
from tendering.contracts.services.amendments import Change
from tendering.contracts.services.milestones import Report

PICTURES = ("jpg", "jpeg", "png", "webp")
SEATS = 7
GREATEST = 2_147_483_647


class ReportForm(Form):
    """A milestone's report, made for a phone: words, heads, yuan, pictures."""

    text = TextField(label=_("What was done"), max_length=4000, rows=5)
    attendance = forms.IntegerField(label=_("People reached"), min_value=0, max_value=GREATEST, required=False)
    spent = YuanField(label=_("Spent on this milestone"), min_value=None)
    before = UploadsField(label=_("Photos before"), extensions=PICTURES, max_files=9, required=False)
    after = UploadsField(label=_("Photos of the result"), extensions=PICTURES, max_files=9)

    def report(self) -> Report:
        """What was entered, for the service."""
        data = self.cleaned_data
        return Report(data["text"], data["spent"], data["attendance"], data["before"], data["after"])


class AmendForm(Form):
    """What a supplement changes."""

    amount = YuanField(
        label=_("Change of the sum"), min_value=None, required=False, help_text=_("Below zero where something is cut.")
    )
    period_to = DateField(label=_("New last day"), required=False)
    text = TextField(label=_("What changes, and why"), max_length=2000, rows=5)

    def change(self) -> Change:
        """What was entered, for the service."""
        data = self.cleaned_data
        amount = data["amount"]
        days = {"period_to": data["period_to"]}
        return Change(data["text"], **days) if amount is None else Change(data["text"], amount, **days)


class StatementForm(Form):
    """The contractor says that everything is done."""

    statement = TextField(label=_("What was delivered, in short"), max_length=2000, rows=5)


class TeamForm(Form):
    """When the team inspects and who sits on it; the first one leads."""

    inspect_at = DateTimeField(label=_("Inspection at"))

    def __init__(self, *args: Any, candidates: list[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = {str(member.pk): member for member in candidates}
        choices = [("", "—"), *_grouped(candidates)]
        for number in range(1, SEATS + 1):
            label = _("Leader") if number == 1 else _("Member %(number)s") % {"number": number}
            self.fields[f"seat_{number}"] = forms.ChoiceField(label=label, choices=choices, required=number == 1)

    def team(self) -> Team:
        """What was entered, for the service; as what somebody sits follows from the role."""
        chosen = [self.cleaned_data[f"seat_{number}"] for number in range(1, SEATS + 1)]
        members = [self.candidates[pk] for pk in chosen if pk]
        return Team(self.cleaned_data["inspect_at"], [Seat(one, _capacity(one)) for one in members])


def _capacity(member: Membership) -> Capacity:
    return next(capacity for role, capacity in CAPACITY_OF.items() if role == member.role)


def _grouped(candidates: list[Membership]) -> list[tuple[Text, list[tuple[str, str]]]]:
    """By what they sit as, professionals and departments first: without one of them there is no team (R48)."""
    offered: dict[Capacity, list[tuple[str, str]]] = {capacity: [] for capacity in CAPACITY_OF.values()}
    for member in candidates:
        offered[_capacity(member)].append((str(member.pk), _named(member)))
    return [(AcceptanceMember.Capacity(capacity).label, rows) for capacity, rows in offered.items() if rows]


def _named(member: Membership) -> str:
    return f"{member.user.name} · {member}"


class OpinionForm(Form):
    """What a member of the team finds."""

    opinion = forms.ChoiceField(label=_("Opinion"), choices=AcceptanceMember.Opinion.choices, widget=forms.RadioSelect)
    findings = TextField(label=_("What you found on the spot"), max_length=2000, rows=5, required=False)


class ConcludeForm(Form):
    """The leader's report."""

    report = TextField(label=_("Acceptance report"), max_length=4000, rows=8, help_text=_("Everybody may read it."))
    rectify = TextField(
        label=_("What is to be put right"),
        max_length=2000,
        rows=4,
        required=False,
        help_text=_("Where the opinions neither pass nor fail it."),
    )
