"""Wagtail's generic views, saving through one service call; a refusal comes back on the form with its rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from marketplace.accounts import permissions
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.ui import once, refusals


def answered(view: Any, form: Any, save: Callable[[Any], HttpResponse]) -> HttpResponse:
    """What saving answers, once; NotPermitted becomes Wagtail's 403, other refusals stand on the form (409, 422)."""
    try:
        return once.answered(view.request, form, lambda: save(form))
    except NotPermitted as refusal:
        raise PermissionDenied(refusals.words(refusal).text) from refusal
    except Refusal as refusal:
        _tell(form, refusal)
        view.produced_error_message = _("The change was refused.")
        answer: HttpResponse = view.form_invalid(form)
        answer.status_code = refusal.status
        return answer


class AddView(once.Numbered, generic.CreateView):
    """Adds through the service that `save_instance` calls."""

    @property
    def by(self) -> Membership:
        """The role acted in; Wagtail's own permissions know the person only."""
        return permissions.require(self.request.membership)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or come back refused."""
        return answered(self, form, super().form_valid)


class ChangeView(once.Numbered, generic.EditView):
    """Changes through the service that `save_instance` calls."""

    @property
    def by(self) -> Membership:
        """The role acted in."""
        return permissions.require(self.request.membership)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or come back refused."""
        return answered(self, form, super().form_valid)


def _tell(form: forms.BaseForm, refusal: Refusal) -> None:
    for found in refusals.all_words(refusal):
        name = found.field if found.field in form.fields else None
        form.add_error(name, " ".join(part for part in (found.text, found.rule, found.todo) if part))
