"""Signing in over HTTP: e-mail, phone, second step, lockout, lost passwords."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from marketplace import clock
from marketplace.accounts import services
from marketplace.accounts.models import PhoneCode, User
from marketplace.accounts.rules import ADMIN_ROLES, SECOND_FACTOR_ROLES, Role
from marketplace.accounts.services import second_step
from marketplace.accounts.services.phones import FREE_TOPIC
from marketplace.outbox.models import Message as OutboxMessage
from tests.factories import accounts, places
from tests.factories.audit import acts
from tests.gateways import MemorySms, Message

pytestmark = pytest.mark.django_db
PASSWORD = accounts.PASSWORD


@pytest.fixture(autouse=True)
def _fresh(text_messages: list[Message]) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def digits(secret: str, windows: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + windows)))


def sign_in(client: Client, login: str | None, password: str = PASSWORD, following: str = "") -> str:
    """Where the sign-in leads; the page itself where it fails."""
    response = client.post("/accounts/login/", {"login": login, "password": password, "next": following})
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def test_a_resident_signs_in_by_e_mail_and_the_log_says_so(client: Client) -> None:
    resident = accounts.membership(Role.RESIDENT, places.community())
    assert sign_in(client, resident.user.email) == "/workbench/"
    assert client.get("/account/roles/").status_code == 200
    assert acts() == ["accounts.signed_in"]


def test_whoever_signs_in_is_greeted_as_people_speak(client: Client) -> None:
    """The library's own words read as a translation."""
    resident = accounts.membership(Role.RESIDENT, places.community(), who=accounts.user("王敏"))
    sign_in(client, resident.user.email)
    assert "王敏，您好，登录成功。" in client.get("/account/roles/").content.decode()


@pytest.mark.parametrize("written", ["13800000001", "+86 138-0000-0001", "86 13800000001"])
def test_a_person_without_e_mail_signs_in_by_phone_however_it_is_written(client: Client, written: str) -> None:
    accounts.user(email=None, phone="+8613800000001")
    assert sign_in(client, written) == "/workbench/"


def test_a_wrong_password_is_refused_without_saying_who_exists_and_written_down(client: Client) -> None:
    person = accounts.user()
    known = sign_in(client, person.email, "wrong-password")
    unknown = sign_in(client, "nobody@demo.example", "wrong-password")
    words = "邮箱、手机号或密码不对"
    assert words in known
    assert words in unknown
    assert acts() == ["accounts.sign_in.failed"]


def test_a_closed_account_does_not_open(client: Client) -> None:
    person = accounts.user()
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign_in(client, person.email)
    assert client.get("/account/roles/").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_a_sign_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    person = accounts.user()
    assert sign_in(client, person.email, following=elsewhere) == "/workbench/"
    assert sign_in(Client(), person.email, following="/account/roles/") == "/account/roles/"


