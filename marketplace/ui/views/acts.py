"""A page where somebody acts: shows a form, calls one service, comes back with its refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.refusal import NotPermitted, Refusal, StaleVersion
from marketplace.ui import changes, once
from marketplace.ui.forms import Form, VersionedForm
from marketplace.ui.views.pages import M, ObjectMixin, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from marketplace.ui.text import Text


class ActView(Page):
    """GET shows the form, POST checks it and calls `act`, which calls one service.

    A refusal comes back on the form with its rule (409, 422), and where the object was changed meanwhile with
    what was done to it last; NotPermitted becomes the 403 page.
    A form sent twice acts once: the second answer is the first one's.

    Attributes:
        form_class: default is an empty form, which makes this a page that asks once before acting.
        intro: what will happen, under the heading.
        consequences: what will happen, as a list (for acts that cannot be undone).
        danger: draws the button of an act that destroys or ends something.
        submit_label: says what the button does; "Confirm" is never enough.
        success_message: told on the next page; empty says that what the title names is done, None says nothing
            because the next page does.
    """

    template_name = "ui/act.html"
    form_class: type[forms.BaseForm] = Form
    intro: Text = ""
    consequences: Sequence[Text] = ()
    danger: bool = False
    submit_label: Text = _("Save")
    success_message: Text | None = ""
    success_url: Text = ""
    cancel_url: Text = ""

    def act(self, form: Any) -> str | None:
        """Call one service with `form.cleaned_data` and ``by=self.request.membership``.

        Returns:
            The address to go to, or None for `get_success_url`.
        """
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        """First values of the form."""
        return {}

    def get_form_options(self) -> dict[str, Any]:
        """Further arguments of the form's constructor."""
        return {}

    def get_form(self) -> Any:
        """The form, bound when it was sent."""
        options = {"initial": self.get_initial()} | self.get_form_options()
        if self.request.method == "POST":
            options |= {"data": self.request.POST, "files": self.request.FILES}
        return self.form_class(**options)

    def get_success_url(self) -> str:
        """Where to go after the act."""
        return str(self.success_url) or self.get_cancel_url()

    def get_cancel_url(self) -> str:
        """Where to go without acting."""
        return str(self.cancel_url) or next((c.url for c in reversed(self.get_crumbs()) if c.url), "/")

    def get_over(self) -> Text:
        """Where the object stands, if the act is over or not due yet: told instead of the form; else empty."""
        return ""

    def get_success_message(self, form: Any) -> Text | None:
        """Told on the next page; empty and None as of `success_message`."""
        del form
        return self.success_message

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        del request, args, kwargs
        return self.render(form=self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act, or show the form again with what is wrong (422) or refused (the refusal's status)."""
        del args, kwargs
        form = self.get_form()
        if not form.is_valid():
            return self.render(form=form, status=422)
        try:
            with once.guard(request) as ticket:
                url = ticket.url or self._done(form, ticket)
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_refusal(refusal)
            if isinstance(refusal, StaleVersion):
                form.changed = changes.last(getattr(request, "membership", None), refusal.target)
            return self.render(form=form, status=refusal.status)
        return HttpResponseRedirect(url)

    def _done(self, form: Any, ticket: once.Ticket) -> str:
        title = self.get_title()  # as it was asked for: the act may change it
        url = self.act(form) or self.get_success_url()
        message = self.get_success_message(form)
        if message is not None:
            messages.success(self.request, str(message or _("Done: %(title)s") % {"title": title}))
        ticket.url = url
        return url

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the form, the words around it and a fresh ticket against double sending."""
        form = context.setdefault("form", None)
        extra = {
            # What was sent comes back with its refusal.
            "over": "" if form is not None and form.is_bound else self.get_over(),
            "intro": self.intro,
            "consequences": self.consequences,
            "danger": self.danger,
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
            "ticket": once.new_ticket(),
        }
        return super().get_context(**(extra | context))


class ObjectActView(ObjectMixin[M], ActView):
    """An act on one object of the address; a `VersionedForm` gets the object's version by itself."""

    def follows(self, name: str) -> bool:
        """Whether the act of this page, by the name of its address, follows from where the object stands."""
        del name
        return True

    def get_over(self) -> Text:
        """The object's state, where the act does not follow from it."""
        match, stands = self.request.resolver_match, cast("Any", self.object)
        return "" if match is None or self.follows(match.url_name or "") else stands.get_state_display()

    def get_form_options(self) -> dict[str, Any]:
        """The version the person sees, for forms that carry it."""
        if issubclass(self.form_class, VersionedForm):
            return {"version": getattr(self.object, "version", None)}
        return {}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds ``object``."""
        return super().get_context(object=self.object, **context)
