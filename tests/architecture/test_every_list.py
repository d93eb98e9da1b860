"""Every list, read from the addresses: sorted by each heading that offers it, given as a file; where not, why not."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.ui.views import ListPage
from tests import url_table
from tests.architecture.test_many_rows import looker, members
from tests.factories import accounts, funds

# Lists that give no file, and why.
NO_FILE = {
    "accounts:residencies": "answered one by one, then gone",
    "cms:notices": "pages to read",
    "funds:account": "only to those who may read the entries: tendering/funds/test_pages",
    "notifications:inbox": "one person's own messages",
    "search:saved": "one person's own searches, a few for each",
}
# Lists without filters, and why.
NO_FILTERS = {
    "accounts:residencies": "answered one by one, then gone",
    "bids:mine": "one provider's own bids",
    "catalog:groups": "one district's groups",
    "catalog:publicity_list": "a few days' admissions",
    "demands:batches": "a few each year",
    "evaluation:list": "those the person takes part in",
    "funds:rates": "one for each year",
    "search:saved": "one person's own searches",
    "tenders:joints": "a few each year",
}


def lists() -> dict[str, type[ListPage]]:
    """By name of their address."""
    views: dict[str, Any] = {one.name: getattr(one.view, "view_class", object) for one in url_table.addresses()}
    return {name: view for name, view in views.items() if issubclass(view, ListPage)}


def test_every_list_gives_a_file_or_says_why_not() -> None:
    assert {name for name, view in lists().items() if not view.export_name} == set(NO_FILE)


def test_every_list_has_filters_or_says_why_not() -> None:
    assert {name for name, view in lists().items() if not view.filter_form_class.base_fields} == set(NO_FILTERS)


def test_every_list_begins_with_an_order_that_a_heading_offers() -> None:
    """And has pages of a length that people can take in."""
    for name, view in lists().items():
        offered = {column.name for column in view.columns if column.sort}
        assert view.default_sort.removeprefix("-") in offered, name
        assert 0 < view.per_page <= 50, name


@pytest.mark.django_db
def test_every_list_is_sorted_by_each_of_its_headings_and_given_as_a_file() -> None:
    """Both ways; the file has a heading for each column of the page that goes into files, and may have more."""
    clients = {role: accounts.signed_in(Client(), member) for role, member in members().items()}
    account = {"pk": funds.account().pk}
    for name, view in lists().items():
        client = clients[looker(name)]
        url = reverse(name, kwargs=account if name == "funds:account" else None)
        response = client.get(url)
        assert response.status_code == 200, name
        for column in view.columns:
            if column.sort:
                assert _order(client, url, column.name) == "ascending", (name, column.name)
                assert _order(client, url, f"-{column.name}") == "descending", (name, column.name)
        if view.export_name:
            shown = [str(column.label) for column in response.context["view"].get_columns() if column.export]
            assert shown, name
            assert set(shown) <= set(_heads(client, f"{url}?format=csv")), name


def _order(client: Client, url: str, sort: str) -> str:
    """How the column that is asked for says it is sorted; the rows are asked for, too."""
    response = client.get(url, {"sort": sort})
    list(response.context["view"].get_rows()[:1])
    headings = response.context["table"].headings()
    return next(str(heading.order) for heading in headings if heading.column.name == sort.removeprefix("-"))


def _heads(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.headers["Content-Type"].startswith("text/csv"), url
    return next(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
