"""People, memberships and organisations in Wagtail's admin: every write leaves an entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import permissions
from marketplace.accounts.models import MemberInvitation, Membership, Organisation, User
from marketplace.accounts.rules import Role
from tests.factories import accounts, places
from tests.factories.audit import acts

pytestmark = pytest.mark.django_db
PAGES = ["wagtailusers_users", "memberships", "organisations"]


@pytest.fixture
def officer() -> Membership:
    return accounts.membership(Role.DISTRICT)


@pytest.fixture
def office(client: Client, officer: Membership) -> Client:
    return accounts.in_back_office(client, officer)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_district_finds_people_roles_and_organisations(office: Client, page: str, language: str) -> None:
    accounts.membership(Role.PROVIDER_ADMIN)
    office.cookies["django_language"] = language
    assert office.get(reverse(f"{page}:index")).status_code == 200
    assert office.get(reverse(f"{page}:index") + "?q=demo").status_code == 200
    assert office.get(reverse(f"{page}:add")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.STREET, Role.COMMUNITY, Role.CURATOR, Role.OPERATOR])
def test_other_roles_that_enter_the_admin_do_not_find_them(client: Client, page: str, role: Role) -> None:
    accounts.in_back_office(client, accounts.membership(role))
    for name in ("index", "add"):
        assert client.get(reverse(f"{page}:{name}")).status_code in (302, 403)
    assert client.post(reverse(f"{page}:add"), {"name": "李"}).status_code in (302, 403)
    assert not acts()


def test_an_account_is_opened_and_the_log_says_so(office: Client) -> None:
    response = office.post(
        reverse("wagtailusers_users:add"),
        {"name": "钱七", "email": "", "phone": "138 0000 0005", "language": "zh-hans"},
    )
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(phone="+8613800000005")
    assert (person.name, person.email, person.has_usable_password()) == ("钱七", None, False)
    assert acts() == ["accounts.person.created"]


def test_a_person_is_corrected_and_closed_with_a_reason(office: Client) -> None:
    person = accounts.membership(Role.STREET, places.street()).user
    page = reverse("wagtailusers_users:edit", args=[person.pk])
    assert office.get(page).status_code == 200
    form = {"name": "改名", "email": person.email, "phone": "", "language": "", "is_active": "on"}
    assert office.post(page, form).status_code == 302
    form.pop("is_active")
    assert office.post(page, form).status_code == 422
    assert office.post(page, form | {"reason": "离职"}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("改名", False)
    assert acts() == ["accounts.person.changed", "accounts.person.changed", "accounts.person.deactivated"]


def test_colleagues_and_oneself_are_not_changed_here(office: Client, officer: Membership) -> None:
    colleague = accounts.membership(Role.DISTRICT).user
    for person in (colleague, officer.user):
        form = {"name": "夺", "email": "x@demo.example", "phone": "", "language": "", "is_active": "on"}
        response = office.post(reverse("wagtailusers_users:edit", args=[person.pk]), form)
        assert response.status_code in (302, 403)
        person.refresh_from_db()
        assert person.name != "夺"
    assert not acts()


def test_a_taken_address_comes_back_on_the_form(office: Client) -> None:
    taken = accounts.user(phone="+8613800000001")
    page = reverse("wagtailusers_users:add")
    for form in ({"email": (taken.email or "").upper()}, {"phone": "13800000001"}, {"phone": "123"}, {}):
        response = office.post(page, {"name": "李", "email": "", "phone": "", "language": ""} | form)
        assert response.status_code in (409, 422)
        assert response.context["form"].errors
    assert not acts()


def test_the_district_invites_a_providers_administrator(office: Client) -> None:
    """Also where nobody administers the provider any more; the answer is the same for an address of nobody."""
    body = accounts.organisation()
    form = {"role": "provider_admin", "place": "", "organisation": body.pk, "from_date": clock.today().isoformat(),
            "to_date": "", "reason": ""}  # fmt: skip
    for person in ("13800000001", "nobody@demo.example"):
        response = office.post(reverse("memberships:add"), form | {"person": person}, follow=True)
        assert response.redirect_chain[-1][1] == 302, response.context["form"].errors
        assert "邀请（" in response.content.decode()
    assert sorted(MemberInvitation.objects.values_list("email", "phone")) == [
        ("", "+8613800000001"),
        ("nobody@demo.example", ""),
    ]
    assert not Membership.objects.filter(organisation=body).exists()
    assert acts() == ["accounts.invitation.sent"] * 2
    for nothing in ("@", "nobody@", "138"):
        assert office.post(reverse("memberships:add"), form | {"person": nothing}).status_code == 422
    assert len(acts()) == 2


def test_a_role_is_given_and_ended(office: Client) -> None:
    person = accounts.proved(accounts.user(phone="+8613800000001"))
    street = places.street()
    today = clock.today().isoformat()
    form = {"person": "13800000001", "role": "street", "place": street.pk, "organisation": "", "from_date": today,
            "to_date": "", "reason": "新任"}  # fmt: skip
    response = office.post(reverse("memberships:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    given = Membership.objects.get(user=person)
    assert permissions.holds(given, Role.STREET, place=street)
    page = reverse("memberships:edit", args=[given.pk])
    assert office.get(page).status_code == 200
    assert office.post(page, {"to_date": today, "reason": ""}).status_code == 422
    assert office.post(page, {"to_date": today, "reason": "调离"}).status_code == 302
    given.refresh_from_db()
    assert not permissions.holds(given)
    assert acts() == ["accounts.membership.granted", "accounts.membership.corrected"]


def test_a_refused_role_comes_back_with_its_rule(office: Client) -> None:
    provider = accounts.membership(Role.PROVIDER_ADMIN)
    accounts.proved(provider.user)
    form = {"person": provider.user.email, "role": "street", "place": places.street().pk, "organisation": "",
            "from_date": clock.today().isoformat(), "to_date": "", "reason": ""}  # fmt: skip
    response = office.post(reverse("memberships:add"), form)
    assert response.status_code == 409
    assert "职责分离" in response.content.decode()
    for broken in ({"person": "nobody@demo.example"}, {"place": ""}, {"role": "emperor"}, {"from_date": "gestern"}):
        assert office.post(reverse("memberships:add"), form | broken).context["form"].errors
    assert not acts()


def test_a_role_of_another_district_is_not_found(office: Client) -> None:
    elsewhere = accounts.membership(Role.STREET, places.street(within=places.district("510107", "武侯区")))
    response = office.get(reverse("memberships:edit", args=[elsewhere.pk]))
    assert response.status_code == 404
    until = (clock.today() + timedelta(days=1)).isoformat()
    assert office.post(reverse("memberships:edit", args=[elsewhere.pk]), {"to_date": until}).status_code == 404


def test_an_organisation_is_entered_and_corrected(office: Client) -> None:
    form = {"name": "某居委会", "org_type": "residents_committee", "uscc": accounts.uscc(31_337, "residents_committee"),
            "place": places.community().pk}  # fmt: skip
    response = office.post(reverse("organisations:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    body = Organisation.objects.get(name="某居委会")
    page = reverse("organisations:edit", args=[body.pk])
    assert office.get(page).status_code == 200
    assert office.post(page, {"name": "改名居委会", "place": ""}).status_code == 302
    assert office.post(reverse("organisations:add"), form | {"name": "同码"}).status_code in (409, 422)
    assert office.post(reverse("organisations:add"), form | {"uscc": "123"}).status_code == 422
    assert acts() == ["accounts.organisation.created", "accounts.organisation.changed"]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_deleted_here(office: Client, page: str) -> None:
    member = accounts.membership(Role.PROVIDER_ADMIN)
    objects = {"wagtailusers_users": member.user_id, "memberships": member.pk, "organisations": member.organisation_id}
    response = office.post(reverse(f"{page}:delete", args=[objects[page]]))
    assert response.status_code in (302, 403)
    assert User.objects.filter(pk=member.user_id).exists()
    assert Membership.objects.filter(pk=member.pk).exists()
    assert not acts()


def test_groups_and_bulk_acts_are_closed_to_everybody(office: Client, officer: Membership) -> None:
    group = Group.objects.get(name="role:district")
    for address in (reverse("wagtailusers_groups:index"), reverse("wagtailusers_groups:edit", args=[group.pk])):
        assert office.get(address).status_code in (302, 403)
    for act in ("delete", "assign_role", "set_active_state"):
        response = office.post(f"/admin/bulk/accounts/user/{act}/?id={officer.user_id}", {"role": group.pk})
        assert response.status_code == 403
    assert office.get("/admin/account/")["Location"] == "/account/"
