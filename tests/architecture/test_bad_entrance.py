"""Bad input to the forms of the entrance (allauth's): refused with the field named, quickly, nothing written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from marketplace.accounts.rules import Role
from tests.architecture.badness import pages, tables
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db
MEGABYTE = "x" * 1_000_000
QUICKLY = 3  # seconds, on a busy machine
BAD_TEXTS = [("huge", MEGABYTE), ("control characters", "a\x07\x1b[31mb"), ("many lines", "a\r\nBcc: b@c.example\r\n")]
ODD = ("control characters", "many lines")
PASSWORDS = ("password", "oldpassword", "password1", "password2")
# A wrong password or code is written into the story of the account, whatever it was.
LOG = {"audit_entry", "audit_disclosure", "audit_mention"}


def entrance() -> list[str]:
    """Names of allauth's addresses that need nothing in the address."""
    found = []
    for name in sorted({key for key in get_resolver().reverse_dict if isinstance(key, str)}):
        if name.startswith(("account_", "mfa_")):
            try:
                reverse(name)
            except NoReverseMatch:
                continue
            found.append(name)
    return found


def visitor() -> Client:
    return Client()


def resident() -> Client:
    return accounts.signed_in(Client(), accounts.membership(Role.RESIDENT, places.community()))


def officer() -> Client:
    return accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, places.community()))


def half_way() -> Client:
    """Signed in by password, the digits still due."""
    member, client = accounts.membership(Role.COMMUNITY, places.community()), Client()
    accounts.second_factor(member.user)
    client.post("/accounts/login/", {"login": member.user.email, "password": accounts.PASSWORD})
    return client


def shown(client: Client, name: str) -> forms.BaseForm | None:
    response: Any = client.get(reverse(name))
    found = (getattr(response, "context_data", None) or {}).get("form")
    return found if isinstance(found, forms.BaseForm) and found.fields else None


def cases(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """One bad text in one field at a time."""
    for name, field in form.fields.items():
        if isinstance(field, forms.BooleanField) or isinstance(field.widget, forms.HiddenInput):
            continue
        if field.required:
            yield name, "empty", ""
        yield from ((name, kind, text) for kind, text in BAD_TEXTS)


def is_named(field: str, kind: str, errors: Any) -> bool:
    """A password and a code may hold any character; who signs in learns of the two together that they are wrong."""
    return field in errors or (kind in ODD and field in {"login", "code", *PASSWORDS} and bool(errors))


def complaints(client: Client, name: str, form: forms.BaseForm) -> Iterator[str]:
    whole = pages.filled(form) | {"phone": "13812345678"}
    for field, kind, text in cases(form):
        cache.clear()
        began = time.monotonic()
        with tables.undone() as left:
            response: Any = client.post(reverse(name), whole | {field: text})
        took = time.monotonic() - began
        answered = (getattr(response, "context_data", None) or {}).get("form")
        errors = dict(answered.errors) if answered else {}
        written = set(left.tables) - LOG
        if response.status_code != 422 or not is_named(field, kind, errors) or took > QUICKLY or written:
            yield f"{name} {field} {kind}: {response.status_code} {errors!s:.80} {took:.1f} s, wrote {written}"


@pytest.mark.parametrize("somebody", [visitor, resident, officer, half_way], ids=lambda one: str(one.__name__))
def test_the_entrance_refuses_what_is_no_name_no_address_and_no_code(somebody: Any) -> None:
    client = somebody()
    client.raise_request_exception = False
    # Whoever opens another page half-way begins anew.
    names = ["mfa_authenticate"] if somebody is half_way else entrance()
    found = {name: form for name in names if (form := shown(client, name)) is not None}
    expected = {half_way: "mfa_authenticate", visitor: "account_login"}
    assert expected.get(somebody, "account_change_password") in found
    wrong = [words for name, form in found.items() for words in complaints(client, name, form)]
    assert not wrong, "\n".join(wrong)
