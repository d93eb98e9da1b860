"""How many SQL queries a page may cost (quality.md), and how many it does."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.ui.views import ListPage
from tests import url_table

LIST, DETAIL = 12, 15
# Pages with a bar of their own.
OWN_BARS = {"overview:workbench": 20}


@cache
def bars() -> dict[str, int]:
    """By address: the most queries its page may cost."""
    found = {}
    for address in url_table.addresses():
        is_list = issubclass(getattr(address.view, "view_class", object), ListPage) and not address.parameters
        found[address.name] = LIST if is_list else DETAIL
    return found | OWN_BARS


def cost(client: Client, url: str) -> int | None:
    """Queries of a page; None for what is none: acts, files, ways elsewhere."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    if response.streaming:
        response.getvalue()  # closed unread it would close the test's database connection
    is_page = response.status_code == 200 and "html" in response.headers["Content-Type"]
    return len(captured) if is_page else None
