"""Error pages: a page, a fragment for htmx, or JSON, as the caller asked; each says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals, request_number
from marketplace.ui.refusals import OTHER_ROLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from marketplace.ui.text import Text


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What an error page says: what happened, and what the person can do."""

    title: Text
    text: Text
    todo: Text = ""


WORDS = {
    400: ErrorWords(
        _("This request could not be understood"),
        _("It holds something that no page of this platform sends."),
        _("Go back, check what you entered, and send it again."),
    ),
    403: ErrorWords(
        _("You may not open this page"),
        _("The rules keep it for other people or other roles."),
        OTHER_ROLE,
    ),
    404: ErrorWords(
        _("This page does not exist"),
        _("The address may be mistyped or out of date, or the page is not open to you."),
        _("Start from the home page, or search for the project by its number."),
    ),
    409: ErrorWords(_("This is not possible now"), _("The state of things has changed, or a rule stands against it.")),
    422: ErrorWords(_("Something needs mending"), _("A value is not acceptable.")),
    429: ErrorWords(
        _("Too many attempts"),
        _("To protect accounts, this is closed for a while after too many attempts."),
        _("Wait an hour, or ask your administrator to help you."),
    ),
    500: ErrorWords(
        _("Something went wrong on our side"),
        _("The error has been recorded. Nothing you entered was half saved."),
        _("Try again in a few minutes."),
    ),
}
CSRF = ErrorWords(
    _("This form has expired"),
    _("The form was open too long, or was sent from another site, so it was not carried out."),
    _("Go back, load the page again and send the form once more. Cookies must be allowed."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    del exception
    return respond(request, 400)


def unfit(request: HttpRequest, fields: Sequence[str]) -> HttpResponse:
    """400 for text that cannot be stored, naming the fields of the form that hold it."""
    text = _("Characters that cannot be stored stand in: %(fields)s.") % {"fields": ", ".join(fields)}
    return respond(request, 400, words=ErrorWords(WORDS[400].title, text, WORDS[400].todo))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return respond(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    del exception
    return respond(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing is asked of database or session, both languages stand on one static page."""
    if _wants_json(request):
        body = {"code": "server_error", "message": str(WORDS[500].text), "request": request_number.current()}
        return JsonResponse(body, status=500)
    return HttpResponse(render_to_string("ui/errors/500.html", {"number": request_number.current()}), status=500)


def too_many(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429."""
    return respond(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token; the reason is for logs, not for people."""
    del reason
    return respond(request, 403, words=CSRF)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal's status, its rule and what to do."""
    return respond(request, refusal.status, told=refusals.all_words(refusal))


def maintenance(request: HttpRequest, message: str) -> HttpResponse:
    """503 with the operator's message; asks nothing of database or session."""
    if _wants_json(request):
        return JsonResponse({"code": "maintenance", "message": message}, status=503)
    text = render_to_string("ui/errors/503.html", {"message": message})
    return HttpResponse(text, status=503, headers={"Retry-After": "600"})


def respond(
    request: HttpRequest,
    status: int,
    *,
    words: ErrorWords | None = None,
    told: Sequence[refusals.Worded] = (),
) -> HttpResponse:
    """An error as the caller can read it."""
    said = words or WORDS.get(status, WORDS[409])
    if _wants_json(request):
        return JsonResponse(_as_json(status, said, told), status=status)
    context = {"status": status, "words": said, "refusals": told, "title": said.title}
    if getattr(request, "htmx", None):
        return _fragment(request, context, status)
    return HttpResponse(render_to_string("ui/errors/error.html", context, request), status=status)


def _fragment(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    # The element htmx meant to fill is not the place for an error; messages is on every page.
    headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML show:top"}
    return HttpResponse(render_to_string("ui/errors/_error.html", context, request), status=status, headers=headers)


def _wants_json(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or (
        not request.accepts("text/html") and request.accepts("application/json")
    )


def _as_json(status: int, said: ErrorWords, refused: Sequence[refusals.Worded]) -> dict[str, object]:
    first = refused[0] if refused else None
    return {
        "status": status,
        "code": first.code if first else f"http_{status}",
        "message": first.text if first else str(said.text),
        "rule": first.rule if first else "",
        "todo": first.todo if first else str(said.todo),
        "refusals": [{"code": one.code, "field": one.field, "message": one.text, "rule": one.rule} for one in refused],
    }
