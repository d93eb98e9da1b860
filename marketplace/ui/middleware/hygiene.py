"""Text that no database can hold is refused at the door: NUL characters and lone surrogates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.deprecation import MiddlewareMixin

from marketplace.ui.views.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict

UNFIT = re.compile("[\x00\ud800-\udfff]")


class CleanInputMiddleware(MiddlewareMixin):
    """Answers 400 where a field, a file name or the address holds text that cannot be stored."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Runs after the CSRF check, which reads the form anyway."""
        del view, args, kwargs
        return None if _is_clean(request) else bad_request(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The same text inside JSON is seen only when a view or the database refuses it."""
        if isinstance(error, UnicodeEncodeError) or (isinstance(error, ValueError) and "NUL" in str(error)):
            return bad_request(request)
        return None


def _is_clean(request: HttpRequest) -> bool:
    if UNFIT.search(request.path_info) or not _fits(request.GET):
        return False
    if request.method != "POST":
        return True
    names = [getattr(file, "name", "") or "" for _field, files in request.FILES.lists() for file in files]
    return _fits(request.POST) and not any(UNFIT.search(name) for name in names)


def _fits(query: QueryDict) -> bool:
    return not any(UNFIT.search(text) for name, values in query.lists() for text in (name, *map(str, values)))
