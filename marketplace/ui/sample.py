"""Made-up content of the component gallery."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from marketplace.ui.components import Event, Fact, Phase, Segment, Stat, Step, StepState, Tab, Task, Tile, Todo
from marketplace.ui.drawing import values
from marketplace.ui.forms import DateField, Form, ReasonField, TextField, UploadField, YuanField

STEPS = (
    (_("Proposed"), _("Discussed"), _("Decided")),
    (_("Calling"), _("Evaluating"), _("Publicity")),
    (_("Contract"), _("Acceptance"), _("Appraisal")),
)
PHASES = (
    (_("Residents decide"), _("residents have the say")),
    (_("Public letting"), _("who does it")),
    (_("Delivery and appraisal"), _("how well it was done")),
)


class SampleForm(Form):
    """One field of each kind."""

    title = TextField(label=_("Title"), help_text=_("As people will read it in lists."))
    total = YuanField(label=_("Total price"), help_text=_("Tax included."), max_value=Decimal(76000))
    fee = YuanField(label=_("Management fee"), required=False)
    manner = django_forms.ChoiceField(
        label=_("How it is carried out"),
        choices=[("let", _("By a contractor")), ("self", _("By residents themselves"))],
        widget=django_forms.RadioSelect,
    )
    start = DateField(label=_("First day"))
    reason = ReasonField()
    file = UploadField(label=_("Attachment"), required=False)
    true = django_forms.BooleanField(label=_("What is entered is true."))


def form() -> SampleForm:
    """A form sent with mistakes, and refused by a rule."""
    sent = SampleForm(data={"title": "社区助浴", "total": "78500", "start": "2026-12-01", "manner": "let"})
    sent.is_valid()
    sent.add_refusal(Refusal("stale_version"))
    return sent


def phases(now: int) -> list[Phase]:
    """The life cycle with step `now` (1 to 9) under way."""
    numbered = iter(range(1, 10))
    return [
        Phase(label, [Step(name, _state(next(numbered), now)) for name in names], words)
        for (label, words), names in zip(PHASES, STEPS, strict=True)
    ]


def _state(number: int, now: int) -> StepState:
    if number == now:
        return StepState.NOW
    return StepState.DONE if number < now else StepState.NEXT


def content(now: datetime) -> dict[str, object]:
    """What the gallery shows."""
    noon = now.replace(hour=17, minute=0, second=0, microsecond=0)
    return {
        "amount": Decimal("186000.00"),
        "large": Decimal("3320000.00"),
        "now": now,
        "later": noon + timedelta(days=12),
        "soon": noon + timedelta(days=2),
        "late": noon - timedelta(days=4),
        "form": form(),
        "phases": phases(4),
        "phases_late": phases(8),
        "hash": "9c41e07b52da18f36ab0d4c57e9203fd",
        **_facts(noon),
        **_figures(),
        **_lines(noon),
    }


def _facts(noon: datetime) -> dict[str, object]:
    return {
        "events": [
            Event(_("Results in publicity"), noon, url="#c-lists", state=StepState.NOW),
            Event(_("Call published"), day_of(noon - timedelta(days=18)), note=_("Round 1")),
        ],
        "facts": [
            Fact(_("Project number"), "JN-2026-0211"),
            Fact(_("Ceiling"), values.yuan(Decimal(76000))),
            Fact(_("Title"), values.said("黄忠社区议事骨干培育与陪伴项目")),
        ],
        "answers": [Fact(_("Total price"), values.yuan(Decimal(74500)), "#c-forms")],
        "tasks": [
            Task(_("Total price"), "#c-forms", _("Total and details"), _("In progress"), "public"),
            Task(_("Check and seal"), state=_("Not started")),
        ],
    }


def _figures() -> dict[str, object]:
    return {
        "figures": [
            Stat(_("Utilisation"), "77.0", "%", _("paid and committed, of what was received")),
            Stat(_("Satisfaction"), "91.6", "%"),
            Stat(_("Projects"), "63"),
        ],
        "parts": [
            Segment(_("Paid"), Decimal(53), "53%", 1),
            Segment(_("Committed"), Decimal(37), "37%", 3),
            Segment(_("Not committed"), Decimal(10), "10%", 5),
        ],
        "points": [Decimal(90), Decimal(92), Decimal(91), Decimal("91.6")],
        "tiles": [
            Tile(values.said("抚琴"), "88.7%", 4, "fuqin", "#c-bars"),
            Tile(values.said("茶店子"), "91.3%", 5, "chadianzi", "#c-bars"),
            Tile(values.said("沙河源"), "73.9%", 2, "shaheyuan", "#c-bars"),
        ],
    }


def _lines(noon: datetime) -> dict[str, object]:
    return {
        "lines": [
            Todo(
                _("Confirm the mid-term findings"),
                "#c-lists",
                _("Confirm"),
                "金鱼街社区邻里节项目",
                due_at=noon - timedelta(days=3),
            ),
            Todo(_("Answer a question"), "#c-lists", _("Answer"), "助残康复小组项目", due_at=noon + timedelta(days=1)),
        ],
        "tab_links": [Tab(_("List"), "#c-lists", current=True, count=28), Tab(_("Table"), "#c-lists")],
    }
