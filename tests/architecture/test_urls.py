"""Every address × every role × own and other object, read from the URL configuration and held against the table."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import ADMIN_ROLES, PROVIDER_ROLES, Role
from tests import url_table
from tests.architecture import tongues
from tests.architecture.bars import bars, cost
from tests.architecture.objects import OBJECTS
from tests.factories import accounts, places
from tests.url_table import EVERYONE, SIGNED_IN, Row

LOGIN = "/accounts/login/"
REFUSED = "refused"


# Addresses that answer no page, and what they are; every other one is read in both languages by all who open it.
ACT, FILE, ONWARD = "an act: POST only", "a file or data", "leads on to another page"
NO_PAGES = {
    "accounts:email_verify": ACT,
    "accounts:second_factor_qr": FILE,
    "accounts:switch": ACT,
    "audit:checkpoint": FILE,
    "audit:consistency": FILE,
    "audit:proof": FILE,
    "awards:letter_pdf": FILE,
    "bids:consent_agreement": FILE,
    "evaluation:report_pdf": FILE,
    "evaluation:slips_pdf": FILE,
    "files:download": FILE,
    "notifications:open": ONWARD,
    "notifications:read": ACT,
    "notifications:read_all": ACT,
    "overview:feed": FILE,
    "overview:record_pdf": FILE,
    "overview:tender_calendar": FILE,
    "search:deadlines": FILE,
    "search:feed": FILE,
    "search:open": ONWARD,
    "ui:elder": ACT,
    "ui:favicon": FILE,
    "ui:language": ACT,
}
# Pages that lead on where something is lacking; `browser/test_every_page.py` opens them with it.
WANTING = {
    "catalog:own": "a provider of one's own",
    "catalog:own_check": "an application not yet handed in",
    "tenders:joint_documents": "projects that were chosen",
}


def is_page(response: Any) -> bool:
    return response.status_code == 200 and str(response.headers["Content-Type"]).startswith("text/html")


@cache
def parameters_of(name: str) -> tuple[str, ...]:
    return next(address.parameters for address in url_table.addresses() if address.ours and address.name == name)


class Owner:
    """Somebody, and what was made in their scope so far: it is looked at again and again, and stays as it was made."""

    def __init__(self, member: Membership) -> None:
        self.member = member
        self.made: dict[str, dict[str, Any]] = {}

    def address(self, row: Row) -> str:
        if row.object and row.object not in self.made:
            self.made[row.object] = OBJECTS[row.object](self.member)
        return reverse(row.name, kwargs=self.made.get(row.object, {}))

    def address_of_another(self, row: Row) -> str:
        """For an act that may succeed."""
        return reverse(row.name, kwargs=OBJECTS[row.object](self.member) if row.object else {})


def visit(client: Client, row: Row, owner: Owner, *, allowed: bool) -> Any:
    """What the address answers: to a look, or to the act where there is nothing to look at."""
    response = client.get(owner.address(row))
    if response.status_code == 405:
        response = client.post(owner.address_of_another(row) if allowed else owner.address(row))
    if response.streaming:
        response.getvalue()  # closed unread it would close the test's database connection
    return response


def told(response: Any) -> str:
    """ "200" for anything that lets the person in, else the status, or "refused" for the way to the sign-in page."""
    if response.status_code in (301, 302, 303) and response.headers["Location"].startswith(LOGIN):
        return REFUSED
    return "200" if response.status_code in (200, 204, 301, 302, 303, 304, 400, 422) else str(response.status_code)


def answer(client: Client, row: Row, owner: Owner, *, allowed: bool) -> str:
    """In one word."""
    return told(visit(client, row, owner, allowed=allowed))


def misread(client: Client, row: Row, owner: Owner, first: Any) -> list[str]:
    """What the page says in the wrong language, in either language; it is the answer to a look already in Chinese."""
    if not is_page(first):
        return [] if row.name in NO_PAGES.keys() | WANTING.keys() else [f"no page: {first.status_code}"]
    if row.name in NO_PAGES:
        return ["a page after all"]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    second = client.get(owner.address(row))
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    pages = {"zh-hans": first.content.decode(), "en": second.content.decode()}
    return [f"{language}: {line}" for language, page in pages.items() for line in tongues.amiss(page, language)]


def may(row: Row, role: str) -> bool:
    return row.access in (EVERYONE, SIGNED_IN) or role in row.access.split()


def new_member(role: str) -> Membership:
    """Somebody in this role whose place or organisation nobody else has."""
    if role == Role.CO_BUILDER:
        return accounts.membership(role, accounts.organisation())
    return accounts.membership(role, None if role in PROVIDER_ROLES else places.community())


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert [address.name for address in url_table.missing()] == [], "python -m tests.url_table --add"
    assert [row.name for row in url_table.stale()] == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in url_table.addresses() if address.ours]
    assert all(name.rpartition(":")[2] for name in names)
    assert sorted(names) == sorted(set(names))


def test_every_exception_names_an_address() -> None:
    assert NO_PAGES.keys() | WANTING.keys() <= {row.name for row in url_table.rows()}


def test_the_table_is_well_formed() -> None:
    words = {EVERYONE, SIGNED_IN, *Role}
    for row in url_table.rows():
        assert set(row.access.split()) <= words, row
        assert row.access, f"{row}: nobody opens it, nobody reads it"
        assert bool(row.object) == bool(parameters_of(row.name)), f"{row}: name a builder of tests/architecture/objects"
        default, *exceptions = row.other.split() or [""]
        assert default in (("200", "403", "404") if row.object else ("",)), row
        assert {exception.partition(":")[0] for exception in exceptions} <= set(Role), row


@pytest.mark.once
@pytest.mark.django_db
def test_visitors_see_what_is_public_and_nothing_else() -> None:
    owner = Owner(new_member(Role.COMMUNITY))
    wrong = {}
    for row in url_table.rows():
        public = row.access == EVERYONE and row.other in ("", "200")
        client = Client()
        first = visit(client, row, owner, allowed=public)
        got = told(first)
        if (got == "200") != public or got.startswith("5"):
            wrong[row.name] = got
        elif public and (lines := misread(client, row, owner, first)):
            wrong[row.name] = f"language: {lines}"
    assert wrong == {}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_the_table_says_at_the_price_of_a_page(role: Role) -> None:
    own, rival = Owner(new_member(role)), Owner(new_member(role))
    client = accounts.signed_in(Client(), own.member)
    wrong, dear = {}, {}
    for row in url_table.rows():
        with CaptureQueriesContext(connection) as asked:
            first = visit(client, row, own, allowed=may(row, role))
        got = told(first)
        if got == "200" and len(asked) > bars()[row.name]:  # what was made, or what a process asks once, among it
            dear[row.name] = cost(client, own.address(row)) or 0
        if (got == "200") != may(row, role) or got.startswith("5"):
            wrong[row.name] = f"own: {got}"
        elif may(row, role) and (lines := misread(client, row, own, first)):
            wrong[row.name] = f"language: {lines}"
        elif (
            row.object
            and may(row, role)
            and (got := answer(client, row, rival, allowed=row.elsewhere(role) == "200")) != row.elsewhere(role)
        ):
            wrong[row.name] = f"other: {got}"
    assert wrong == {}
    assert {name: number for name, number in dear.items() if number > bars()[name]} == {}


def admin_addresses() -> list[str]:
    """Addresses of Wagtail's admin that need no parameter."""
    found = []
    for address in url_table.addresses():
        if address.route.startswith("admin/") and not address.parameters and "login" not in address.route:
            try:
                found.append(reverse(address.name))
            except NoReverseMatch:
                continue
    return found


# What Wagtail gives to everybody whom it lets in, and no page, person or setting stands on: the empty first page, the
# choosers of its editor, and the history of what the person may edit.
TOOLS = (
    "/admin/api/main/",
    "/admin/choose-",
    "/admin/reports/site-history/",
    "/admin/tag-autocomplete/",
)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.COMMUNITY, Role.PROVIDER_ADMIN])
def test_the_admin_is_closed_to_whoever_is_not_district_staff(role: Role | None) -> None:
    """A community enters it, for the pages it is asked to write, and finds tools only."""
    client = accounts.signed_in(Client(), new_member(role)) if role else Client()
    addresses = admin_addresses()
    assert len(addresses) > 50
    # The admin's own icons and JavaScript words hold nothing of ours.
    harmless = {reverse("wagtailadmin_sprite"), reverse("wagtailadmin_javascript_catalog")}
    opened = {url for url in addresses if client.get(url).status_code == 200} - harmless
    enters = role in ADMIN_ROLES
    assert (reverse("wagtailadmin_home") in opened) is enters
    assert {url for url in opened - {reverse("wagtailadmin_home")} if not (enters and url.startswith(TOOLS))} == set()
