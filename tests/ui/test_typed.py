"""Words typed into lists that ask their own columns: each is found, in whatever order they are typed."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.ui import typed
from tests.architecture import sources
from tests.factories import accounts, catalog, funds, places

pytestmark = pytest.mark.django_db
TITLE, OTHER = "成都市和美社区服务中心", "成都市益民社区发展协会"
IN_ANY_ORDER = ["和美", "服务 和美", " 成都市\u3000中心  和美 "]


def named(text: str) -> set[str]:
    rows = Place.objects.filter(typed.says(text, "name_zh", "name_en"), level="community")
    return set(rows.values_list("name_zh", flat=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("和美", {"和美社区"}),
        ("社区 和美", {"和美社区"}),
        ("社\u3000美", {"和美社区"}),
        ("garden 和", {"和美社区"}),
        ("和美 益民", set()),
        ("社 区", {"和美社区", "益民社区"}),
        ("", {"和美社区", "益民社区"}),
        ("%", set()),
    ],
)
def test_each_word_is_found_in_one_column_or_the_other(text: str, found: set[str]) -> None:
    for name, english in (("和美社区", "Hemei Garden"), ("益民社区", "Yimin")):
        Place.objects.filter(pk=places.community(name).pk).update(name_en=english)
    assert named(text) == found


def test_of_very_many_words_the_first_count() -> None:
    """However many are typed, a database is asked no endless question."""
    places.community("和美社区")
    assert named(" ".join(["和美"] * 5_000)) == {"和美社区"}
    assert named(" ".join(["和美"] * typed.MOST + ["益民"])) == {"和美社区"}


def in_the_roster(title: str) -> None:
    catalog.listed_provider(title)


def handed_in(title: str) -> None:
    catalog.submitted(catalog.applicant(name=title))


def offered(title: str) -> None:
    catalog.published_offer(catalog.listed_provider(), title=title)


def person(title: str) -> None:
    accounts.person(title, Role.PLANNER)


def employer(title: str) -> None:
    catalog.expert(employer=title)


def with_money(title: str) -> None:
    funds.account(places.community(title), "1000.00")


# By address of a list that asks its own columns: how a row comes about that bears a title, and how it is asked.
LISTS: dict[str, tuple[Callable[[str], None], str]] = {
    "catalog:entries": (in_the_roster, "q"),
    "catalog:desk": (handed_in, "q"),
    "catalog:offer_desk": (offered, "q"),
    "catalog:experts": (employer, "q"),
    "accounts:members": (person, "q"),
    "funds:overview": (with_money, "q"),
    "funds:accounts": (with_money, "q"),
}


@pytest.mark.parametrize("words", IN_ANY_ORDER)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_searched_by_words(name: str, words: str) -> None:
    catalog.rules_without_assessment()
    make, field = LISTS[name]
    for title in (TITLE, OTHER):
        make(title)
    client = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT))
    every, found = (client.get(reverse(name), asked).content.decode() for asked in ({}, {field: words}))
    assert [title in every for title in (TITLE, OTHER)] == [True, True]
    assert [title in found for title in (TITLE, OTHER)] == [True, False]


# A part of a number stands in no word; of jobs each is looked at by itself.
WHOLE = {"number__icontains", "employer__icontains", "user__name__icontains"}


def test_no_list_compares_a_whole_line_with_a_column() -> None:
    """What compares parts of texts goes word by word: here, or with the index."""
    found = {
        (str(path), name)
        for path, module in sources.modules().items()
        for node in ast.walk(module)
        for name in (
            [node.arg] if isinstance(node, ast.keyword) else [node.value] if isinstance(node, ast.Constant) else []
        )
        if isinstance(name, str) and name.endswith("__icontains")
    }
    assert {(path, name) for path, name in found if name not in WHOLE} == {("marketplace/ui/typed.py", "__icontains")}
