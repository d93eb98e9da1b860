"""Chinese first: a cookie or the person's profile decides, never the browser's Accept-Language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def supported(code: str | None) -> str | None:
    """The code if the portal speaks that language, else None."""
    return code if code in dict(settings.LANGUAGES) else None


class LanguageMiddleware(MiddlewareMixin):
    """Activates the reader's language for the request."""

    def process_request(self, request: HttpRequest) -> None:
        """The cookie, else Chinese; stands in the place of Django's LocaleMiddleware."""
        self._speak(request, self._cookie(request) or settings.LANGUAGE_CODE)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """The profile of a person signed in, where no cookie says otherwise."""
        del view, args, kwargs
        user = getattr(request, "user", None)
        if self._cookie(request) is None and user is not None and user.is_authenticated:
            self._speak(request, supported(getattr(user, "language", "")) or settings.LANGUAGE_CODE)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say which language was spoken, and that the cookie decided."""
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
        return response

    def _cookie(self, request: HttpRequest) -> str | None:
        return supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))

    def _speak(self, request: HttpRequest, code: str) -> None:
        translation.activate(code)
        request.LANGUAGE_CODE = translation.get_language() or code
