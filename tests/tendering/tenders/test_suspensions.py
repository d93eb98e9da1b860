"""A suspension has an owner: who lifts it, what holds a call that two offices have stopped (采购法57; domain 2.6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.calendar import end_of_day, last_day_of
from marketplace.primitives.refusal import NotPermitted
from marketplace.rulebook.queries import work_calendar
from tendering.tenders import tasks
from tendering.tenders.models import Notice, SuspensionOrder, Tender
from tendering.tenders.queries.duties import duties
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, suspending
from tests.factories import accounts, bids, places, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


@pytest.fixture
def district() -> Membership:
    return accounts.membership(Role.DISTRICT, places.district())


@pytest.fixture
def tender(office: Office) -> Tender:
    return tenders.announced(office)


def suspended(tender: Tender, by: Membership, reason: str = "投诉核查") -> SuspensionOrder:
    announcing.suspend(tender=tender, by=by, reason=reason)
    return tender.suspension_orders.get(ordered_by=by, lifted_at__isnull=True)


def state_after_lifting(tender: Tender, by: Membership, order: SuspensionOrder | None = None) -> str:
    return announcing.resume(tender=tender, by=by, reason="核查结束", order=order).state


def test_an_order_is_lifted_by_the_office_that_gave_it_or_one_above(
    office: Office, tender: Tender, street: Membership, district: Membership
) -> None:
    """A colleague does, and the district for its street; no street for the district, no other office, no community."""
    suspended(tender, district)
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    other = accounts.membership(Role.STREET, places.street())
    for by in (street, finance):
        with refused("tenders.others_suspension", kind=NotPermitted):
            state_after_lifting(tender, by)
    for by in (other, office.preparer):
        with refused("accounts.role_missing", kind=NotPermitted):
            state_after_lifting(tender, by)
    colleague = accounts.membership(Role.DISTRICT, places.district())
    assert state_after_lifting(tender, colleague) == State.ANNOUNCED
    suspended(tender, street)
    assert state_after_lifting(tender, district) == State.ANNOUNCED
    row = SuspensionOrder.objects.get(ordered_by=street)
    assert (row.lifted_by, row.lifted_reason) == (district, "核查结束")


def test_a_call_that_two_offices_hold_goes_on_when_the_last_order_is_lifted(
    tender: Tender, street: Membership, district: Membership
) -> None:
    """Every office lifts its own; the three days lost, from Monday to Thursday, are counted once."""
    assert tender.deadline_at is not None
    assert last_day_of(tender.deadline_at) == date(2026, 6, 4)
    first = suspended(tender, street)
    with clock.shifted(timedelta(days=1)):
        suspended(tender, district, "另案核查")
    with clock.shifted(timedelta(days=2)):
        assert state_after_lifting(tender, street) == State.SUSPENDED
        with refused("tenders.order_lifted"):
            state_after_lifting(tender, street, first)
    tender.refresh_from_db()
    assert tender.suspended_at == first.ordered_at
    assert not tender.notices.filter(kind=Notice.Kind.RESUMPTION).exists()
    with clock.shifted(timedelta(days=3)):
        assert state_after_lifting(tender, district) == State.ANNOUNCED
    tender.refresh_from_db()
    assert last_day_of(tender.deadline_at) == date(2026, 6, 9)
    assert tender.notices.get(kind=Notice.Kind.RESUMPTION).body["working_days"] == "3"


def test_the_district_chooses_which_order_it_lifts(tender: Tender, street: Membership, district: Membership) -> None:
    """Its own stands first; it may lift the street's instead."""
    theirs, own = suspended(tender, street), suspended(tender, district)
    client = accounts.signed_in(Client(), district)
    url = f"{tender.get_absolute_url()}resume/"
    form = client.get(url).context["form"]
    assert [key for key, _label in form.fields["order"].choices] == [own.pk, theirs.pk]
    sent = {"ticket": client.get(url).context["ticket"], "order": theirs.pk, "reason": "街道核查已结束"}
    assert client.post(url, sent).status_code == 302
    assert list(SuspensionOrder.objects.filter(lifted_at__isnull=True)) == [own]
    tender.refresh_from_db()
    assert tender.state == State.SUSPENDED


def test_an_office_holds_a_call_by_one_order(tender: Tender, street: Membership, district: Membership) -> None:
    suspended(tender, street)
    for by in (street, accounts.membership(Role.STREET, street.place)):
        with refused("tenders.suspended_already"):
            suspended(tender, by)
    assert suspended(tender, district).ordered_by == district


def test_everybody_reads_who_holds_a_call_and_why_and_only_who_may_lift_is_led_to_it(
    tender: Tender, street: Membership, district: Membership
) -> None:
    suspended(tender, district, "区级核查事由")
    url = tender.get_absolute_url()
    page = Client().get(url).content.decode()
    assert "区级核查事由" in page
    assert district.user.name not in page
    links = {by: accounts.signed_in(Client(), by).get(url).content.decode() for by in (street, district)}
    assert [f"{url}resume/" in links[by] for by in (street, district)] == [False, True]
    assert [f"{url}suspend/" in links[by] for by in (street, district)] == [True, False]
    assert accounts.signed_in(Client(), street).get(f"{url}resume/").status_code == 403


