"""Every request has a number: an error page shows it, every log line carries it, the answer's head repeats it."""

from __future__ import annotations

import logging
import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_number: ContextVar[str] = ContextVar("request_number", default="")


def current() -> str:
    """The number of the request that is being answered; empty outside of one."""
    return _number.get()


class RequestNumberMiddleware:
    """Draws eight hexadecimal digits; nothing that a client sends is trusted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _number.set(secrets.token_hex(4))
        try:
            response = self.get_response(request)
            response.headers[HEADER] = current()
            return response
        finally:
            _number.reset(token)


class RequestNumberFilter(logging.Filter):
    """Gives log lines the number of their request, or a dash."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = current() or "-"
        return True
