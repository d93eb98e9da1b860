"""One organisation's way through the pages: registers, applies, is returned, objected to, dismissed, listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from catalog.models import Provider, RosterApplication, RosterObjection
from catalog.queries import duties
from catalog.queries.applications import missing_files
from catalog.rules.periods import months_after
from catalog.rules.states import ApplicationState
from catalog.services import clockwork
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from tests.factories import accounts, catalog, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def act(client: Client, url: str, **values: Any) -> Any:
    """Open the page, fill in the form, send it; the versions and tickets on the page travel along."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    hidden = dict(re.findall(r'<input type="hidden" name="(version|ticket)" value="([^"]*)"', page.content.decode()))
    answer = client.post(url, hidden | values)
    if answer.status_code == 302:
        return answer
    text = answer.content.decode()
    raise AssertionError((url, answer.status_code, re.findall(r"<(?:p|li|span)[^>]*error[^>]*>.*?</", text)))


def only_duty(member: Membership, kind: str) -> str:
    """The address of the one duty of this kind."""
    found = [duty.url for duty in duties(member, clock.now()) if duty.kind == kind]
    assert len(found) == 1, duties(member, clock.now())
    return found[0]


@pytest.mark.requirement("R28")
@pytest.mark.requirement("R30")
def test_from_registration_to_the_public_roster(officer: Membership) -> None:
    street = places.street("抚琴街道")
    person = accounts.user("周负责")
    accounts.second_factor(person)
    member, office, resident, public = Client(), Client(), Client(), Client()
    member.force_login(person, backend="marketplace.accounts.backends.Backend")
    accounts.signed_in(office, officer)
    resident.force_login(accounts.known("王居民"), backend="marketplace.accounts.backends.Backend")

    provider = registered(member, person)
    administrator = Membership.objects.get(user=person)
    assert only_duty(administrator, "catalog.apply") == "/roster/own/"
    act(member, "/roster/own/start/")
    filled_in(member, provider, street.code)
    act(member, "/roster/own/check/", declared="on")

    act(office, only_duty(officer, "catalog.decide") + "return/", reason="请补充专业优势")
    assert "请补充专业优势" in member.get(only_duty(administrator, "catalog.correct")).content.decode()
    act(member, "/roster/own/profile/", **profile(strengths="居家助浴、失能预防"))
    act(member, "/roster/own/check/", declared="on")
    act(office, only_duty(officer, "catalog.decide") + "accept/")

    application = RosterApplication.objects.get()
    page = public.get(f"/roster/publicity/{application.pk}/").content.decode()
    assert "居家助浴" in page
    assert "陈*" in page
    assert "陈负责" not in page
    act(resident, f"/roster/publicity/{application.pk}/object/", text="该机构未按约服务")
    assert "王*" in public.get(f"/roster/publicity/{application.pk}/").content.decode()
    act(office, only_duty(officer, "catalog.answer_objection"), outcome="dismiss", answer="经核查不属实")
    assert "经核查不属实" in public.get(f"/roster/publicity/{application.pk}/").content.decode()
    assert RosterObjection.objects.get().state == "dismissed"

    application.refresh_from_db()
    assert application.state == ApplicationState.PUBLICITY
    assert application.publicity_until is not None
    assert "云上演示中心" not in public.get("/roster/").content.decode()
    with clock.frozen(application.publicity_until):
        assert clockwork.end_publicity(now=clock.now()) == 1
    index()
    roster = public.get("/roster/", {"domain": "elderly", "q": "云上"}).content.decode()
    assert "云上演示中心" in roster
    shown = public.get(f"/roster/providers/{provider.pk}/").content.decode()
    assert "陈*" in shown
    assert "138****5521" in shown
    assert "陈负责" not in shown
    assert "13800005521" not in shown
    assert "陈负责" in office.get(f"/roster/providers/{provider.pk}/").content.decode()


def registered(client: Client, person: User) -> Provider:
    answer = act(
        client,
        "/roster/register/",
        name="云上演示中心",
        org_type="private_nonenterprise",
        uscc=accounts.uscc(990_077),
    )
    assert answer.url == "/roster/own/"
    return Provider.objects.get(organisation__memberships__user=person)


def profile(**changes: Any) -> dict[str, Any]:
    values = {
        "development": "2016年登记，服务三个街道。",
        "fulltime_staff": "9",
        "certified_social_workers": "5",
        "volunteers": "130",
        "domains": ["elderly", "assistance"],
        "strengths": "助浴",
    }
    return values | changes


def filled_in(client: Client, provider: Provider, street: str) -> None:
    today = clock.today()
    registered_on = months_after(today, -60).isoformat()
    act(
        client,
        "/roster/own/registration/",
        registered_date=registered_on,
        home_place=street,
        legal_representative="陈负责",
        annual_report_year=today.year - 1,
    )
    act(
        client,
        "/roster/own/contact/",
        contact_name="李联系",
        contact_phone="13800005521",
        address="抚琴街道演示路1号",
    )
    act(client, "/roster/own/profile/", **profile())
    act(client, "/roster/own/grade/", grade="none")
    for kind in missing_files(provider):
        act(client, "/roster/own/files/", kind=kind.value, upload=catalog.upload(f"{kind.value}.pdf"))


def test_the_check_page_refuses_what_is_not_declared() -> None:
    administrator = catalog.applicant()
    client = accounts.signed_in(Client(), administrator)
    act(client, "/roster/own/start/")
    page = client.get("/roster/own/check/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(version|ticket)" value="([^"]*)"', page))
    answer = client.post("/roster/own/check/", hidden)
    assert answer.status_code == 422
    assert "勾选承诺" in answer.content.decode() or "尚未作出承诺" in answer.content.decode()


def test_the_decision_page_shows_what_does_not_hold(officer: Membership) -> None:
    administrator = catalog.applicant(fulltime_staff=1, registered_date=clock.today())
    application = catalog.submitted(administrator)
    office = accounts.signed_in(Client(), officer)
    page = office.get(f"/roster/applications/{application.pk}/").content.decode()
    assert "不符合" in page
    assert "专职人员 1 人，要求不少于 2 人" in page
    answer = office.post(f"/roster/applications/{application.pk}/accept/", {"version": application.version})
    assert answer.status_code == 422
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_an_organisation_without_a_provider_is_led_to_its_application() -> None:
    member = accounts.membership(Role.PROVIDER_ADMIN)
    client = accounts.signed_in(Client(), member)
    for page in ("", "contact/", "files/", "check/", "leave/"):
        assert client.get(f"/roster/own/{page}").headers["Location"] == "/roster/own/start/"
    act(client, only_duty(member, "catalog.apply"))
    assert client.get("/roster/own/").status_code == 200
    assert client.get("/roster/own/leave/").headers["Location"] == "/roster/own/"


def test_a_bidder_of_an_organisation_without_a_provider_is_told_who_applies() -> None:
    member = accounts.membership(Role.PROVIDER_BIDDER)
    client = accounts.signed_in(Client(), member)
    page = client.get("/roster/own/", follow=True)
    assert page.status_code == 200
    assert "入库由机构管理员申请" in page.content.decode()
    assert 'name="ticket"' not in page.content.decode().partition("<main")[2]
    assert client.post("/roster/own/start/", {"ticket": page.context["ticket"]}).status_code == 403
    assert not Provider.objects.exists()
