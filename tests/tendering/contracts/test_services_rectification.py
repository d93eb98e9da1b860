"""Below the bar: ordered, planned, mended, checked, measured again by a fresh panel (R50)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from catalog.models import CreditEvent
from marketplace import clock
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import end_of_day
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.state_machine import WrongState
from marketplace.rulebook.queries import work_calendar
from tendering.contracts.models import Rectification
from tendering.contracts.queries.satisfaction import verdict
from tendering.contracts.rules.satisfaction_states import RectificationState as State
from tendering.contracts.services import closing, ending
from tendering.contracts.services import rectification as services
from tendering.contracts.services.satisfaction import panels
from tendering.demands.models import NextYearBar
from tests.factories import accounts, contracts, files, satisfaction
from tests.factories.contracts import People
from tests.factories.satisfaction import Judges

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R50")]


@pytest.fixture
def judges() -> Judges:
    """An accepted contract."""
    return Judges.of(beneficiaries=10)


def photo() -> SimpleUploadedFile:
    """What was mended."""
    return files.upload(files.picture(), "灯.jpg")


def ordered(judges: Judges) -> Rectification:
    """After 1 of 2."""
    return satisfaction.judged(judges, 1, 2).rectification


def state_of(judges: Judges) -> str:
    """Where the demand stands."""
    judges.contract.demand.refresh_from_db()
    return judges.contract.demand.state


def events(judges: Judges) -> list[tuple[str, int]]:
    """What the contract did to its contractor's points, in order."""
    rows = CreditEvent.objects.filter(provider=judges.contract.provider, cause__startswith=judges.contract.number)
    return list(rows.order_by("pk").values_list("kind", "points"))


def barred_in(judges: Judges) -> list[int]:
    """Years in which the project is not accepted again."""
    return list(NextYearBar.objects.filter(demand=judges.contract.demand).values_list("fiscal_year", flat=True))


def test_it_is_due_in_fifteen_working_days(judges: Judges) -> None:
    """From the verdict; the start day is not counted."""
    row = ordered(judges)
    assert row.due_at == end_of_day(work_calendar().add_workdays(clock.today(), 15))
    assert state_of(judges) == "rectifying"
    assert verdict(judges.contract).rectification_open


def test_mended_checked_and_measured_again_by_a_fresh_panel(judges: Judges) -> None:
    """A second round with other members; the bar reached closes it and gives five points back."""
    row = ordered(judges)
    with pytest.raises(panels.NotMeasurable):
        panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    row = services.submit_plan(rectification=row, by=judges.provider, text="更换灯具")
    row = services.return_plan(rectification=row, by=judges.community, reason="请写明日期")
    assert row.state == State.ISSUED
    row = services.submit_plan(rectification=row, by=judges.provider, text="三日内更换灯具")
    row = services.agree_plan(rectification=row, by=judges.community)
    row = services.report(rectification=row, by=judges.provider, text="已更换", photos=[photo()])
    row = services.return_report(rectification=row, by=judges.community, reason="二楼仍不亮")
    row = services.report(rectification=row, by=judges.provider, text="二楼已修", photos=[photo(), photo()])
    row = services.check(rectification=row, by=judges.community)
    assert row.photos.count() == 3
    judges.contract.demand.refresh_from_db()
    again = satisfaction.judged(judges, 4, 5)
    row.refresh_from_db()
    assert (again.round, again.state, row.state) == (2, "passed", State.CLOSED)
    assert state_of(judges) == "evaluated"
    found = verdict(judges.contract)
    assert (found.percent, found.passed) == (Decimal("80.0"), True)
    kinds = CreditEvent.objects.filter(provider=judges.contract.provider, cause=judges.contract.number)
    assert set(kinds.values_list("kind", "points")) == {("low_satisfaction", -10), ("rectified_in_time", 5)}


def test_late_mending_gives_nothing_back(judges: Judges) -> None:
    """Reported a moment after the due day."""
    row = ordered(judges)
    services.submit_plan(rectification=row, by=judges.provider, text="更换")
    services.agree_plan(rectification=row, by=judges.community)
    with clock.frozen(row.due_at + timedelta(milliseconds=1)):
        services.report(rectification=row, by=judges.provider, text="已更换", photos=[photo()])
        services.check(rectification=row, by=judges.community)
        judges.contract.demand.refresh_from_db()
        satisfaction.judged(judges, 2, 2)
    assert not CreditEvent.objects.filter(kind="rectified_in_time").exists()


def test_each_step_belongs_to_one_side(judges: Judges) -> None:
    """The contractor mends, the community looks; nobody does both."""
    row = ordered(judges)
    with pytest.raises(NotPermitted):
        services.submit_plan(rectification=row, by=judges.community, text="更换")
    services.submit_plan(rectification=row, by=judges.provider, text="更换")
    for act in (services.agree_plan, services.check):
        with pytest.raises(RoleMissing):
            act(rectification=row, by=judges.provider)
    services.agree_plan(rectification=row, by=judges.community)
    rival = accounts.membership(Role.PROVIDER_ADMIN)
    with pytest.raises(NotPermitted):
        services.report(rectification=row, by=rival, text="已更换", photos=[photo()])
    with pytest.raises(WrongState):
        services.check(rectification=row, by=judges.community)


