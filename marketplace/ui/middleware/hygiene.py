"""Text that no database can hold is refused at the door: NUL characters and lone surrogates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.deprecation import MiddlewareMixin

from marketplace.ui.views.errors import bad_request, unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse, QueryDict

UNFIT = re.compile("[\x00\ud800-\udfff]")
LONGEST = 100  # characters of a field's name that are told; Django lets a thousand fields through


class CleanInputMiddleware(MiddlewareMixin):
    """Answers 400 where a field, a file name or the address holds text that cannot be stored; names the fields."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Runs after the CSRF check, which reads the form anyway."""
        del view, args, kwargs
        if UNFIT.search(request.path_info) or any(_unfit(request.GET)):
            return bad_request(request)
        found = _fields(request) if request.method == "POST" else []
        return unfit(request, found) if found else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The same text inside JSON is seen only when a view or the database refuses it."""
        if isinstance(error, UnicodeEncodeError) or (isinstance(error, ValueError) and "NUL" in str(error)):
            return bad_request(request)
        return None


def _fields(request: HttpRequest) -> list[str]:
    """Names of the fields with text that cannot be stored in them, fit to be shown."""
    names = {
        field
        for field, files in request.FILES.lists()
        if any(UNFIT.search(getattr(file, "name", "") or "") for file in files)
    }
    return [UNFIT.sub("?", name)[:LONGEST] for name in sorted({*names, *_unfit(request.POST)})]


def _unfit(query: QueryDict) -> Iterator[str]:
    """Names of what is unfit, in the value or in the name itself."""
    return (name for name, values in query.lists() if any(UNFIT.search(text) for text in (name, *map(str, values))))
