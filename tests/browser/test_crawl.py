"""Every page that links of the demonstration lead to: nothing that a person would stumble over.

Every address with something made for it is looked at in both widths by `test_every_page.py`; here it is the shipped
data, on the phone where there is least room, and in both widths what no row of the table names: written pages, and
those of signing in.
"""

from __future__ import annotations

import re
from collections import Counter, deque

import pytest
from django.urls import Resolver404, resolve

from marketplace.accounts.rules import Role
from tests import url_table
from tests.browser.conftest import Open
from tests.browser.onlooker import PHONE, WIDTHS, Onlooker

LANGUAGES = ("zh-hans", "en")
# A list links to hundreds of pages of one kind: visitors look at two of each, every role at one.
OF_ONE_KIND = 2
NAMED = frozenset(row.name for row in url_table.rows())
PUBLIC = frozenset(row.name for row in url_table.rows() if row.access == url_table.EVERYONE)
LEFT_OUT = re.compile(r"/logout/|^/admin/|/download|\.(csv|xlsx|pdf|ics|xml|json)|format=(csv|xlsx)|^/files/|^/static/")

pytestmark = pytest.mark.django_db(transaction=True)


def kind_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


def crawl(
    onlooker: Onlooker, start: str, *, of_one_kind: int = OF_ONE_KIND, passed_by: frozenset[str] = frozenset()
) -> Counter[str]:
    """Follow links from a page; returns how many pages of each kind were looked at.

    Of the kinds `passed_by` only the links are read.
    """
    queue, known, looked_at = deque([start]), {start}, Counter[str]()
    while queue:
        path = queue.popleft()
        kind = kind_of(path)
        if looked_at[kind] >= of_one_kind:
            continue
        looked_at[kind] += 1
        widths = (PHONE,) if kind in NAMED or looked_at[kind] > 1 else WIDTHS
        for link in onlooker.pass_by(path) if kind in passed_by else onlooker.look_at(path, widths=widths):
            if link not in known and not LEFT_OUT.search(link):
                known.add(link)
                queue.append(link)
    return looked_at


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_visitors_see(opened: Open, language: str) -> None:
    onlooker = opened(language=language)
    looked_at = crawl(onlooker, "/")
    assert onlooker.findings == {}, onlooker.findings
    assert len(looked_at) >= 4


# Every second role is shown its pages in English; what visitors may see they have looked at.
IN_TURN = [(role, LANGUAGES[number % 2]) for number, role in enumerate(Role)]


@pytest.mark.parametrize(("role", "language"), IN_TURN)
def test_what_a_role_sees_from_its_workbench(opened: Open, role: Role, language: str) -> None:
    onlooker = opened(language=language, role=role)
    crawl(onlooker, "/workbench/", of_one_kind=1, passed_by=PUBLIC)
    assert onlooker.findings == {}, onlooker.findings
