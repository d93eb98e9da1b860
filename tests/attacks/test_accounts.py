"""Somebody tries to become somebody else, to learn who has an account, or to keep others out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from marketplace import clock
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


def _asked_for_a_password(client: Client, email: str) -> str:
    """What the page answers; the letter, if any, lies in `mail.outbox`."""
    response = client.post("/accounts/password/reset/", {"email": email})
    return f"{response.status_code} {response['Location']}"


def test_an_address_that_was_never_proved_does_not_open_an_account_in_use(client: Client) -> None:
    """Somebody mistyped the e-mail in the profile: whoever reads its letters is a stranger."""
    person = accounts.proved(accounts.user("王敏", email="wang.min@demo.example", phone="+8613800000002"))
    services.change_profile(user=person, name="王敏", email=TAKEN, phone=person.phone, language="", elder_mode=False)
    known = _asked_for_a_password(client, TAKEN)
    assert known == _asked_for_a_password(client, "nobody@demo.example")
    letter = next(one for one in mail.outbox if one.to == [TAKEN])
    assert "/password/reset/key/" not in letter.body
    assert "王敏" not in letter.body
    assert "/account/password/phone/" in letter.body
    assert not EmailAddress.objects.get(user=person).verified


def _link_to_free(client: Client, email: str) -> str:
    """The path in the letter that answers whoever forgot the password."""
    mail.outbox.clear()
    _asked_for_a_password(client, email)
    found = re.search(r"//[^/]+(/account/email/free/\S+/)", str(mail.outbox[0].body))
    return found[1] if found else ""


def test_who_signs_up_with_somebodys_address_does_not_keep_its_owner_out(client: Client) -> None:
    """The owner frees it by a letter, opens an account, and the office enters them; pages answer alike."""
    squatter = accounts.user("冒名", email=OFFICERS)
    left_open = Client()
    left_open.force_login(squatter, backend="marketplace.accounts.backends.Backend")
    path = _link_to_free(client, OFFICERS)
    assert "<button" in client.get(path).content.decode()
    squatter.refresh_from_db()
    assert squatter.email == OFFICERS, "looking frees nothing"
    assert client.post(path).status_code == 302
    closed = User.objects.get(pk=squatter.pk)
    assert (closed.email, closed.is_active) == (None, False)
    assert left_open.get("/account/").status_code == 302
    used = client.get(path).content.decode()
    assert "链接已失效" in used
    assert client.post(path).status_code == 409
    words = {"name": "李文", "email": OFFICERS, "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    assert Client().post("/accounts/signup/", words).status_code == 302
    assert User.objects.get(email=OFFICERS).name == "李文"


def test_the_office_enters_an_officer_whose_address_was_freed(client: Client) -> None:
    accounts.user("冒名", email=OFFICERS)
    visitor = Client()
    visitor.post(_link_to_free(visitor, OFFICERS))
    district(client)
    response = client.post("/account/members/add/", GIVEN | {"email": OFFICERS, "place": places.street().pk})
    assert response.status_code == 302
    assert Membership.objects.get(role=Role.STREET).user.name == "李文"


def test_an_account_with_a_phone_lives_on_without_the_address(client: Client) -> None:
    person = accounts.user("王敏", email=TAKEN, phone="+8613800000002")
    assert client.post(_link_to_free(client, TAKEN)).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.phone, person.is_active) == (None, "+8613800000002", True)


def _link_by_message(client: Client, phone: str, sent: list[Message], *, signs_up: bool) -> str:
    """The path in the short message to whoever forgot the password, or signs up with a number that has an account."""
    sent.clear()
    if signs_up:
        words = {"name": "李文", "phone": phone, "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
        client.post("/accounts/signup/", words)
    else:
        client.post("/account/password/phone/", {"phone": phone})
    deliver_all()
    text = "".join(one.text for one in sent if one.to == f"+86{phone}")
    found = re.search(r"//[^/]+(/account/email/free/\S+/)", text)
    return found[1] if found else ""


@pytest.mark.parametrize("signs_up", [False, True])
def test_who_signs_up_with_somebodys_phone_does_not_keep_its_owner_out(
    client: Client, text_messages: list[Message], *, signs_up: bool
) -> None:
    squatter = accounts.user("冒名", phone="+8613800000003")
    User.objects.filter(pk=squatter.pk).update(email=None, phone_verified=False)
    path = _link_by_message(client, "13800000003", text_messages, signs_up=signs_up)
    assert client.post(path).status_code == 302
    squatter.refresh_from_db()
    assert (squatter.phone, squatter.is_active) == (None, False)
    assert client.post(path).status_code == 409
    words = {"name": "李文", "phone": "13800000003", "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    assert Client().post("/accounts/signup/", words).status_code == 302
    assert User.objects.get(phone="+8613800000003").name == "李文"


def test_signing_up_with_somebodys_phone_sends_it_no_more_messages_than_codes(text_messages: list[Message]) -> None:
    """One a minute, five a day, whoever asks from wherever; the page says the same each time."""
    owner = accounts.user("王敏", phone="+8613800000006")
    User.objects.filter(pk=owner.pk).update(phone_verified=True)
    words = {"name": "李文", "phone": "13800000006", "password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    text_messages.clear()
    said = set()
    for number in range(7):
        with clock.shifted(timedelta(minutes=number)):
            for block in (1, 2):
                visitor = Client(REMOTE_ADDR=f"10.{block}.0.{number}")
                said.add(visitor.post("/accounts/signup/", words)["Location"])
    assert len(said) == 1
    assert [one.to for one in text_messages] == ["+8613800000006"] * 5


def test_many_accounts_from_one_connection_are_a_days_work() -> None:
    words = {"password1": "shequ-demo-2026", "password2": "shequ-demo-2026"}
    answers = [
        Client().post("/accounts/signup/", words | {"name": "新居民", "email": f"neu{number}@demo.example"}).status_code
        for number in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_a_proved_phone_and_one_that_carries_a_role_are_not_freed(client: Client, text_messages: list[Message]) -> None:
    proved = accounts.user("王敏", phone="+8613800000004")
    User.objects.filter(pk=proved.pk).update(phone_verified=True)
    member = accounts.membership(Role.RESIDENT, places.community()).user
    User.objects.filter(pk=member.pk).update(email=None, phone="+8613800000005", phone_verified=False)
    for phone in ("13800000004", "13800000005"):
        assert _link_by_message(client, phone, text_messages, signs_up=False) == ""


def test_only_a_mere_claim_is_freed(client: Client) -> None:
    """Neither a proved address, nor one on which a role rests, nor one that was proved since the letter."""
    member = accounts.membership(Role.RESIDENT, places.community())
    assert member.user.email is not None
    assert _link_to_free(client, member.user.email) == ""
    assert _link_to_free(client, str(accounts.proved(accounts.user()).email)) == ""
    person = accounts.user("王敏", email=TAKEN)
    path = _link_to_free(client, TAKEN)
    accounts.proved(person)
    assert client.post(path).status_code == 409
    assert client.post("/account/email/free/made-up/").status_code == 409
    person.refresh_from_db()
    assert (person.email, person.is_active) == (TAKEN, True)


def test_an_office_that_enters_its_own_address_gets_no_link_into_the_account(client: Client) -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    officer = accounts.membership(Role.DISTRICT)
    services.change_person(by=officer, person=worker.user, name="王敏", email=TAKEN, phone=None, language="")
    _asked_for_a_password(client, TAKEN)
    assert all("/password/reset/key/" not in letter.body for letter in mail.outbox)


def test_a_link_that_confirms_an_e_mail_works_for_the_account_it_is_about_only(client: Client) -> None:
    """A stranger who reads the letter to a mistyped address does not prove it for the account."""
    person = accounts.user("王敏", email=TAKEN)
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    client.post("/account/email/verify/")
    address = next(word for word in str(mail.outbox[0].body).split() if "/confirm-email/" in word)
    path = "/" + address.split("/", 3)[3]
    stranger, other = Client(), Client()
    other.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    for page in (stranger.get, stranger.post):
        assert page(path)["Location"].startswith("/accounts/login/?next=/accounts/confirm-email/")
    assert [other.get(path).status_code, other.post(path).status_code] == [403, 403]
    assert other.get("/account/").status_code == 200, "nobody is signed out by a link"
    assert not EmailAddress.objects.get(user=person).verified
    assert client.get(path).status_code == 200
    client.post(path)
    assert EmailAddress.objects.get(user=person).verified


def test_the_profile_does_not_tell_a_crowd_of_addresses_which_are_taken(client: Client) -> None:
    person = accounts.proved(accounts.user("王敏", email="wang.min@demo.example"))
    client.post("/accounts/login/", {"login": person.email, "password": accounts.PASSWORD})
    taken = accounts.user(phone="+8613800000009")
    asked = [client.post("/account/", PROFILE | {"email": taken.email}) for _ in range(6)]
    assert [answer.status_code for answer in asked] == [409] * 5 + [429]
    by_phone = client.post("/account/", PROFILE | {"email": person.email, "phone": "13800000009"})
    assert by_phone.status_code == 429
    assert client.post("/account/", PROFILE | {"email": person.email, "name": "王敏敏"}).status_code == 302


@override_settings(AXES_ENABLED=True, ACCOUNT_RATE_LIMITS=False)
def test_one_connection_has_one_count_of_wrong_passwords_however_many_addresses_it_is_given() -> None:
    """A home has 2^64 addresses of IPv6."""
    person = accounts.user()
    typed = {"login": person.email, "password": "wrong-password"}
    answers = [Client(REMOTE_ADDR=f"2001:db8:0:1::{n:x}").post("/accounts/login/", typed) for n in range(1, 10)]
    assert answers[-1].status_code == 429
    right = typed | {"password": accounts.PASSWORD}
    assert Client(REMOTE_ADDR="2001:db8:0:1::ffff").post("/accounts/login/", right).status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:0:2::1").post("/accounts/login/", right).status_code == 302
