"""The base of the pages: only the district, one service per act, refusals in words on the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import InvalidRuleSet
from marketplace.rulebook import wording
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.permissions import may_edit
from marketplace.ui import once
from marketplace.ui.admin_forms import refuse
from marketplace.ui.text import Text

INDEX = "rulebook_admin:index"


def _tell_faults(form: forms.BaseForm, refusal: InvalidRuleSet) -> None:
    """Put the faults of a rule set on the form, at their keys."""
    for problem in refusal.problems:
        name = next((field for field in form.fields if field == problem.path), None)
        words = wording.problem_words(problem)
        form.add_error(name, words if name else f"{wording.key_trail(problem.path)}: {words}")


class DistrictPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the back office for district staff."""

    request: Any
    _show_breadcrumbs = True
    header_icon = "clipboard-list"
    template_name = "rulebook/admin/page.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail answers PermissionDenied with its own message."""
        if not may_edit(request.membership):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The admin, the rule sets, the page."""
        trail = [{"url": reverse(INDEX), "label": _("Rule sets")}, *self.get_trail()]
        items: list[dict[str, Any]] = [*self.breadcrumbs_items, *trail, {"url": "", "label": self.get_page_title()}]
        return items

    def get_trail(self) -> list[dict[str, Any]]:
        """Steps between the rule sets and this page."""
        return []


class DraftMixin:
    """The draft of the address; a published one is a 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def draft(self) -> RuleSet:
        """The draft with its place and catalogue."""
        rows = RuleSet.objects.select_related("place", "catalogue", "based_on")
        found = rows.filter(pk=self.kwargs["pk"], status="draft").first()
        if found is None or not may_edit(self.request.membership, found.place):
            raise Http404
        return found

    def draft_url(self) -> str:
        """The draft's own page."""
        return reverse("rulebook_admin:draft", args=[self.draft.pk])

    def get_trail(self) -> list[dict[str, Any]]:
        """The draft."""
        return [{"url": self.draft_url(), "label": f"{self.draft.name} v{self.draft.version}"}]


class DistrictAct(DistrictPage):
    """A form whose `act` calls one service."""

    template_name = "rulebook/admin/act.html"
    form_class: type[forms.BaseForm] = forms.Form
    submit_label: Text = _("Save")
    intro: Text = ""
    danger = False
    success_message: Text = ""

    def act(self, form: Any) -> str:
        """Call one service; answers where to go."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        """First values of the form."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Arguments of the form's constructor."""
        sent = {"data": self.request.POST} if self.request.method == "POST" else {}
        return {"initial": self.get_initial()} | sent

    def get_form(self) -> Any:
        """The form, bound when it was sent."""
        return once.numbered(self.form_class(**self.get_form_kwargs()))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act on what was sent."""
        del request, args, kwargs
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Act, or show the refusal on the form; the admin's own answer to a lack of rights would name no rule."""
        try:
            return once.answered(self.request, form, lambda: self._done(form))
        except Refusal as refusal:
            if isinstance(refusal, InvalidRuleSet):
                _tell_faults(form, refusal)
            else:
                refuse(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)

    def _done(self, form: Any) -> HttpResponse:
        url = self.act(form)
        if self.success_message:
            messages.success(self.request, str(self.success_message))
        return HttpResponseRedirect(url)

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is wrong, as a 422."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words around the form."""
        kwargs.setdefault("form", None)
        kwargs["form"] = kwargs["form"] or self.get_form()
        words = {"intro": self.intro, "submit_label": self.submit_label, "danger": self.danger}
        context: dict[str, Any] = super().get_context_data(**(words | kwargs))
        return context
