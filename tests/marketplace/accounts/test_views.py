"""Pages under /account/ over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts import permissions, queries, services
from marketplace.accounts.models import Membership, Residency, User
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.ui import formats
from marketplace.ui.waiting import gathered
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


def test_a_person_with_two_roles_switches_between_them(client: Client) -> None:
    street = accounts.membership(Role.STREET, places.street())
    community = accounts.membership(Role.COMMUNITY, places.community(), who=street.user)
    accounts.signed_in(client, street)
    assert client.get("/account/residents/").status_code == 403
    response = client.post("/account/roles/switch/", {"membership": community.pk, "next": "/account/residents/"})
    assert response["Location"] == "/account/residents/"
    assert client.get("/account/residents/").status_code == 200
    later = Client()
    later.force_login(street.user, backend="marketplace.accounts.backends.Backend")
    assert later.get("/account/residents/").status_code == 200, "the role used last is where the next session starts"


def test_nobody_switches_to_a_role_that_is_not_theirs_or_has_ended(client: Client) -> None:
    member = accounts.membership(Role.RESIDENT, places.community())
    foreign = accounts.membership(Role.DISTRICT)
    ended = accounts.membership(Role.CO_BUILDER, places.community(), who=member.user, to_date=clock.today())
    accounts.signed_in(client, member)
    for impossible in (foreign.pk, ended.pk, "abc", ""):
        assert client.post("/account/roles/switch/", {"membership": impossible}).status_code == 422
    session = client.session
    session["membership"] = foreign.pk
    session.save()
    assert client.get("/account/members/").status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_a_switch_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    member = accounts.membership(Role.RESIDENT, places.community())
    accounts.signed_in(client, member)
    response = client.post("/account/roles/switch/", {"membership": member.pk, "next": elsewhere})
    assert response["Location"] == "/workbench/"


def test_the_membership_of_a_request_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = accounts.membership(Role.COMMUNITY, places.community())
    accounts.signed_in(client, member)
    for _ in range(4):
        accounts.membership(Role.COMMUNITY, places.community(), who=member.user)
    client.get("/privacy/")
    with django_assert_num_queries(2):  # session; person, memberships and unread messages
        client.get("/account/second-factor/qr.svg")
    with django_assert_num_queries(0):
        Client().get("/account/second-factor/qr.svg")


def test_the_district_gives_a_role_to_somebody_new_who_is_told_by_e_mail(client: Client) -> None:
    officer = accounts.membership(Role.DISTRICT)
    street = places.street("茶店子街道")
    accounts.signed_in(client, officer)
    new = {
        "name": "赵新", "email": "zhao@demo.example", "role": "street", "place": street.pk,
        "from_date": clock.today().isoformat(),
    }  # fmt: skip
    response = client.post("/account/members/add/", new)
    assert response.status_code == 302, response.content.decode()
    member = Membership.objects.get(user__email="zhao@demo.example")
    assert permissions.holds(member, Role.STREET, place=street)
    services.send_invitation(membership_id=member.pk, new=True)
    assert "街道工作人员" in mail.outbox[-1].body
    assert "/accounts/password/reset/" in mail.outbox[-1].body
    assert "赵新" in client.get("/account/members/").content.decode()
    assert "赵新" in client.get("/account/members/?q=zhao@demo").content.decode()


def test_a_known_person_gets_the_role_without_a_second_account(client: Client) -> None:
    officer, street = accounts.membership(Role.DISTRICT), places.street()
    known = accounts.proved(accounts.user("老王"))
    accounts.signed_in(client, officer)
    new = {
        "name": "另写", "email": (known.email or "").upper(), "role": "street", "place": street.pk,
        "from_date": clock.today().isoformat(),
    }  # fmt: skip
    assert client.post("/account/members/add/", new).status_code == 302
    known.refresh_from_db()
    assert known.name == "老王"
    assert Membership.objects.get(user=known).place == street


def test_a_community_cannot_name_another_place_or_a_role_it_does_not_give(client: Client) -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    accounts.signed_in(client, worker)
    new = {"name": "李", "email": "li@demo.example", "from_date": clock.today().isoformat()}
    elsewhere = places.community()
    assert client.post("/account/members/add/", new | {"role": "street"}).status_code == 422
    given = client.post("/account/members/add/", new | {"role": "resident_representative", "place": elsewhere.pk})
    assert given.status_code == 302
    assert Membership.objects.get(user__email="li@demo.example").place == worker.place


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "a\tb"), ("name", "x" * 5_000), ("email", "kein"), ("phone", "123"),
     ("from_date", "gestern"), ("to_date", "2000-01-01"), ("role", "emperor"), ("place", "999999"), ("place", "x")],
)  # fmt: skip
def test_bad_input_is_named_and_nothing_is_written(client: Client, field: str, value: str) -> None:
    officer = accounts.membership(Role.DISTRICT)
    street = places.street()
    accounts.signed_in(client, officer)
    good = {
        "name": "赵", "email": "z@demo.example", "role": "street", "place": str(street.pk),
        "from_date": clock.today().isoformat(),
    }  # fmt: skip
    response = client.post("/account/members/add/", good | {field: value})
    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert not User.objects.filter(name="赵").exists()


def test_a_role_is_ended_with_a_reason_by_who_gives_it_and_nobody_else(client: Client) -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.STREET, places.street())
    colleague = Client()
    accounts.signed_in(colleague, accounts.membership(Role.STREET, worker.place))
    assert colleague.get(f"/account/members/{worker.pk}/end/").status_code == 403
    accounts.signed_in(client, officer)
    assert client.post(f"/account/members/{worker.pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/account/members/{worker.pk}/end/", {"reason": "调离"}).status_code == 302
    assert not queries.holders(Role.STREET, place=worker.place).filter(pk=worker.pk).exists()


def test_a_second_step_is_reset_and_the_person_signed_out(client: Client) -> None:
    worker = accounts.membership(Role.STREET, places.street())
    browser = accounts.signed_in(Client(), worker)
    assert browser.get("/account/").status_code == 200
    accounts.signed_in(client, accounts.membership(Role.DISTRICT))
    response = client.post(f"/account/members/{worker.pk}/second-factor/", {"reason": "手机丢失"})
    assert response.status_code == 302
    assert browser.get("/account/")["Location"].startswith("/accounts/login/")


def test_members_of_a_provider_see_their_own_only(client: Client) -> None:
    admin, rival = accounts.membership(Role.PROVIDER_ADMIN), accounts.membership(Role.PROVIDER_ADMIN)
    accounts.signed_in(client, admin)
    page = client.get("/account/members/").content.decode()
    assert admin.user.name in page
    assert rival.user.name not in page
    assert client.get(f"/account/members/{rival.pk}/end/").status_code == 404


@pytest.mark.parametrize("members", [3, 23])
def test_the_members_page_costs_the_same_for_few_and_many(
    client: Client, members: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    officer = accounts.membership(Role.DISTRICT)
    street = places.street()
    for _ in range(members):
        accounts.membership(Role.STREET, street)
    accounts.signed_in(client, officer)
    client.get("/account/members/")
    with django_assert_max_num_queries(9):
        client.get("/account/members/")


def test_an_officer_appoints_a_substitute_on_the_page(client: Client) -> None:
    absent = accounts.membership(Role.STREET, places.street())
    helper = accounts.proved(accounts.user("代班", phone="+8613800000001"))
    accounts.signed_in(client, absent)
    day = clock.today()
    form = {"from_date": day.isoformat(), "last_day": (day + timedelta(days=4)).isoformat(), "reason": "年假"}
    unknown = client.post("/account/substitutes/", form | {"substitute": "13900000009"})
    assert unknown.status_code == 422
    assert client.post("/account/substitutes/", form | {"substitute": "138 0000 0001"}).status_code == 302
    standing_in = Membership.objects.get(user=helper)
    assert (standing_in.substitute_for, standing_in.to_date) == (absent, day + timedelta(days=5))
    last_day = formats.day(day + timedelta(days=4))
    appointed = client.get("/account/substitutes/").content.decode()
    browser = accounts.signed_in(Client(), standing_in)
    roles = browser.get("/account/roles/").content.decode()
    assert ("代班" in appointed, last_day in appointed, "代理" in roles, last_day in roles) == (True,) * 4
    assert absent.user.name in roles
    end = reverse("accounts:substitute_end", args=[standing_in.pk])
    assert end in appointed
    assert client.get(end).status_code == 200
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "提前返岗"}).status_code == 302
    assert "代班" not in client.get("/account/substitutes/").content.decode()
    assert client.get(end).status_code == 404


def test_a_resident_asks_and_the_community_decides_on_the_pages(client: Client) -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    person = accounts.user("王小区", phone="+8613800000001")
    browser = Client()
    browser.force_login(person, backend="marketplace.accounts.backends.Backend")
    assert "验证手机号" in browser.get("/account/community/").content.decode()
    User.objects.filter(pk=person.pk).update(phone_verified=True)
    form = {"community": worker.place.pk, "address": "3栋2单元"}
    assert browser.post("/account/community/", form).status_code == 302
    assert "等待" in browser.get("/account/community/").content.decode()
    accounts.signed_in(client, worker)
    (duty,) = gathered(queries.waiting(worker, clock.now()))
    assert "3栋2单元" in client.get(duty.url).content.decode()
    assert client.post(duty.url, {"decision": "refuse", "reason": ""}).status_code == 422
    assert client.post(duty.url, {"decision": "confirm"}).status_code == 302
    assert queries.holders(Role.RESIDENT, place=worker.place).get().user == person
    assert not gathered(queries.waiting(worker, clock.now()))
    assert client.get(duty.url).status_code == 404
    assert Residency.objects.get().address == ""


def test_the_profile_is_changed_and_the_switches_follow(client: Client) -> None:
    person = accounts.user("旧名")
    client.post("/accounts/login/", {"login": person.email, "password": accounts.PASSWORD})
    form = {"name": "新名", "email": "neu@demo.example", "phone": "13800000001", "language": "en", "elder_mode": "on"}
    response = client.post("/account/", form)
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "en"
    assert response.cookies["elder"].value == "1"
    person.refresh_from_db()
    assert (person.name, person.email, person.phone) == ("新名", "neu@demo.example", "+8613800000001")
    assert client.post("/account/email/verify/").status_code == 302
    assert mail.outbox[-1].to == ["neu@demo.example"]
    other = accounts.user()
    refused = client.post("/account/", form | {"email": other.email})
    assert refused.status_code == 409
    assert Entry.objects.filter(act="accounts.profile.changed").count() == 1


def test_an_organisation_registers_itself_on_the_page(client: Client) -> None:
    person = accounts.user()
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    form = {"name": "金牛区新芽中心", "org_type": "private_nonenterprise", "uscc": accounts.uscc(424_242)}
    wrong = client.post("/account/organisation/register/", form | {"uscc": "52510199MT424242X0"})
    assert wrong.status_code == 422
    assert client.post("/account/organisation/register/", form).status_code == 302
    assert "金牛区新芽中心" in client.get("/account/members/").content.decode() or (
        client.get("/account/members/")["Location"] == "/accounts/2fa/totp/activate/"
    )
