"""Every link below every page leads somewhere, says where, and hides no other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import translation

from marketplace.accounts.rules import Role
from marketplace.ui import navigation
from marketplace.ui.navigation import Area, Item
from tests.factories import accounts, catalog, demands, places

AREAS = (Area.SERVICES, Area.DISCLOSURE, Area.OVERSIGHT, Area.HELP)


def test_visitors_read_what_every_public_site_owes_them() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shown = [link for area in AREAS for link in navigation.links(request, area)]
    addresses = {link.url for link in shown}
    assert {"/privacy/", "/accessibility/", "/contact/", "/rules/", "/calendar/", "/rules/calendar/"} <= addresses
    for language in ("zh-hans", "en"):
        with translation.override(language):
            labels = [str(link.label) for link in shown]
        assert len(set(labels)) == len(labels)
        assert all(label.isascii() is (language == "en") for label in labels)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.COMMUNITY, Role.PROVIDER_BIDDER, Role.EXPERT])
def test_every_link_of_the_footer_opens_for_whoever_sees_it(role: Role | None) -> None:
    """A visitor may be asked to sign in; nobody is shown a refusal, a page that is missing, or nothing."""
    demands.rules()
    client = Client()
    if role is not None:
        listed = catalog.listed_provider("云帆演示中心").organisation if role is Role.PROVIDER_BIDDER else None
        client = accounts.signed_in(client, accounts.membership(role, listed or places.community()))
    request = client.get("/privacy/").wsgi_request
    for area in AREAS:
        for link in navigation.links(request, area):
            answer = client.get(link.url, follow=True)
            assert answer.status_code == 200, link.url
            assert "<h1" in answer.content.decode(), link.url


def test_no_link_takes_the_place_of_another() -> None:
    """Two apps that took one key for different pages hid one of them from everybody."""
    with pytest.raises(ImproperlyConfigured, match="privacy"):
        navigation.register(Item("privacy", "Other", path="/other/"))
    assert navigation._items["privacy"].url() == "/privacy/"
