"""A form sent twice (double click, reload, impatient network) acts once."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django import forms
from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

FIELD = "ticket"
KEPT = 3600  # seconds a ticket is remembered
F = TypeVar("F", bound=forms.BaseForm)
TICKET = re.compile(r"[0-9a-f]{32}")


class BeingSent(Refusal):
    """The same form is being worked on by an earlier request."""

    def __init__(self) -> None:
        super().__init__("ui.being_sent")


@dataclass
class Ticket:
    """What became of a form: the address the first sending led to, empty while nobody acted."""

    url: str = ""


def new_ticket() -> str:
    """A number for a form that is shown now."""
    return uuid4().hex


@contextmanager
def guard(request: HttpRequest) -> Iterator[Ticket]:
    """Let one sending of a form through; later ones get the first one's address.

    A refusal or an error frees the ticket, so that the person can mend and send again. Forms
    without a ticket (scripts) are let through: the state machines refuse what cannot happen twice.

    Raises:
        BeingSent: the first sending has not ended yet.
    """
    key = _key(request)
    if key is None:
        yield Ticket()
        return
    if not cache.add(key, "", KEPT):
        url = cache.get(key)
        if not url:
            raise BeingSent
        yield Ticket(url)
        return
    ticket = Ticket()
    try:
        yield ticket
    finally:
        if ticket.url:
            cache.set(key, ticket.url, KEPT)
        else:
            cache.delete(key)


class TicketField(forms.CharField):
    """The number in a form of the back office, whose templates are the library's; nothing a person changes."""

    def __init__(self) -> None:
        super().__init__(max_length=32, required=False, widget=forms.HiddenInput, initial=new_ticket)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        del initial, data
        return False


def numbered(form: F) -> F:
    """The form with a ticket in it."""
    form.fields[FIELD] = TicketField()
    return form


class Numbered:
    """A page of the back office whose form carries a ticket against double sending."""

    def get_form(self, *args: Any, **options: Any) -> Any:
        """With its ticket."""
        parent: Any = super()
        return numbered(parent.get_form(*args, **options))


def answered(request: HttpRequest, form: forms.BaseForm, save: Callable[[], HttpResponse]) -> HttpResponse:
    """What saving answers; a `numbered` form sent twice is saved once and led to the same address.

    Raises:
        BeingSent: the first sending has not ended yet.
    """
    form.cleaned_data.pop(FIELD, None)
    with guard(request) as ticket:
        if ticket.url:
            return HttpResponseRedirect(ticket.url)
        answer = save()
        ticket.url = answer.headers.get("Location", "")
    return answer


def _key(request: HttpRequest) -> str | None:
    number = request.POST.get(FIELD, "")
    # The person is part of the key: nobody learns where another's form led.
    return f"once:{request.user.pk}:{number}" if TICKET.fullmatch(number) else None


refusals.register(
    {
        "ui.being_sent": refusals.Words(
            text=_("This form has been sent already and is being worked on."),
            rule=_("A form is sent once."),
            todo=_("Wait a moment, then look at the list before you send it again."),
        )
    }
)
