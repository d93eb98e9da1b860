"""Links of the shell: order, place, who sees them."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from marketplace.ui import navigation
from marketplace.ui.navigation import Area, Item


def request(path: str = "/", role: str = "") -> Any:
    made: Any = RequestFactory().get(path)
    made.user = SimpleNamespace(is_authenticated=bool(role))
    made.membership = SimpleNamespace(role=role) if role else None
    return made


@pytest.fixture(autouse=True)
def items() -> Iterator[None]:
    before = dict(navigation._items)
    navigation._items.clear()
    navigation.register(
        Item("second", "Second", path="/tenders/", order=20),
        Item("home", "Home", path="/", order=0),
        Item("deep", "Deep", path="/tenders/mine/", order=30, signed_in=True),
        Item("street", "Street", path="/street/", order=40, roles=("street",)),
        Item("in", "Sign in", path="/in/", area=Area.ACCOUNT, signed_in=False),
        Item("inbox", "Inbox", path="/inbox/", area=Area.ACCOUNT, signed_in=True, counter=lambda _request: 5),
    )
    yield
    navigation._items.clear()
    navigation._items.update(before)


def keys(made: Any, area: Area = Area.MAIN) -> list[str]:
    return [link.key for link in navigation.links(made, area)]


def current(made: Any, nav: str = "") -> list[str]:
    return [link.key for link in navigation.links(made, Area.MAIN, nav) if link.current]


def test_the_order_is_the_registered_one() -> None:
    assert keys(request()) == ["home", "second"]


def test_people_see_what_their_role_opens() -> None:
    assert keys(request(role="street")) == ["home", "second", "deep", "street"]
    assert keys(request(role="expert")) == ["home", "second", "deep"]
    assert keys(request(), Area.ACCOUNT) == ["in"]
    assert keys(request(role="expert"), Area.ACCOUNT) == ["inbox"]


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", ["home"]), ("/tenders/JN-2026-0186/", ["second"]), ("/tenders/mine/3/", ["deep"]), ("/else/", [])],
)
def test_one_link_at_most_is_current(path: str, key: list[str]) -> None:
    assert current(request(path, role="expert")) == key


def test_a_page_may_name_its_own_place() -> None:
    assert current(request("/else/"), "second") == ["second"]


def test_counters_are_asked() -> None:
    assert navigation.links(request(role="expert"), Area.ACCOUNT)[0].count == 5


def test_registering_a_key_again_replaces_it() -> None:
    navigation.register(Item("home", "Start", path="/", order=0))
    assert [str(link.label) for link in navigation.links(request(), Area.MAIN)][:1] == ["Start"]
