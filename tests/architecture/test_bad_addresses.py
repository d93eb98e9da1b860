"""Addresses that no page of ours writes: impossible keys in the path, nonsense behind the question mark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from marketplace.ui.views import ListPage
from tests import url_table
from tests.architecture.badness import pages, values
from tests.architecture.badness.pages import Person
from tests.url_table import Row

ROLES = sorted({pages.first_role(row) for row in url_table.rows()})
# In the place of every key: one that nothing has, one beyond what any table counts to, and one of these in turn.
KEYS = ("no-such-key", values.BEYOND)
ODD_KEYS = ("%00", "%FF%FE", "0", "..%2F..%2Fetc", "x" * 2_000, "-1")
LONG = "长" * 10_000
NONSENSE = [
    "page=0&sort=x&format=exe",
    "page=-1&sort=-&format=",
    f"page={values.BEYOND}&sort=pk&sort=-pk",
    "page=last%27&sort=%27;drop&format[]=csv",
    f"page=1e9&q={quote(LONG)}",
    "q=%FF%FE&page=%FF",
    "q=a%00b",
    f"year={values.BEYOND}&fund=%27&from={values.BEYOND}&with={values.BEYOND}&with=-1&next=//elsewhere.example",
]


def rows_of(role: str) -> list[Row]:
    return [row for row in url_table.rows() if pages.first_role(row) == role]


def status(person: Person, address: str) -> int:
    """What this address gives; a page that only takes forms is sent one."""
    response = person.client.get(address)
    if response.status_code == 405:
        response = person.client.post(address)
    if response.streaming:
        response.getvalue()
    return response.status_code


def addresses(person: Person, row: Row) -> Iterator[str]:
    """The address with each of its keys made impossible."""
    found = person.address(row)
    for value in person.made[row.object].values():
        before, _, after = found.rpartition(f"/{value}/")
        yield from (f"{before}/{key}/{after}" for key in (*KEYS, ODD_KEYS[len(found) % len(ODD_KEYS)]))


def questions(view: Any) -> Iterator[str]:
    """Nonsense for this page: for a list, in its filters too."""
    if not issubclass(view, ListPage):
        yield "&".join(NONSENSE[::7])
        return
    yield from NONSENSE
    filters = view.filter_form_class.base_fields
    known = {name: list(values.bad(field)) for name, field in filters.items()}
    for several in zip_longest(*([(name, value) for _, value in bad] for name, bad in known.items())):
        asked = [one for one in several if one]
        yield urlencode([(name, str(value)[:10_000]) for name, value in asked], doseq=True) + "&format=csv"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_an_impossible_key_is_not_found(role: str) -> None:
    person = Person(role)
    wrong: dict[str, int] = {}
    for row in rows_of(role):
        if row.object:
            got = {address[:200]: status(person, address) for address in addresses(person, row)}
            wrong |= {address: code for address, code in got.items() if not 400 <= code < 500}
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nonsense_behind_the_question_mark_breaks_no_page(role: str) -> None:
    views = {address.name: getattr(address.view, "view_class", None) for address in url_table.addresses()}
    person = Person(role)
    wrong: dict[str, int] = {}
    for row in rows_of(role):
        if views[row.name] is not None:
            address = person.address(row)
            got = {asked[:200]: status(person, f"{address}?{asked}") for asked in questions(views[row.name])}
            wrong |= {f"{row.name} {asked}": code for asked, code in got.items() if code >= 500}
    assert wrong == {}