def test_an_officer_enrols_the_second_step_before_anything_else_is_shown(client: Client) -> None:
    officer = accounts.membership(Role.STREET, places.street())
    sign_in(client, officer.user.email)
    for page in ("/workbench/", "/account/", "/admin/", "/account/members/", "/admin/pages/"):
        response = client.get(page)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/totp/activate/"), page
    htmx = client.get("/account/", headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    picture = client.get("/account/second-factor/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"
    secret = client.session["mfa.totp.secret"]
    response = client.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(re.findall(r"<li><code>\d{8}</code></li>", client.get(response["Location"]).content.decode())) == 10
    assert client.get("/account/members/").status_code == 200
    assert "accounts.second_factor.added" in acts()
    stored = Authenticator.objects.get(user=officer.user, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)


def test_a_session_opened_with_the_password_alone_ends_with_the_first_second_step(client: Client) -> None:
    """Otherwise whoever knew the password waits until the officer enrols and is past the guard."""
    officer = accounts.membership(Role.STREET, places.street())
    thief = Client()
    sign_in(thief, officer.user.email)
    sign_in(client, officer.user.email)
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": digits(client.session["mfa.totp.secret"])})
    assert client.get("/account/").status_code == 200
    assert thief.get("/account/")["Location"].startswith("/accounts/login/")


def test_an_enrolled_officer_needs_the_six_digits_each_time(client: Client) -> None:
    officer = accounts.membership(Role.STREET, places.street())
    secret = accounts.second_factor(officer.user)
    assert sign_in(client, officer.user.email) == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert page.status_code == 422
    assert "数字不对或已过期，请输入最新的 6 位" in page.content.decode()
    assert "accounts.second_factor.failed" in acts()
    response = client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert response["Location"] == "/workbench/"
    assert client.get("/account/").status_code == 200
    again = Client()
    sign_in(again, officer.user.email)
    again.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert again.get("/account/").status_code == 302, "the same digits open twice"


def test_the_second_step_cannot_be_guessed_from_many_addresses(client: Client) -> None:
    """Allauth's limit is by address alone here; the account's own pauses it, for the right digits too."""
    officer = accounts.membership(Role.STREET, places.street())
    secret = accounts.second_factor(officer.user)
    sign_in(client, officer.user.email)
    for turn in range(second_step.ATTEMPTS):
        wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{turn}")
        assert "10" not in wrong.context["form"].errors["code"][0]
    right = client.post("/accounts/2fa/authenticate/", {"code": digits(secret)}, REMOTE_ADDR="10.0.1.1")
    assert (right.status_code, "10" in right.context["form"].errors["code"][0]) == (422, True)
    assert client.get("/account/").status_code == 302


def test_a_recovery_code_stands_in_for_the_digits_once(client: Client) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    officer = accounts.membership(Role.STREET, places.street())
    accounts.second_factor(officer.user)
    code = RecoveryCodes.activate(officer.user).generate_codes()[0]
    for expected in (True, False):
        browser = Client()
        sign_in(browser, officer.user.email)
        opened = browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
        assert opened is expected


@pytest.mark.parametrize("role", sorted(Role))
def test_the_guard_stands_before_exactly_the_roles_that_need_it(client: Client, role: Role) -> None:
    member = accounts.membership(role, None)
    client.force_login(member.user, backend="marketplace.accounts.backends.Backend")
    assert (client.get("/account/roles/").status_code == 302) is (role in SECOND_FACTOR_ROLES)


@override_settings(AXES_ENABLED=True, ACCOUNT_RATE_LIMITS=False)
def test_too_many_failures_lock_the_account_from_there_whatever_way_it_is_written() -> None:
    accounts.user(email=None, phone="+8613800000001")
    browser = Client()
    ways = ["13800000001", "+8613800000001", "138 0000 0001", "86-13800000001"] * 2
    statuses = [browser.post("/accounts/login/", {"login": way, "password": "wrong"}).status_code for way in ways]
    assert statuses == [422] * 7 + [429]
    right = browser.post("/accounts/login/", {"login": "13800000001", "password": PASSWORD})
    assert right.status_code == 429


@override_settings(AXES_ENABLED=True)
def test_wrong_passwords_from_elsewhere_do_not_keep_the_owner_out() -> None:
    person = accounts.user()
    for number in range(12):
        sign_in(Client(REMOTE_ADDR=f"10.5.{number}.1"), person.email, "wrong")
    assert sign_in(Client(REMOTE_ADDR="10.77.0.1"), person.email) == "/workbench/"


def main(response: Any) -> str:
    """The page without header and footer."""
    return str(response.content.decode().partition("<main")[2].partition("</main>")[0])


def test_a_lost_password_is_replaced_by_a_link(client: Client) -> None:
    person = accounts.proved(accounts.user())
    response = client.post("/accounts/password/reset/", {"email": person.email})
    assert response.status_code == 302
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    assert "Hello" not in str(mail.outbox[0].body)
    assert not mail.outbox[0].subject.startswith("[")
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    done = client.post(address, {"password1": "neues-kennwort-9", "password2": "neues-kennwort-9"}, follow=True)
    person.refresh_from_db()
    assert person.check_password("neues-kennwort-9")
    assert "/accounts/login/" in main(done), "the way on is shown"
    used = main(Client().get(link[1], follow=True))
    assert ("链接已失效" in used, "/accounts/password/reset/" in used, "token" in used) == (True, True, False)
    assert "accounts.password.reset" in acts()


def test_a_stranger_asking_for_a_password_link_learns_nothing(client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": accounts.proved(accounts.user()).email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@demo.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_lost_password_is_replaced_by_a_code_on_a_verified_phone(client: Client) -> None:
    person = accounts.user(email=None, phone="+8613800000001")
    User.objects.filter(pk=person.pk).update(phone_verified=True)
    assert client.post("/account/password/phone/", {"phone": "138 0000 0001"}).status_code == 302
    services.send_phone_code(phone_code_id=PhoneCode.objects.get().pk)
    found = re.search(r"\d{6}", MemorySms.sent[-1].text)
    assert found
    new = {"code": found[0], "password1": "ganz-neu-und-lang", "password2": "ganz-neu-und-lang"}
    assert client.post("/account/password/phone/code/", new | {"code": "000000"}).status_code == 422
    assert client.post("/account/password/phone/code/", new).status_code == 302
    assert sign_in(client, "13800000001", "ganz-neu-und-lang") == "/workbench/"


def test_an_unknown_or_unverified_phone_gets_no_code_and_the_page_says_the_same(client: Client) -> None:
    accounts.user(email=None, phone="+8613800000001")
    answers = [client.post("/account/password/phone/", {"phone": phone}) for phone in ("13800000001", "13900000009")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/account/password/phone/code/")}
    assert not PhoneCode.objects.exclude(phone="").exists()
    written = OutboxMessage.objects.filter(topic__startswith="accounts.")
    assert [message.topic for message in written] == [FREE_TOPIC], "the owner of the number is sent a link, no code"
    new = {"code": "123456", "password1": "ganz-neu-und-lang", "password2": "ganz-neu-und-lang"}
    assert client.post("/account/password/phone/code/", new).status_code == 422


def test_somebody_opens_an_account_by_phone_or_e_mail(client: Client) -> None:
    new = {"name": "新居民", "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    response = client.post("/accounts/signup/", new | {"phone": "13800000001"})
    assert response.status_code == 302
    person = User.objects.get(name="新居民")
    assert (person.phone, person.email, person.phone_verified) == ("+8613800000001", None, False)
    other = Client()
    assert other.post("/accounts/signup/", new | {"name": "李", "email": "Li@Demo.example"}).status_code == 302
    assert User.objects.get(name="李").email == "li@demo.example"
    assert Client().post("/accounts/signup/", new).status_code == 422
    assert acts().count("accounts.signed_up") == 2


def test_a_taken_address_opens_no_second_account(client: Client) -> None:
    taken = accounts.user(phone="+8613800000001")
    new = {"name": "冒名", "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    Client().post("/accounts/signup/", new | {"email": taken.email})
    Client().post("/accounts/signup/", new | {"phone": "138 0000 0001"})
    assert not User.objects.filter(name="冒名").exists()


def test_signing_out_takes_a_post_and_closes(client: Client) -> None:
    person = accounts.user()
    sign_in(client, person.email)
    client.get("/accounts/logout/")
    assert client.get("/account/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/account/").status_code == 302
    assert acts()[-1] == "accounts.signed_out"


def test_wagtails_own_sign_in_leads_to_ours_and_refuses_who_has_no_access(client: Client) -> None:
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == "/accounts/login/?next=/admin/pages/"
    accounts.signed_in(client, accounts.membership(Role.RESIDENT, places.community()))
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/").status_code == 403


def test_an_ended_role_closes_the_admin_at_once_even_if_the_group_is_still_there(client: Client) -> None:
    officer = accounts.membership(Role.DISTRICT)
    services.sync_access(officer.user)
    accounts.signed_in(client, officer)
    assert client.get("/admin/").status_code == 200
    type(officer).objects.filter(pk=officer.pk).update(to_date=clock.today())
    assert officer.user.groups.exists()
    assert client.get("/admin/").status_code == 403
    assert Role.DISTRICT in ADMIN_ROLES


ALLAUTH_PAGES = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/inactive/", "/accounts/confirm-email/", "/account/password/phone/", "/account/password/phone/code/",
    "/accounts/password/reset/key/1-set-password/", "/accounts/confirm-email/abc/",
    "/accounts/password/reset/key/done/",
]  # fmt: skip
OWN_PAGES = [
    "/accounts/logout/", "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/2fa/",
    "/accounts/2fa/totp/activate/", "/account/", "/account/security/", "/account/roles/", "/account/community/",
    "/account/phone/", "/account/phone/verify/", "/account/organisation/register/",
]  # fmt: skip


@pytest.mark.parametrize("page", ALLAUTH_PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_entrance_stands_in_the_portals_shell(client: Client, page: str, language: str) -> None:
    client.cookies["django_language"] = language
    response = client.get(page, follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("<h1") == 1
    assert "masthead" in text
    assert "Menu:" not in text


@pytest.mark.parametrize("page", OWN_PAGES)
def test_every_page_of_the_own_account_stands_in_the_portals_shell(client: Client, page: str) -> None:
    person = accounts.user(phone="+8613800000001")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    sign_in(client, person.email)
    response = client.get(page, follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("<h1") == 1
    assert "masthead" in text
