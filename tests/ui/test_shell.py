"""The shell: both languages, the policy, the error pages through HTTP."""

from datetime import datetime

import pytest
from django.templatetags.static import static
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from tests.factories import accounts

pytestmark = pytest.mark.django_db

CHINESE = '<html lang="zh-Hans"'
ENGLISH = '<html lang="en"'


def test_pages_are_chinese_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/privacy/", headers={"accept-language": "en"})
    assert CHINESE in response.content.decode()
    assert response.headers["Content-Language"] == "zh-hans"
    assert "Accept-Language" not in response.headers["Vary"]


def test_the_switch_speaks_english_from_then_on(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/privacy/"}, follow=True)
    assert response.redirect_chain == [("/privacy/", 302)]
    assert ENGLISH in response.content.decode()
    assert ENGLISH in client.get("/contact/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_switch_leads_to_our_own_pages_only(client: Client, elsewhere: str) -> None:
    response = client.post("/language/", {"language": "en", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    response = client.post("/language/", {"language": "xx"})
    assert not response.cookies


def test_elder_mode_is_a_class_on_the_page(client: Client) -> None:
    client.post("/elder-mode/", {"elder": "1", "next": "/privacy/"})
    assert 'class="elder"' in client.get("/privacy/").content.decode()
    client.post("/elder-mode/", {"elder": "0"})
    assert 'class="elder"' not in client.get("/privacy/").content.decode()


def test_the_portal_has_the_strict_policy(client: Client) -> None:
    policy = client.get("/privacy/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "object-src 'none'" in policy


def test_the_admin_has_the_relaxed_policy_and_nothing_else_has(client: Client) -> None:
    policy = client.get("/admin/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "blob:" in policy
    assert "object-src 'none'" in policy
    assert "'unsafe-inline'" not in client.get("/administration/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_public_page_of_the_shell_has_one_heading(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    for path in ("/privacy/", "/contact/", "/accessibility/", "/ui/components/"):
        page = client.get(path).content.decode()
        assert page.count("<h1") == 1, path
        assert "style=" not in page, path


def test_the_profile_speaks_where_no_cookie_does(client: Client) -> None:
    person = accounts.user()
    type(person).objects.filter(pk=person.pk).update(language="en", elder_mode=True)
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    client.cookies.pop("django_language", None)
    page = client.get("/privacy/").content.decode()
    assert ENGLISH in page
    assert 'class="elder"' in page


def test_the_switches_are_kept_in_the_profile(client: Client) -> None:
    person = accounts.user()
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    client.post("/language/", {"language": "en"})
    client.post("/elder-mode/", {"elder": "1"})
    person.refresh_from_db()
    assert (person.language, person.elder_mode) == ("en", True)


def test_names_are_masked_in_the_shell(client: Client) -> None:
    client.force_login(accounts.user("欧阳小明"), backend="marketplace.accounts.backends.Backend")
    page = client.get("/privacy/").content.decode()
    assert "欧*" in page
    assert "欧阳" not in page


def test_a_real_installation_has_no_gallery_and_no_demonstration_mark(client: Client) -> None:
    with override_settings(DEMONSTRATION=False):
        assert client.get("/ui/components/").status_code == 404
        assert "演示" not in client.get("/privacy/").content.decode()
    assert "演示" in client.get("/privacy/").content.decode()


def test_the_demonstrations_own_clock_is_told(client: Client) -> None:
    assert "平台时钟" not in client.get("/privacy/").content.decode()
    with clock.moved_to(datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)):
        assert "2026年11月20日 09:00" in client.get("/privacy/").content.decode()


def test_a_public_page_costs_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/privacy/")
    with django_assert_num_queries(0):
        client.get("/privacy/")


def test_the_icon_stands_where_browsers_look_beside_files(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == static("ui/img/favicon.svg")
