"""Whether what people wrote is shown whole, or, as the public reads it, without numbers of people.

Free text goes out through `drawing.values.said`, `said_lines` and the files of lists; they ask here. Whoever is inside
reads it whole: on a page for certain roles, everywhere else as the packages above judge by person and object. What is
drawn outside such a page (records, messages, pages of the CMS) is drawn for the public.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from marketplace.primitives.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    # The request and the object of the page, None where it has none.
    Judge = Callable[[HttpRequest, object], bool]

_whole: ContextVar[bool] = ContextVar("whole_text", default=False)
_judges: list[Judge] = []


def register(judge: Judge) -> None:
    """Let `judge` say who reads free text whole; call it in `AppConfig.ready()`."""
    if judge not in _judges:
        _judges.append(judge)


def begin() -> None:
    """At the start of every request: as the public reads it."""
    _whole.set(False)


def decide(request: HttpRequest, target: object = None) -> None:
    """For the rest of this request: as whoever asks may read the text on a page about `target`."""
    _whole.set(any(judge(request, target) for judge in _judges))


def allow() -> None:
    """For the rest of this request: whole, since nobody but those inside opens the page."""
    _whole.set(True)


def shown(text: object) -> object:
    """The text as this page shows it."""
    if _whole.get():
        return text
    masked = mask_text(str(text))
    return SafeString(masked) if isinstance(text, SafeString) else masked
