"""Somebody tries to become somebody else, to learn who has an account, or to keep others out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from marketplace.accounts import services
from marketplace.accounts.addresses import client_address
from marketplace.accounts.models import Membership, PhoneCode, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import phones, sync_access
from tests.factories import accounts, places
from tests.factories.bids import deliver_all
from tests.gateways import Message

pytestmark = pytest.mark.django_db
PROFILE = {"name": "王敏", "phone": "", "language": "zh-hans"}
TAKEN = "taken.over@demo.example"
OFFICERS = "li.wen@demo.example"
GIVEN = {"name": "李文", "role": "street", "from_date": "2027-01-04"}


@pytest.fixture(autouse=True)
def _fresh(text_messages: list[Message]) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def district(client: Client) -> Membership:
    member = accounts.membership(Role.DISTRICT)
    sync_access(member.user)
    accounts.signed_in(client, member)
    return member


def test_who_signs_up_with_an_officers_address_does_not_get_the_officers_role(client: Client) -> None:
    accounts.user("冒名", email=OFFICERS)
    district(client)
    response = client.post("/account/members/add/", GIVEN | {"email": OFFICERS, "place": places.street().pk})
    assert response.status_code == 409
    assert not Membership.objects.filter(role=Role.STREET).exists()


def test_who_signs_up_with_an_officers_phone_does_not_get_the_officers_role(client: Client) -> None:
    accounts.user("冒名", phone="+8613800000001")
    district(client)
    response = client.post("/account/members/add/", GIVEN | {"phone": "13800000001", "place": places.street().pk})
    assert response.status_code == 409
    assert not Membership.objects.filter(role=Role.STREET).exists()


def test_the_back_office_names_nobody_by_an_address_that_was_never_proved(client: Client) -> None:
    squatter = accounts.user("冒名", email=OFFICERS)
    district(client)
    response = client.post("/admin/memberships/new/", GIVEN | {"person": OFFICERS, "place": places.street().pk})
    assert response.status_code == 409
    assert not Membership.objects.filter(user=squatter).exists()


def test_nobody_stands_in_by_an_address_that_was_never_proved(client: Client) -> None:
    squatter = accounts.user("冒名", email=OFFICERS)
    accounts.signed_in(client, accounts.membership(Role.STREET, places.street()))
    days = {"from_date": "2027-01-04", "last_day": "2027-01-08"}
    response = client.post("/account/substitutes/", days | {"substitute": OFFICERS, "reason": "休假"})
    assert response.status_code == 409
    assert not Membership.objects.filter(user=squatter).exists()


def test_an_address_proved_by_the_letter_for_a_lost_password_names_its_person(client: Client) -> None:
    person = User.objects.create_user(name="李文", email=OFFICERS)
    client.post("/accounts/password/reset/", {"email": OFFICERS})
    address = next(word for word in str(mail.outbox[0].body).split() if "/password/reset/key/" in word)
    path = "/" + address.split("/", 3)[3]
    first = client.get(path, follow=True)
    client.post(first.request["PATH_INFO"], {"password1": "jinniu-demo-2026", "password2": "jinniu-demo-2026"})
    assert EmailAddress.objects.get(user=person).verified
    district(client)
    response = client.post("/account/members/add/", GIVEN | {"email": OFFICERS, "place": places.street().pk})
    assert response.status_code == 302


def test_wrong_passwords_for_one_phone_keep_nobody_else_out(client: Client) -> None:
    accounts.user(email=None, phone="+8613800000002")
    for _ in range(6):
        client.post("/accounts/login/", {"login": "13800000001", "password": "wrong-password"})
    response = client.post("/accounts/login/", {"login": "13800000002", "password": accounts.PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (1, "", "10.0.0.1"),
        (1, "rubbish", "10.0.0.1"),
        (2, "9.9.9.9", "10.0.0.1"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.7", "9.9.9.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "9.9.9.9:4711", "9.9.9.9"),
    ],
)
def test_the_address_of_a_request_is_what_the_trusted_proxy_wrote(proxies: int, forwarded: str, seen: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == seen


def test_the_pages_of_a_lost_password_do_not_tell_which_phones_have_accounts() -> None:
    accounts.user(email=None, phone="+8613800000001")
    User.objects.update(phone_verified=True)
    for _ in range(6):  # one stranger tries numbers that nobody has
        nobody = Client()
        nobody.post("/account/password/phone/", {"phone": "13900000009"})
        nobody.post("/account/password/phone/code/", _digits())
    answers = set()
    for phone in ("13800000001", "13900000001"):
        asking = Client()
        asking.post("/account/password/phone/", {"phone": phone})
        answers.add(asking.post("/account/password/phone/code/", _digits()).status_code)
    assert len(answers) == 1


def _digits() -> dict[str, str]:
    return {"code": "000000", "password1": "jinniu-demo-2026", "password2": "jinniu-demo-2026"}


def test_who_was_entered_by_the_office_can_type_the_password_again(client: Client) -> None:
    member = accounts.membership(Role.COMMUNITY, places.community())
    accounts.signed_in(client, member)
    response = client.post("/accounts/reauthenticate/", {"password": accounts.PASSWORD})
    assert response.status_code == 302


def test_an_officer_entered_with_a_phone_alone_sets_the_first_password_by_a_code(
    client: Client, text_messages: list[Message]
) -> None:
    person = User.objects.create_user(name="李文", email=None, phone="+8613800000001")
    client.post("/account/password/phone/", {"phone": "13800000001"})
    phones.send_phone_code(phone_code_id=PhoneCode.objects.get(user=person).pk)
    code = next(word for word in re.findall(r"\d{6}", text_messages[-1].text))
    response = client.post("/account/password/phone/code/", _digits() | {"code": code})
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.phone_verified
    assert person.check_password(_digits()["password1"])


@pytest.fixture
def left_open(client: Client) -> User:
    """A person whose browser stands signed in since an hour, in reach of somebody else."""
    person = accounts.proved(accounts.user("王敏", email="wang.min@demo.example", phone="+8613800000002"))
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    return person


def test_a_session_left_open_does_not_give_the_account_another_e_mail(client: Client, left_open: User) -> None:
    answer = client.post("/account/", PROFILE | {"email": TAKEN, "phone": "13800000002"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    left_open.refresh_from_db()
    assert left_open.email == "wang.min@demo.example"
    wrong = client.post("/accounts/reauthenticate/", {"password": "guessed-2026-it"})
    assert wrong.status_code != 302
    left_open.refresh_from_db()
    assert left_open.email == "wang.min@demo.example"


def test_a_session_left_open_does_not_give_the_account_another_phone(client: Client, left_open: User) -> None:
    answer = client.post("/account/", PROFILE | {"email": left_open.email, "phone": "13900000009"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    left_open.refresh_from_db()
    assert left_open.phone == "+8613800000002"


def test_the_name_is_changed_without_the_password(client: Client, left_open: User) -> None:
    form = PROFILE | {"name": "王敏敏", "email": left_open.email, "phone": "138 0000 0002"}
    assert client.post("/account/", form)["Location"] == "/account/"
    left_open.refresh_from_db()
    assert left_open.name == "王敏敏"


def test_the_password_typed_again_carries_the_change_through_and_the_old_addresses_are_told(
    client: Client, left_open: User, text_messages: list[Message]
) -> None:
    answer = client.post("/account/", PROFILE | {"email": TAKEN, "phone": "13900000009"})
    assert client.post(answer["Location"], {"password": accounts.PASSWORD})["Location"] == "/account/"
    left_open.refresh_from_db()
    assert (left_open.email, left_open.phone) == (TAKEN, "+8613900000009")
    deliver_all()
    (letter,) = mail.outbox
    assert letter.to == ["wang.min@demo.example"]
    assert "邮箱" in letter.body
    assert "手机号" in letter.body
    assert "/contact/" in letter.body
    assert [message.to for message in text_messages] == ["+8613800000002"]


def test_the_second_step_shown_again_carries_the_change_through_too(client: Client) -> None:
    member = accounts.membership(Role.STREET, places.street())
    secret = accounts.second_factor(member.user)
    old = member.user.email
    client.force_login(member.user, backend="marketplace.accounts.backends.Backend")
    answer = client.post("/account/", PROFILE | {"email": TAKEN})
    digits = {"code": accounts.digits_of(secret)}
    following = answer["Location"].replace("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")
    assert client.post(following, digits)["Location"] == "/account/"
    deliver_all()
    assert [letter.to for letter in mail.outbox] == [[old]]


def test_a_number_that_nobody_verified_gets_no_messages(client: Client, text_messages: list[Message]) -> None:
    person = accounts.user(phone="+8613800000003")
    services.change_profile(
        user=person, name=person.name, email=person.email, phone="13900000009", language="", elder_mode=False
    )
    deliver_all()
    assert not text_messages
    assert mail.outbox[-1].to == [person.email]


def test_an_office_that_changes_an_address_has_the_old_one_told(client: Client) -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.COMMUNITY, places.community())
    old = worker.user.email
    services.change_person(by=officer, person=worker.user, name="王敏", email=TAKEN, phone=None, language="")
    deliver_all()
    assert [letter.to for letter in mail.outbox] == [[old]]


def test_a_changed_password_is_told(client: Client) -> None:
    person = accounts.user()
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    words = {"oldpassword": accounts.PASSWORD, "password1": "jinniu-demo-2027", "password2": "jinniu-demo-2027"}
    assert client.post("/accounts/password/change/", words).status_code == 302
    deliver_all()
    (letter,) = mail.outbox
    assert (letter.to, "密码" in letter.body) == ([person.email], True)


def test_a_second_step_that_is_switched_off_is_told_once(client: Client) -> None:
    person = accounts.user()
    secret = accounts.second_factor(person)
    RecoveryCodes.activate(person)
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    first = client.post("/accounts/2fa/totp/deactivate/")
    following = first["Location"].replace("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")
    client.post(following, {"code": accounts.digits_of(secret)})
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()
    deliver_all()
    (letter,) = mail.outbox
    assert (letter.to, "两步登录" in letter.body) == ([person.email], True)
