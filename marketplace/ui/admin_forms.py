"""Forms of the back office that save through a service: once, and a refusal comes back on the form with its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.ui import once, refusals


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal on the form, beside the fields it blames, with its rule and way out."""
    for found in refusals.all_words(refusal):
        name = found.field if found.field in form.fields else None
        form.add_error(name, " ".join(part for part in (found.text, found.rule, found.todo) if part))


class Saving(once.Numbered):
    """Before one of Wagtail's generic views whose form saves through one service call."""

    request: Any
    produced_error_message: str

    def form_valid(self, form: Any) -> HttpResponse:
        """What saving answers, once; NotPermitted becomes Wagtail's 403, others stand on the form (409, 422)."""
        view: Any = super()
        try:
            return once.answered(self.request, form, lambda: view.form_valid(form))
        except NotPermitted as refusal:
            raise PermissionDenied(refusals.words(refusal).text) from refusal
        except Refusal as refusal:
            refuse(form, refusal)
            self.produced_error_message = _("The change was refused.")
            answer: HttpResponse = view.form_invalid(form)
            answer.status_code = refusal.status
            return answer