def test_the_office_that_holds_a_call_finds_it_on_its_workbench(
    tender: Tender, street: Membership, district: Membership
) -> None:
    """Nobody else does; and no more once it is lifted."""
    suspended(tender, street)
    assert [[duty.kind for duty in duties(by, clock.now())] for by in (street, district)] == [
        ["tenders.lift_suspension"],
        [],
    ]
    assert duties(street, clock.now())[0].url == f"{tender.get_absolute_url()}resume/"
    state_after_lifting(tender, street)
    assert duties(street, clock.now()) == []


def test_the_district_hears_of_a_streets_suspension_and_not_of_its_own(
    tender: Tender, street: Membership, district: Membership
) -> None:
    """Such an order has no end: somebody above knows of it from the beginning."""
    suspended(tender, district)
    bids.deliver_all()
    assert not Notification.objects.filter(kind="tenders.street_suspended").exists()
    suspended(tender, street, "投诉核查")
    bids.deliver_all()
    told = Notification.objects.get(kind="tenders.street_suspended")
    assert (told.recipient, told.url) == (district.user, tender.get_absolute_url())
    assert "投诉核查" in str(told.parameters)


def test_a_streets_suspension_without_a_decision_waits_for_the_district(
    tender: Tender, street: Membership, district: Membership
) -> None:
    """After the working days of a decision on a complaint, not a moment earlier; nothing goes on by itself."""
    suspended(tender, street)
    days = tender.rule_set.rules.objection.regime_statutory.decision_working_days
    over = end_of_day(work_calendar().add_workdays(clock.today(), days))
    with clock.moved_to(over - timedelta(seconds=1)):
        assert duties(district, clock.now()) == []
    with clock.moved_to(over):
        (duty,) = duties(district, clock.now())
        assert (duty.kind, duty.url) == ("tenders.undecided_suspension", f"{tender.get_absolute_url()}resume/")
        assert (duty.due_at, duty.project) == (over, tender.demand.number)
        assert "tenders.undecided_suspension" not in [one.kind for one in duties(street, clock.now())]
        page = accounts.signed_in(Client(), district).get("/workbench/").content.decode()
        assert duty.url in page
        assert state_after_lifting(tender, district) == State.ANNOUNCED
        assert duties(district, clock.now()) == []


def test_what_the_district_or_a_complaint_holds_is_no_undecided_suspension(
    tender: Tender, street: Membership, district: Membership
) -> None:
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    suspended(tender, district)
    suspending.pause(tender=tender, by=finance, reason="受理投诉", now=clock.now(), days=200, complaint=1)
    with clock.shifted(timedelta(days=100)):
        assert [one.kind for one in duties(district, clock.now())] == ["tenders.lift_suspension"]


def test_an_order_that_ends_by_itself_leaves_the_other_standing(tender: Tender, street: Membership) -> None:
    """While one has no end the call has none; the clock lifts the other, and the call waits for the street."""
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    suspending.pause(tender=tender, by=finance, reason="受理投诉", now=clock.now(), days=10, complaint=1)
    ends_at = SuspensionOrder.objects.get().until
    assert ends_at is not None
    assert Tender.objects.get(pk=tender.pk).suspended_until == ends_at
    suspended(tender, street)
    assert Tender.objects.get(pk=tender.pk).suspended_until is None
    with clock.moved_to(ends_at):
        assert tasks.resume_due() == 0
        assert [row.ordered_by for row in SuspensionOrder.objects.filter(lifted_at__isnull=True)] == [street]
        assert state_after_lifting(tender, street) == State.ANNOUNCED


def test_a_call_that_ends_while_it_is_suspended_is_held_by_nobody(
    office: Office, tender: Tender, street: Membership
) -> None:
    suspended(tender, street)
    tender.refresh_from_db()
    with transaction.atomic():
        announcing.stop(tender=tender, by=office.preparer, reason="投诉成立,终止采购", now=clock.now())
    row = SuspensionOrder.objects.get()
    assert (row.lifted_at is not None, row.lifted_reason) == (True, "投诉成立,终止采购")
    assert duties(street, clock.now()) == []


def test_the_database_keeps_one_open_order_for_a_complaint_and_no_lifting_without_a_reason(
    tender: Tender, street: Membership
) -> None:
    row = suspended(tender, street)
    for values in ({"lifted_at": clock.now()}, {"reason": ""}, {"lifted_by": street}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SuspensionOrder.objects.filter(pk=row.pk).update(**values)
    SuspensionOrder.objects.filter(pk=row.pk).update(complaint=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        SuspensionOrder.objects.create(
            tender=tender, complaint=7, reason="再次", ordered_by=street, ordered_at=clock.now()
        )


def test_the_clock_ends_no_suspension_that_has_no_end_or_not_yet(office: Office) -> None:
    tender = tenders.announced(office)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=tender, by=street, reason="投诉核查")
    assert not suspending.resume_due(tender=tender)
    tender.suspension_orders.update(until=clock.now() + timedelta(days=3))
    assert not suspending.resume_due(tender=tender)
    tender.refresh_from_db()
    assert tender.state == State.SUSPENDED
    with clock.shifted(timedelta(days=3, minutes=1)):
        assert suspending.resume_due(tender=tender)
