"""Every list and workbench costs the same with ten rows and with ten thousand, and its page stays small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.ui.views import ListPage
from tests import url_table
from tests.architecture.multitude import Originals
from tests.factories import accounts, places
from tests.url_table import EVERYONE, SIGNED_IN

FEW, MANY, KILOBYTES = 10, 10_000, 60
# Lists that cannot have many rows, and why.
SHORT = {"funds:rates": "one for each year"}
# Who looks at each list: the first of these that may.
LOOKERS = (Role.DISTRICT, Role.PROVIDER_ADMIN, Role.COMMUNITY, Role.AUDITOR, Role.OPERATOR)


def lists() -> list[str]:
    """Every list, read from the addresses."""
    views = {address.name: getattr(address.view, "view_class", object) for address in url_table.addresses()}
    found = [name for name, view in views.items() if issubclass(view, ListPage) and name not in SHORT]
    assert len(found) > 20
    return found


def looker(name: str) -> Role:
    access = next(row.access for row in url_table.rows() if row.name == name)
    return next(role for role in LOOKERS if access in (EVERYONE, SIGNED_IN) or role in access.split())


def sorted_wide(rows: QuerySet[Any], statements: Sequence[str]) -> list[str]:
    """Queries that sort and cut a list's rows with more than their keys, which takes longer the longer the list is."""
    begin, end = f'SELECT "{rows.model._meta.db_table}".', f"LIMIT {ListPage.per_page}"
    cut = [text for text in statements if text.startswith(begin) and text.endswith(end)]
    return [text for text in cut if "," in text[: text.index(" FROM ")]]


def cost(client: Client, url: str) -> tuple[int, int, int | None]:
    """Queries of a page, its kilobytes, and how many rows its list has, where it is one."""
    client.get(url)  # what a process asks once
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    page = response.context.get("page")
    if page is not None:
        statements = [query["sql"] for query in captured.captured_queries]
        assert not sorted_wide(page.paginator.object_list, statements), url
    return len(captured), len(response.content) // 1024, page.paginator.count if page else None


def members() -> dict[Role, Membership]:
    community, district = places.community(), places.district()
    scopes = {Role.PROVIDER_ADMIN: None, Role.COMMUNITY: community}
    return {role: accounts.membership(role, scopes.get(role, district)) for role in LOOKERS}


@pytest.mark.once
@pytest.mark.django_db
def test_pages_cost_the_same_with_ten_rows_and_with_ten_thousand() -> None:
    people = members()
    originals = Originals(people)
    clients = {role: accounts.signed_in(Client(), member) for role, member in people.items()}
    account = {"pk": originals.transfer.from_account_id}
    pages = [(looker(name), reverse(name, kwargs=account if name == "funds:account" else None)) for name in lists()]
    pages += [(role, reverse("overview:workbench")) for role in LOOKERS]
    originals.multiply(FEW)
    few = {page: cost(clients[page[0]], page[1]) for page in pages}
    originals.multiply(MANY)
    lots = {page: cost(clients[page[0]], page[1]) for page in pages}
    assert {page: rows for page, (_, _, rows) in lots.items() if rows is not None and rows < MANY} == {}
    assert {page: (few[page][0], lots[page][0]) for page in pages if few[page][0] < lots[page][0]} == {}
    assert {page: size for page, (_, size, _) in lots.items() if size > KILOBYTES} == {}
