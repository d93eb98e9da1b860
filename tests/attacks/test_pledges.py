"""Somebody speaks for another unit, or rewrites what it promised."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.files import access
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusals
from tendering.funds.models import FundingLine, FundingPlan, PlanStatus, Source
from tendering.funds.queries.plans import unbacked
from tendering.funds.services import receive_contribution, record_pledge, write_plan
from tendering.funds.services.plans import LineDraft
from tests.factories import accounts, files, funds, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> FundingLine:
    """What a unit of the community promised."""
    funds.rules()
    community, unit = places.community(), accounts.organisation()
    unit.place = community
    unit.save()
    promised = LineDraft(source=Source.SPONSOR, amount=Decimal("10000.00"), contributor="某单位", organisation=unit)
    own = funds.draft("40000.00", account=funds.account(community, "90000.00"))
    return funds.line(funds.plan("50000.00", [own, promised], place=community), Source.SPONSOR)


def keeper(line: FundingLine) -> Membership:
    return accounts.membership(Role.COMMUNITY, line.plan.place)


def test_a_unit_of_the_place_does_not_record_another_units_pledge(line: FundingLine) -> None:
    for stranger in (line.plan.place, accounts.organisation()):
        with pytest.raises(NotPermitted):
            record_pledge(line=line, letter=files.upload(), by=accounts.membership(Role.CO_BUILDER, stranger))
    unit = accounts.membership(Role.CO_BUILDER, line.organisation)
    assert record_pledge(line=line, letter=files.upload(), by=unit).pledged_at


def test_nobody_but_the_unit_backs_its_own_line_while_somebody_acts_for_it(line: FundingLine) -> None:
    """The author of the plan does not say for the unit that it pays, and a call waits for the unit's word."""
    member = accounts.membership(Role.CO_BUILDER, line.organisation)
    other = accounts.membership(Role.CO_BUILDER, accounts.organisation())
    for stranger in (keeper(line), other):
        with pytest.raises(NotPermitted):
            record_pledge(line=line, letter=files.upload(), by=stranger)
    assert unbacked(line.plan) == [line]
    record_pledge(line=line, letter=files.upload(), by=member)
    assert unbacked(line.plan) == []


def test_a_plan_written_anew_keeps_the_letter_and_what_money_lies_on(line: FundingLine) -> None:
    """Saved unchanged it stays backed; another sum asks for another letter; what was paid in is not written away."""
    record_pledge(line=line, letter=files.upload(), by=keeper(line))
    worker, plan = keeper(line), line.plan
    own, promised = (draft_of(one) for one in plan.lines.order_by("pk"))
    write_plan(place=plan.place, title=plan.title, lines=[own, promised], by=worker, plan=plan)
    assert FundingLine.objects.get(pk=line.pk).pledge_letter is not None
    more = replace(promised, amount=Decimal("12000.00"))
    write_plan(place=plan.place, title=plan.title, lines=[own, more], by=worker, plan=plan)
    assert FundingLine.objects.get(pk=line.pk).pledge_letter is None
    assert line.pledge_letters.count() == 1, "what was promised before stays on record"
    receive_contribution(line=line, amount=Decimal("11000.00"), by=worker)
    for lines in ([own], [own, promised]):
        with refused("funds.line_has_money", kind=Refusals):
            write_plan(place=plan.place, title=plan.title, lines=lines, by=worker, plan=plan)
    write_plan(place=plan.place, title=plan.title, lines=[own, more], by=worker, plan=plan)


def draft_of(line: FundingLine) -> LineDraft:
    return LineDraft(
        source=Source(line.source),
        amount=line.agreed,
        account=line.account,
        contributor=line.contributor,
        organisation=line.organisation,
    )


def test_a_replaced_letter_stays_readable(line: FundingLine) -> None:
    first = record_pledge(line=line, letter=files.upload(name="一.pdf"), by=keeper(line)).pledge_letter
    second = record_pledge(line=line, letter=files.upload(name="二.pdf"), by=keeper(line)).pledge_letter
    assert first is not None
    assert first != second
    assert access.may_read(accounts.membership(Role.AUDITOR, places.district()), first)
    assert not access.may_read(accounts.membership(Role.STREET, places.street()), first)


def test_after_the_end_no_letter_is_replaced(line: FundingLine) -> None:
    FundingPlan.objects.filter(pk=line.plan_id).update(status=PlanStatus.ENDED)
    with pytest.raises(InvalidInput) as refused:
        record_pledge(line=line, letter=files.upload(), by=keeper(line))
    assert refused.value.code == "funds.plan_ended"
