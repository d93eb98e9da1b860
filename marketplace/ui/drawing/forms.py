"""What the field template needs to know about a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.widgets import CheckboxInput, ChoiceWidget, FileInput, Select, Textarea
from django.utils.html import format_html
from django.utils.translation import gettext

from marketplace.ui.forms.widgets import AffixInput, count_id
from marketplace.ui.tongue import is_foreign

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.forms.boundfield import BoundWidget
    from django.utils.safestring import SafeString


def kind(field: BoundField) -> str:
    """``checkbox``, ``choices`` (radios or boxes), ``file``, ``affix``, ``group`` or ``plain``."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, ChoiceWidget) and not isinstance(widget, Select):
        return "choices"
    if isinstance(widget, FileInput):
        return "file"
    if isinstance(widget, AffixInput):
        return "affix"
    return "group" if field.use_fieldset else "plain"


def control(field: BoundField) -> SafeString:
    """The control itself, tied to its hint and error."""
    widget = field.field.widget
    attributes: dict[str, Any] = {}
    if not isinstance(widget, CheckboxInput | FileInput) and (
        isinstance(widget, Select) or not isinstance(widget, ChoiceWidget)
    ):
        extra = " input-num" if isinstance(widget, AffixInput) else ""
        attributes["class"] = f"{widget.attrs.get('class', '')} input{extra}".strip()
    if isinstance(widget, Textarea):
        attributes.setdefault("rows", widget.attrs.get("rows", 4))
    if described := described_by(field):
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(field.value(), str) and is_foreign(field.value()):
        attributes["lang"] = "zh-Hans"
    return field.as_widget(attrs=attributes)


def facet_count(field: BoundField, option: BoundWidget) -> SafeString | str:
    """How many rows a choice of a filter would find; nothing where that is not counted."""
    counts = getattr(field.form, "counts", {}).get(field.name)
    if counts is None:
        return ""
    value = str(option.data["value"])
    return format_html(' <small class="mute" id="{}">{}</small>', count_id(field.name, value), counts[value])


def described_by(field: BoundField) -> str:
    """Ids of the hint and the error that belong to a field."""
    parts = []
    if field.help_text:
        parts.append(f"{field.auto_id}_helptext")
    if field.errors:
        parts.append(f"{field.auto_id}_error")
    return " ".join(parts)


def anchor(field: BoundField) -> str:
    """The id an error summary links to: the control, or the first of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; without an anchor it concerns the whole form."""

    text: str
    anchor: str = ""


def problems(form: forms.BaseForm) -> list[Problem]:
    """What is wrong beside the refusals, in the order of the fields; each leads to its field."""
    told = {worded.text for worded in getattr(form, "refused", [])}
    whole = [Problem(str(error)) for error in form.non_field_errors() if str(error) not in told]
    return whole + [Problem(_named(field, str(error)), anchor(field)) for field in form for error in field.errors]


def _named(field: BoundField, error: str) -> str:
    label = str(field.label)
    return error if label.rstrip("。.") in error else gettext("%(label)s: %(text)s") % {"label": label, "text": error}


def problem_count(form: forms.BaseForm) -> int:
    """How many things are to be mended."""
    return sum(len(errors) for errors in form.errors.values())


def mark(field: BoundField) -> str:
    """``optional`` where a field may stay empty; required is the rule and is not marked.

    A form that can be saved unfinished names in `unmarked` what will be asked for in the end.
    """
    if field.name in getattr(field.form, "unmarked", ()):
        return ""
    return "" if field.field.required or isinstance(field.field, forms.BooleanField) else "optional"
