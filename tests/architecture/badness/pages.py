"""An address that takes a form, opened by somebody who may act there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.base import File
from django.template.response import TemplateResponse
from django.test import Client
from django.utils import translation

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.places.models import Place
from marketplace.ui import once
from tests import url_table
from tests.architecture.badness import strangers, tables, values
from tests.architecture.objects import OBJECTS
from tests.factories import accounts, places
from tests.url_table import EVERYONE, SIGNED_IN, Row


def rows_with_forms() -> list[Row]:
    """Every address of ours that takes a POST."""
    views = {address.name: getattr(address.view, "view_class", None) for address in url_table.addresses()}
    return [row for row in url_table.rows() if hasattr(views[row.name], "post")]


def first_role(row: Row) -> str:
    """Somebody who may act at this address; empty for a visitor."""
    return {EVERYONE: "", SIGNED_IN: str(Role.COMMUNITY)}.get(row.access) or min(row.access.split(), default="")


@dataclass
class Answer:
    """What a request got."""

    status: int
    form: forms.BaseForm | None
    text: str
    left: list[str]

    @property
    def refused(self) -> bool:
        return 400 <= self.status < 500


class Person:
    """A client, and what was made in this person's scope; nothing that one request does reaches the next."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.member = _member(role or Role.COMMUNITY)
        self.client = accounts.signed_in(Client(), self.member) if role else Client()
        self.client.raise_request_exception = False
        self.made: dict[str, dict[str, Any]] = {}
        strangers.settle()

    def address(self, row: Row) -> str:
        if row.object and row.object not in self.made:
            self.made[row.object] = OBJECTS[row.object](self.member)
        return url_table.address_of(row, self.made.get(row.object, {}))

    def form(self, row: Row) -> forms.BaseForm | None:
        """The form the page shows, or sends back where it is shown on another page."""
        address = self.address(row)
        with tables.undone():
            shown = self.client.get(address)
        if shown.status_code == 405:
            with tables.undone():
                shown = self.client.post(address)
        return _form_of(shown)

    def post(self, row: Row, data: Mapping[str, Any], language: str, *, drawn: bool = True) -> Answer:
        """Send a form; everything it did is undone. Not `drawn`, only the form of the page is, for speed."""
        cache.clear()
        return self._send(row, data, language, drawn=drawn)

    def twice(self, row: Row, data: dict[str, Any]) -> tuple[Answer, Answer]:
        """Send the same form again before the first answer is back."""
        cache.clear()
        ticketed = data | {once.FIELD: once.new_ticket()}
        self.address(row)
        with tables.undone() as left:
            first = self._send(row, ticketed, "en", kept=True)
            second = self._send(row, ticketed, "en")
        return Answer(first.status, first.form, first.text, left.tables), second

    def _send(
        self, row: Row, data: Mapping[str, Any], language: str, *, drawn: bool = True, kept: bool = False
    ) -> Answer:
        address = self.address(row)
        for value in (one for found in data.values() for one in (found if isinstance(found, list) else [found])):
            if isinstance(value, File):
                value.seek(0)  # the post before has read it
        self.client.cookies["django_language"] = language
        undoing = nullcontext(tables.Left([])) if kept else tables.undone()
        with undoing as left, nullcontext() if drawn else _form_alone():
            response = self.client.post(address, data)
        translation.activate(language)
        text = response.content.decode() if response.status_code >= 400 else ""
        return Answer(response.status_code, _form_of(response), text, left.tables)


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """The form as somebody would send it: what it shows, and something plausible where it shows nothing."""
    data = {}
    for bound in form:
        shown = bound.value()
        keep = shown not in (None, "", []) and not isinstance(bound.field, forms.FileField | forms.BooleanField)
        data[bound.html_name] = bound.field.prepare_value(shown) if keep else values.good(bound.field)
    return {name: value for name, value in data.items() if value is not None}


@contextmanager
def _form_alone() -> Iterator[None]:
    """Pages that show a form are answered with the form alone, in the same templates."""

    whole: Any = TemplateResponse.rendered_content

    def content(response: TemplateResponse) -> str:
        form = _form_of(response)
        return str(form) if form is not None else str(whole.fget(response))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TemplateResponse, "rendered_content", property(content))
        yield


def _form_of(response: Any) -> forms.BaseForm | None:
    found = (getattr(response, "context_data", None) or {}).get("form")
    return found if isinstance(found, forms.BaseForm) else None


def _member(role: str) -> Membership:
    member = accounts.membership(role, _scope(role))
    # Residents may ask only with a phone of their own.
    member.user.phone, member.user.phone_verified = f"+86138{member.pk:08}", True
    member.user.save()
    return member


def _scope(role: str) -> Place | Organisation | None:
    if role == Role.CO_BUILDER:
        return accounts.organisation()
    place = places.community()
    return None if role in PROVIDER_ROLES else places.district() if role == Role.DISTRICT else place