def test_a_report_needs_words_and_photos(judges: Judges) -> None:
    """And the photos must be photos."""
    row = ordered(judges)
    services.submit_plan(rectification=row, by=judges.provider, text="更换")
    services.agree_plan(rectification=row, by=judges.community)
    for text, photos in ((" ", [photo()]), ("已更换", []), ("已更换", [files.upload()])):
        with pytest.raises(InvalidInput):
            services.report(rectification=row, by=judges.provider, text=text, photos=photos)
    row.refresh_from_db()
    assert (row.state, row.photos.count()) == (State.IN_PROGRESS, 0)


def test_overdue_goes_to_the_street(judges: Judges) -> None:
    """To the millisecond, and only while it is the contractor's turn."""
    row = ordered(judges)
    with clock.frozen(row.due_at - timedelta(milliseconds=1)), pytest.raises(services.NotOverdue):
        services.escalate_overdue(rectification=row)
    with clock.frozen(row.due_at):
        assert services.escalate_overdue(rectification=row).state == State.ESCALATED
    assert events(judges) == [("low_satisfaction", -10), ("late_delivery", -5)]
    assert barred_in(judges) == [clock.today().year + 1]


def test_a_reported_one_is_not_overdue(judges: Judges) -> None:
    """The community's delay is not the contractor's."""
    row = satisfaction.checked(Judges.of())
    with clock.frozen(row.due_at), pytest.raises(services.NotOverdue):
        services.escalate_overdue(rectification=row)
    del judges


def test_below_again_is_the_streets_to_decide(judges: Judges) -> None:
    """It closes with a reduced last payment; the rest stays unpaid."""
    row = ordered(judges)
    services.submit_plan(rectification=row, by=judges.provider, text="更换")
    services.agree_plan(rectification=row, by=judges.community)
    services.report(rectification=row, by=judges.provider, text="已更换", photos=[photo()])
    services.check(rectification=row, by=judges.community)
    judges.contract.demand.refresh_from_db()
    satisfaction.judged(judges, 1, 2)
    row.refresh_from_db()
    assert row.state == State.ESCALATED
    assert events(judges) == [("low_satisfaction", -10), ("low_satisfaction", -10)]
    assert barred_in(judges) == [clock.today().year + 1]
    decide: dict[str, Any] = {"rectification": row, "reason": "部分未达标"}
    for by in (judges.community, judges.provider, judges.committee):
        with pytest.raises(RoleMissing):
            services.close_reduced(by=by, share=Decimal("0.5"), **decide)
    with pytest.raises(InvalidInput):
        services.close_reduced(by=judges.street, share=Decimal(1), **decide)
    services.close_reduced(by=judges.street, share=Decimal("0.5"), **decide)
    found = verdict(judges.contract)
    assert (found.passed, found.reduced, found.last_payment_share) == (False, True, Decimal("0.5"))
    assert not found.rectification_open
    assert state_of(judges) == "evaluated"


def test_with_nothing_left_to_pay_the_community_closes_it(judges: Judges) -> None:
    """The street's leading group strikes the whole last payment: no payment comes that would close by itself."""
    people = People.of(judges.contract.demand.community)
    people.contractor = judges.provider
    for position in (1, 2):
        contracts.paid(judges.contract, people, position)
    row = ordered(judges)
    Rectification.objects.filter(pk=row.pk).update(state=State.ESCALATED)
    services.close_reduced(rectification=row, by=judges.street, share=Decimal(0), reason="未达标")
    contract = contracts.fresh(judges.contract)
    assert (contract.state, contract.demand.state) == ("active", "evaluated")
    closing.close(contract=contract, by=judges.community)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state, contract.paid) == ("completed", "closed", Decimal("18000.00"))


def test_it_ends_with_its_contract(judges: Judges) -> None:
    """A terminated contract leaves no open order."""
    ordered(judges)
    judges.contract.refresh_from_db()
    office = accounts.membership(Role.STREET, judges.street.place)
    ending.terminate(contract=judges.contract, by=office, reason="多次整改无效", settlement=Decimal("20000.00"))
    assert Rectification.objects.get().state == State.TERMINATED
    assert state_of(judges) == "closed"


def test_a_running_measurement_ends_with_its_contract(judges: Judges) -> None:
    """Void, with the contract's reason."""
    row = satisfaction.checked(judges)
    judges.contract.demand.refresh_from_db()
    panel = satisfaction.opened(judges)
    ending.terminate(contract=judges.contract, by=judges.street, reason="承接方注销", settlement=Decimal("20000.00"))
    panel.refresh_from_db()
    row.refresh_from_db()
    assert (panel.state, panel.void_reason, row.state) == ("void", "承接方注销", State.TERMINATED)


def test_one_open_order_a_contract(judges: Judges) -> None:
    """The database says so, and that an ended one has a day."""
    row = ordered(judges)
    for changes in ({"state": State.CLOSED}, {"closed_at": clock.now()}, {"last_payment_share": Decimal("1.1")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rectification.objects.filter(pk=row.pk).update(**changes)
