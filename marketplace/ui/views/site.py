"""Switches of the shell and the pages every public site owes its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import RedirectView

from marketplace import clock
from marketplace.ui import sample
from marketplace.ui.cookies import ELDER, YEAR
from marketplace.ui.middleware.language import supported
from marketplace.ui.views.pages import Page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours; else the home page."""
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours else "/"


class Favicon(RedirectView):
    """The icon at the address where browsers look for it beside feeds and files, which name none."""

    def get_redirect_url(self, *_args: Any, **_kwargs: Any) -> str:
        """Where pages find it, too."""
        return static("ui/img/favicon.svg")


class SetLanguage(View):
    """Remember the language in a cookie and, for people signed in, in their profile."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Back to the page, in the language asked for."""
        response = HttpResponseRedirect(back(request))
        if code := supported(request.POST.get("language")):
            _remember(response, settings.LANGUAGE_COOKIE_NAME, code, secure=request.is_secure())
            _keep_in_profile(request, language=code)
        return response


class SetElderMode(View):
    """Large text on or off."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Back to the page."""
        response = HttpResponseRedirect(back(request))
        wanted = "1" if request.POST.get("elder") == "1" else "0"
        _remember(response, ELDER, wanted, secure=request.is_secure())
        _keep_in_profile(request, elder_mode=wanted == "1")
        return response


def _keep_in_profile(request: HttpRequest, **choices: object) -> None:
    if request.user.is_authenticated:
        get_user_model().objects.filter(pk=request.user.pk).update(**choices)


def _remember(response: HttpResponseRedirect, name: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


class Privacy(Page):
    """What the platform keeps about people, and for how long."""

    template_name = "ui/privacy.html"
    title = _("Privacy")


class Contact(Page):
    """Whom to ask."""

    template_name = "ui/contact.html"
    title = _("Contact")


class Accessibility(Page):
    """The accessibility statement."""

    template_name = "ui/accessibility.html"
    title = _("Accessibility statement")


class Gallery(Page):
    """Every component with its class names; for development and demonstration."""

    template_name = "ui/gallery.html"
    title = _("Components")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 on a real installation."""
        if not (settings.DEBUG or settings.DEMONSTRATION):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Made-up content."""
        return super().get_context(**(sample.content(clock.now()) | context))
