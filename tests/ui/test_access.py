"""Roles on pages: sign-in for visitors, the refusal page for the wrong role."""

import pytest
from django.test import Client

from marketplace.ui import role_names
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/test/closed/?page=2")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("/login/?next=/test/closed/%3Fpage%3D2")


def test_the_right_role_sees_the_page(client: Client) -> None:
    officer = accounts.person("李街道", "street")
    assert accounts.signed_in(client, officer).get("/test/closed/").status_code == 200


def test_the_wrong_role_is_told_which_roles_it_takes(english: Client) -> None:
    expert = accounts.person("王专家", "expert")
    response = accounts.signed_in(english, expert).get("/test/closed/")
    page = response.content.decode()
    assert response.status_code == 403
    assert f"You act as {role_names.name('expert')}" in page
    assert role_names.name("street") in page


def test_a_person_without_a_role_is_told_whom_to_ask(english: Client) -> None:
    english.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    response = english.get("/test/closed/")
    assert response.status_code == 403
    assert "You hold no role" in response.content.decode()


def test_a_page_for_anybody_signed_in(client: Client) -> None:
    assert client.get("/test/signed-in/").status_code == 302
    client.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    assert client.get("/test/signed-in/").status_code == 200
