"""The first page of the back office."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.accounts import services
from marketplace.accounts.rules import Role
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


def entered(role: Role) -> tuple[Client, str]:
    member = accounts.membership(role, places.community() if role is Role.COMMUNITY else None)
    services.sync_access(member.user)
    client = accounts.signed_in(Client(), member)
    text = client.get("/admin/").content.decode()
    return client, text[text.index("<main") :]


def test_it_says_what_the_person_keeps_here_and_leads_back() -> None:
    client, main = entered(Role.DISTRICT)
    assert "机构名录" in main
    head = client.get("/admin/").content.decode().split("</head>")[0]
    assert "社区项目对接平台</title>" in head
    assert "Wagtail" not in head
    assert 'href="/workbench/"' in main
    assert "Search all pages" not in main
    assert 'href="/admin/"' in client.get("/workbench/").content.decode()


def test_who_keeps_nothing_here_is_told() -> None:
    client, main = entered(Role.COMMUNITY)
    assert "没有可维护的内容" in main
    assert 'href="/admin/"' not in client.get("/workbench/").content.decode()
