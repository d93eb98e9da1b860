"""While the cluster is away the reserve index recommends, and every page that shows it says so, once and quietly."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from marketplace.accounts.rules import Role
from search import engines
from tests.architecture.bars import cost
from tests.factories import accounts, catalog, demands, tenders
from tests.factories.tenders import Office
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R36")]
NOTE = "暂由备用索引作答"
PART = {"HX-Request": "true", "HX-Target": "fitting"}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    engines.forget()


def away(settings: Settings) -> None:
    """A cluster is named that nobody answers for; what was kept of the best few is old."""
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:1"
    engines.forget()
    cache.clear()


def notes(client: Client, url: str, headers: dict[str, str] | None = None) -> int:
    """How often the page says it."""
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return response.content.decode().count(NOTE)


def test_a_community_reads_it_wherever_providers_are_recommended(settings: Settings) -> None:
    office = Office.of()
    tender, demand = tenders.announced(office), demands.published(office.community)
    catalog.listed_provider("助浴之家")
    index()
    client = accounts.client_of(office.preparer)
    urls = [
        f"/demands/{demand.number}/fitting/",
        f"/demands/{demand.number}/invite/",
        tender.get_absolute_url(),
        f"{tender.get_absolute_url()}invite/",
    ]
    assert [notes(client, url) for url in urls] == [0, 0, 0, 0]
    spent = [cost(client, url) for url in urls]
    away(settings)
    assert [notes(client, url) for url in urls] == [1, 1, 1, 1]
    assert [cost(client, url) for url in urls] == spent, "to say so costs nothing"
    assert client.get(urls[0]).context["found"], "the reserve recommends as the cluster does"


@pytest.mark.parametrize("finds", [True, False])
def test_a_provider_reads_it_on_its_page_and_on_its_workbench(settings: Settings, finds: bool) -> None:
    """Also where nothing fits."""
    provider = catalog.listed_provider("助浴之家")
    if finds:
        demands.published()
    index()
    client = accounts.signed_in(Client(), catalog.administrator(provider))
    url = "/demands/fitting/"
    assert (notes(client, url), notes(client, url, PART)) == (0, 0)
    away(settings)
    assert (notes(client, url), notes(client, url, PART)) == (1, 1)
    assert bool(client.get(url).context["found"]) is finds


def test_suggestions_say_it_below_the_list_and_announce_nothing(settings: Settings) -> None:
    """What stands in the list is read as a choice, what is live with every letter: it is neither."""
    demands.published(title="老人食堂")
    index()
    url = f"/search/suggest/?q={quote('食堂')}"
    assert NOTE not in Client().get(url).content.decode()
    away(settings)
    listed, _, below = Client().get(url).content.decode().partition("</ul>")
    assert (listed.count('role="option"'), NOTE in listed, below.count(NOTE)) == (1, False, 1)
    assert not any(word in below for word in ("role=", "aria-", "data-told"))
    nothing = Client().get(f"/search/suggest/?q={quote('望远镜')}").content.decode()
    assert NOTE not in nothing, "an empty list stays closed"


def test_who_looks_for_nobody_is_told_of_no_index(settings: Settings) -> None:
    """No index was asked."""
    away(settings)
    client = accounts.signed_in(Client(), accounts.membership(Role.PROVIDER_ADMIN))
    assert notes(client, "/demands/fitting/") == 0
