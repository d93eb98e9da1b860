"""Accounts of people: phones, residents, organisations, offices that look after them, people in bulk."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts import bulk, permissions, services
from marketplace.accounts.models import Membership, OrganisationType, Residency, ResidencyState, User
from marketplace.accounts.rules import Role, normalise_phone
from marketplace.accounts.services import letters, memberships, organisations, people, phones, residencies
from marketplace.audit.models import Entry
from marketplace.places.models import Place
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, places
from tests.gateways import MemorySms
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("text_messages")]


def digits_sent() -> str:
    found = re.search(r"\d{6}", MemorySms.sent[-1].text)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "written", ["13800000001", "+8613800000001", "86 138 0000 0001", "0086-138-0000-0001", " 138-0000-0001 "]
)
def test_a_phone_is_the_same_however_it_is_written(written: str) -> None:
    assert normalise_phone(written) == "+8613800000001"


@pytest.mark.parametrize(
    "written", ["", "12800000001", "1380000000", "138000000011", "+113800000001", "１３８００００００01"]
)
def test_other_numbers_are_no_mainland_mobiles(written: str) -> None:
    with pytest.raises(InvalidInput):
        normalise_phone(written)


@given(st.text(max_size=30))
def test_no_text_breaks_the_phone_rule(text: str) -> None:
    try:
        number = normalise_phone(text)
    except InvalidInput:
        return
    assert re.fullmatch(r"\+861[3-9][0-9]{9}", number)


def test_a_phone_is_verified_by_typing_back_the_code_that_was_sent() -> None:
    person = accounts.user(phone="+8613800000001")
    code = services.ask_phone_code(user=person, now=clock.now())
    services.send_phone_code(phone_code_id=code.pk)
    code.refresh_from_db()
    assert digits_sent() not in code.digest
    assert services.verify_phone(user=person, digits=digits_sent(), now=clock.now()).phone_verified
    with pytest.raises(phones.CodeWrong):
        services.verify_phone(user=person, digits=digits_sent(), now=clock.now())


def test_a_code_is_good_for_ten_minutes_and_five_attempts() -> None:
    person = accounts.user(phone="+8613800000001")
    now = clock.now()
    services.send_phone_code(phone_code_id=services.ask_phone_code(user=person, now=now).pk)
    with pytest.raises(phones.CodeWrong):
        services.verify_phone(user=person, digits=digits_sent(), now=now + phones.VALID_FOR)
    wrong = "000000" if digits_sent() != "000000" else "111111"
    for _ in range(phones.ATTEMPTS):
        with pytest.raises(phones.CodeWrong):
            services.verify_phone(user=person, digits=wrong, now=now)
    with pytest.raises(phones.CodeWrong):
        services.verify_phone(user=person, digits=digits_sent(), now=now)


def test_codes_are_asked_for_once_a_minute_and_five_times_a_day() -> None:
    person = accounts.user(phone="+8613800000001")
    now = clock.now()
    for number in range(phones.PER_DAY):
        asked = now + number * phones.PAUSE
        services.ask_phone_code(user=person, now=asked)
        with pytest.raises(phones.CodeTooSoon):
            services.ask_phone_code(user=person, now=asked + timedelta(seconds=59))
    with pytest.raises(phones.CodeTooSoon):
        services.ask_phone_code(user=person, now=now + timedelta(hours=23))
    services.ask_phone_code(user=person, now=now + timedelta(days=1, seconds=1))


def test_a_changed_phone_is_not_verified_any_more() -> None:
    person = accounts.user(phone="+8613800000001")
    User.objects.filter(pk=person.pk).update(phone_verified=True)
    changed = services.change_profile(
        user=person, name=person.name, email=person.email, phone="13900000002", language="en", elder_mode=True
    )
    assert (changed.phone, changed.phone_verified) == ("+8613900000002", False)
    assert Entry.objects.get().act == "accounts.profile.changed"
    assert "13900000002" not in Entry.objects.get().body


def test_somebody_elses_phone_or_e_mail_is_refused() -> None:
    taken = accounts.user(email="a@demo.example", phone="+8613800000001")
    person = accounts.user()
    for email, phone in ((taken.email, None), ("A@DEMO.example", None), (None, "138 0000 0001")):
        with pytest.raises(people.AddressTaken):
            services.change_profile(user=person, name="李", email=email, phone=phone, language="", elder_mode=False)


def verified(phone: str = "+8613800000001") -> User:
    person = accounts.user("王居民", phone=phone)
    User.objects.filter(pk=person.pk).update(phone_verified=True)
    person.refresh_from_db()
    return person


def test_a_resident_asks_and_the_community_confirms() -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    person = verified()
    request = services.ask_residency(user=person, community=worker.place, address="2栋1单元301", now=clock.now())
    resident = services.confirm_residency(by=worker, request=request, now=clock.now())
    assert permissions.holds(resident, Role.RESIDENT, place=worker.place)
    request.refresh_from_db()
    assert (request.state, request.address) == (ResidencyState.CONFIRMED, "")
    with pytest.raises(residencies.ResidencyDecided):
        services.confirm_residency(by=worker, request=request, now=clock.now())


def test_a_resident_who_moves_is_a_resident_of_one_community() -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    person = verified()
    old = accounts.membership(Role.RESIDENT, places.community(), who=person)
    request = services.ask_residency(user=person, community=worker.place, address="5栋", now=clock.now())
    services.confirm_residency(by=worker, request=request, now=clock.now())
    old.refresh_from_db()
    assert not permissions.holds(old)


def test_residents_need_a_verified_phone_and_ask_one_community_at_a_time() -> None:
    community = places.community()
    stranger = accounts.user(phone="+8613800000009")
    with pytest.raises(residencies.PhoneNotVerified):
        services.ask_residency(user=stranger, community=community, address="1栋", now=clock.now())
    person = verified()
    services.ask_residency(user=person, community=community, address="1栋", now=clock.now())
    with pytest.raises(residencies.ResidencyWaiting):
        services.ask_residency(user=person, community=places.community(), address="1栋", now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Residency.objects.create(user=person, community=community, asked_at=clock.now())


def test_only_this_communitys_staff_decide_never_about_themselves_and_a_refusal_has_a_reason() -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    request = services.ask_residency(user=verified(), community=worker.place, address="1栋", now=clock.now())
    neighbour = accounts.membership(Role.COMMUNITY, places.community())
    with pytest.raises(permissions.RoleMissing):
        services.confirm_residency(by=neighbour, request=request, now=clock.now())
    with pytest.raises(InvalidInput):
        services.refuse_residency(by=worker, request=request, reason=" ", now=clock.now())
    assert services.refuse_residency(by=worker, request=request, reason="查无此户", now=clock.now()).reason
    User.objects.filter(pk=worker.user_id).update(phone="+8613800000077", phone_verified=True)
    own = services.ask_residency(user=worker.user, community=worker.place, address="1栋", now=clock.now())
    with pytest.raises(memberships.RoleForOneself):
        services.confirm_residency(by=worker, request=own, now=clock.now())
    with pytest.raises(residencies.NotYourRequest):
        services.withdraw_residency(user=accounts.user(), request=own, now=clock.now())
    assert services.withdraw_residency(user=worker.user, request=own, now=clock.now()).state == "withdrawn"


def test_a_provider_registers_itself_and_its_first_administrator() -> None:
    person = accounts.user()
    organisation, first = services.register_organisation(
        user=person,
        name="金牛区新芽社会工作服务中心",
        org_type=OrganisationType.PRIVATE_NONENTERPRISE,
        uscc=accounts.uscc(777_777).lower(),
    )
    assert permissions.holds(first, Role.PROVIDER_ADMIN, organisation=organisation)
    with pytest.raises(organisations.OrganisationKnown):
        services.register_organisation(
            user=accounts.user(), name="同码", org_type=organisation.org_type, uscc=organisation.uscc
        )


def test_offices_and_officers_do_not_register_providers() -> None:
    office = OrganisationType.GOVERNMENT_OFFICE
    with pytest.raises(InvalidInput):
        services.register_organisation(
            user=accounts.user(), name="某局", org_type=office, uscc=accounts.uscc(1, office)
        )
    kind = OrganisationType.ENTERPRISE
    officer = accounts.membership(Role.STREET, places.street())
    with pytest.raises(memberships.RoleClash):
        services.register_organisation(
            user=officer.user, name="某公司", org_type=kind, uscc=accounts.uscc(888_888, kind)
        )


def test_a_community_enters_its_own_groups_and_nothing_else() -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    group = OrganisationType.COMMUNITY_GROUP
    assert services.create_organisation(by=worker, name="楼栋互助队", org_type=group, place=worker.place).uscc == ""
    with pytest.raises(permissions.RoleMissing):
        services.create_organisation(by=worker, name="别处", org_type=group, place=places.community())
    with pytest.raises(permissions.RoleMissing):
        services.create_organisation(by=worker, name="某公司", org_type="enterprise", uscc=accounts.uscc(5))


def test_an_organisation_is_changed_by_its_administrator_or_the_district() -> None:
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    assert admin.organisation
    assert (
        services.change_organisation(by=admin, organisation=admin.organisation, name="新名", place=None).name == "新名"
    )
    with pytest.raises(organisations.OrganisationNotYours):
        services.change_organisation(
            by=accounts.membership(Role.PROVIDER_ADMIN), organisation=admin.organisation, name="夺", place=None
        )


def test_the_district_looks_after_people_whose_roles_it_gives() -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.STREET, places.street())
    colleague = accounts.membership(Role.DISTRICT)
    accounts.second_factor(worker.user)
    services.reset_second_factor(by=officer, person=worker.user, reason="手机丢失")
    assert not Authenticator.objects.filter(user=worker.user).exists()
    for person in (colleague.user, officer.user):
        with pytest.raises(people.PersonNotYours):
            services.reset_second_factor(by=officer, person=person, reason="越权")
    with pytest.raises(people.PersonNotYours):
        services.deactivate_person(by=worker, person=accounts.user(), reason="越权")


def test_a_closed_account_holds_no_role_until_it_is_opened_again() -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.STREET, places.street())
    services.deactivate_person(by=officer, person=worker.user, reason="离职")
    worker.refresh_from_db()
    assert not permissions.holds(worker)
    services.reactivate_person(by=officer, person=worker.user, reason="返聘")
    worker.refresh_from_db()
    assert permissions.holds(worker)


def test_an_office_creates_an_account_without_a_password() -> None:
    officer = accounts.membership(Role.DISTRICT)
    person = services.create_person(by=officer, name="钱七", email="Qian@Demo.example", phone="13800000005")
    assert (person.email, person.phone, person.has_usable_password()) == ("qian@demo.example", "+8613800000005", False)
    for name, email in (("", "a@demo.example"), ("a\x00b", "b@demo.example"), ("x" * 81, "c@demo.example"), ("孙", "")):
        with pytest.raises(InvalidInput):
            services.create_person(by=officer, name=name, email=email)
    with pytest.raises(permissions.RoleMissing):
        services.create_person(by=accounts.membership(Role.AUDITOR), name="李", email="d@demo.example")


def spec(number: int, role: Role, scope: Place) -> bulk.PersonSpec:
    return bulk.PersonSpec(
        name=f"演示{number}",
        email=f"demo{number}@demo.example",
        roles=[bulk.RoleSpec(role, scope, clock.today())],
    )


def test_people_in_bulk_sign_in_at_once_with_one_hash_and_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    district, community = places.district(), places.community()
    specs = [spec(0, Role.DISTRICT, district), *(spec(number, Role.RESIDENT, community) for number in range(1, 61))]
    with django_assert_max_num_queries(45):
        found = bulk.people(specs, password="shequ-demo-2026")
    officer, *residents = found
    assert officer.secret
    assert not any(resident.secret for resident in residents)
    assert len({person.user.password for person in found}) == 1
    assert check_password("shequ-demo-2026", officer.user.password)
    assert User.objects.get(pk=officer.user.pk).has_perm("wagtailadmin.access_admin")
    assert not User.objects.get(pk=residents[0].user.pk).groups.exists()
    assert permissions.holds(residents[0].memberships[0], Role.RESIDENT, place=community)


def test_people_in_bulk_are_for_demonstrations_only() -> None:
    with override_settings(DEMONSTRATION=False), pytest.raises(ImproperlyConfigured):
        bulk.people([], password="x")


def test_a_residency_is_asked_for_in_a_community_with_an_address_and_once(text_messages: object) -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    home = worker.place
    assert home is not None
    person = accounts.proved(accounts.user(phone="+8613800000031"))
    ask: dict[str, Any] = {"user": person, "now": clock.now()}
    with refused("accounts.residency.not_a_community", kind=InvalidInput):
        services.ask_residency(community=places.street(), address="2栋1单元301", **ask)
    for address in (" ", "栋" * 121):
        with refused("accounts.residency.address", kind=InvalidInput):
            services.ask_residency(community=home, address=address, **ask)
    request = services.ask_residency(community=home, address="2栋1单元301", **ask)
    services.confirm_residency(by=worker, request=request, now=clock.now())
    with refused("accounts.residency.held"):
        services.ask_residency(community=home, address="2栋1单元301", **ask)
    assert Residency.objects.count() == 1


def test_without_a_phone_no_code_and_a_code_of_long_ago_is_not_sent() -> None:
    person = accounts.user(phone=None)
    with refused("accounts.phone.missing", kind=phones.NoPhone):
        services.ask_phone_code(user=person, now=clock.now())
    services.send_phone_code(phone_code_id=0)
    assert MemorySms.sent == []


def test_a_body_is_entered_with_a_kind_and_a_name() -> None:
    officer = accounts.membership(Role.DISTRICT)
    with refused("accounts.organisation.kind", kind=InvalidInput):
        services.create_organisation(by=officer, name="某中心", org_type="guild")
    own = accounts.organisation("旧名称")
    for name in (" ", "名" * 121, "名\x00称"):
        with refused("accounts.name.invalid", kind=InvalidInput):
            services.change_organisation(by=officer, organisation=own, name=name, place=None)
    own.refresh_from_db()
    assert own.name == "旧名称"


@pytest.mark.parametrize(
    "name",
    [
        "中奖了请看 http://evil.example/",
        "请登录 jinniu-gov.cn 领取",
        "官网www．evil．example",
        "请看evil。中国",
        "evil.example/登录服务中心",
        "联系 a@evil.example",
        "服务中心10.0.0.1",
        "急事请拨打 138-0000-0001",
        "急事138·0000·0001服务中心",
        "急事138／0000／0001服务中心",
        "急事138.0000.0001服务中心",
        "急事１３８００００００01服务中心",
        "急事1 3 8 、0 0 0 0、0 0 0 1服务中心",
        "急事一三八〇〇〇〇〇〇〇一服务中心",
        "急事壹叁捌零零零零零零零壹服务中心",
        "座机〇二八八七七零零一一零",
    ],
)
def test_no_name_of_a_body_leads_elsewhere(name: str) -> None:
    """Official letters carry it to addresses that the body chose."""
    with refused("accounts.organisation.name_leads_elsewhere", kind=InvalidInput):
        services.register_organisation(
            user=accounts.user(), name=name, org_type=OrganisationType.ENTERPRISE, uscc=accounts.uscc(1, "enterprise")
        )


@pytest.mark.parametrize(
    "name",
    [
        "成都A&B(中国)有限公司",
        "第17社会工作服务中心",
        "Sichuan Co., Ltd.",
        "2026·新芽中心",
        "三六五便民服务中心",
        "一九七八文化服务中心",
    ],
)
def test_names_as_registered_are_taken(name: str) -> None:
    own = accounts.organisation()
    district = accounts.membership(Role.DISTRICT)
    assert services.change_organisation(by=district, organisation=own, name=name, place=None).name == name


def test_a_provider_looks_after_nobody_who_holds_no_role() -> None:
    """The district does; who lost its own role looks after nobody."""
    person = accounts.user()
    assert people.looks_after(accounts.membership(Role.DISTRICT), person)
    assert not people.looks_after(accounts.membership(Role.PROVIDER_ADMIN), person)
    ended = accounts.membership(Role.DISTRICT, to_date=clock.today() - timedelta(days=1))
    assert not people.looks_after(ended, person)


def test_who_has_only_a_phone_is_told_by_a_short_message() -> None:
    """Of a role, of an invitation, of a changed account; there is no e-mail to prove."""
    person = accounts.user(email=None, phone="+8613800000041")
    member = accounts.membership(Role.STREET, places.street(), who=person)
    services.send_invitation(membership_id=member.pk, new=False)
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    asked = accounts.invited(admin, accounts.user(email=None, phone="+8613800000042"))
    services.send_member_invitation(invitation_id=asked.pk)
    letters.send_warning(
        person=person.pk, changed=[letters.Change.PHONE], email="", phone="+8613800000043", at=clock.now().isoformat()
    )
    reached = ["+8613800000041", "+8613800000042", "+8613800000043"]
    assert [message.to for message in MemorySms.sent] == reached
    assert mail.outbox == []
    services.email_proved(user=person)
    assert not EmailAddress.objects.filter(user=person).exists()


def test_an_address_and_a_phone_of_two_people_are_not_given_a_role_together() -> None:
    officer, street = accounts.membership(Role.DISTRICT), places.street()
    one = accounts.proved(accounts.user())
    other = accounts.proved(accounts.user(phone="+8613800000051"))
    with refused("accounts.phone.taken", kind=people.AddressTaken):
        services.invite(by=officer, name="王", email=one.email, phone=other.phone, role=Role.STREET, scope=street)
    assert not Membership.objects.filter(user__in=[one, other]).exists()
