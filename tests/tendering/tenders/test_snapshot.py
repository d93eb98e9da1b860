"""A call keeps the rules it was prepared under: a rule set put in force later moves nothing of it (domain 2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import end_of_day
from marketplace.rulebook.queries import in_force, work_calendar
from marketplace.rulebook.services import draft_version, edit_values, put_in_force
from tendering.awards.models import Award
from tendering.awards.services import publicity
from tendering.bids.services import closing
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, bids, demands, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38")]
METHOD = "comparison_invited"
# Every one of them is another than in the shipped rules.
CHANGED = {
    "letting.micro.response_working_days": 6,
    "letting.micro.minimum_responses": {
        "inquiry": 3,
        METHOD: 2,
        "direct_award": 1,
        "resident_implemented": 1,
    },
    "letting.micro.extend_once_working_days": 4,
    "letting.micro.amendment_extends_if_within_working_days": 5,
    "letting.micro.price_weight": {"inquiry": 100, METHOD: 20},
    "letting.micro.result_publicity_working_days": 6,
}


@pytest.fixture
def running(office: Office) -> Tender:
    """An invited comparison that takes responses, by the rules as they are shipped."""
    return bids.invited(office, tenders.providers(3))


@pytest.fixture
def result(office: Office) -> Award:
    """An award of such a call, proposed and not public yet."""
    return awards.proposed(awards.ranked(office, method=METHOD), office)


@pytest.fixture
def changed(running: Tender, result: Award) -> Iterator[None]:
    """Half an hour later the other rules are in force."""
    del result
    drafter, colleague = (accounts.membership(Role.DISTRICT, places.district()) for _person in range(2))
    draft = draft_version(by=drafter, rule_set=running.rule_set, effective_from=clock.today())
    draft = edit_values(by=drafter, draft=draft, revision=draft.revision, values=CHANGED)
    put_in_force(by=colleague, draft=draft, revision=draft.revision, reason="三年评估后调整")
    assert in_force(clock.today()).pk == draft.pk != running.rule_set_id
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        yield


def workday(days: int) -> datetime:
    """The end of a working day from today."""
    return end_of_day(work_calendar().add_workdays(clock.today(), days))


def weights(tender: Tender) -> tuple[int, int]:
    """Points for the price, and those of the lines that the panel judges."""
    return tender.procedure.price_points, sum(line.max_points for line in tender.criteria.all())


@pytest.mark.usefixtures("changed")
def test_a_call_prepared_afterwards_follows_the_new_rules(office: Office) -> None:
    """So what the running one keeps is kept, not merely unchanged."""
    call = tenders.prepared(office, demands.published(office.community), method=METHOD)
    later = call.procedure
    assert (later.response_working_days, later.minimum_responses, weights(call)) == (6, 2, (20, 80))
    assert (later.extend_once_working_days, later.amendment_extends_if_within_working_days) == (4, 5)
    assert later.result_publicity_working_days == 6


@pytest.mark.usefixtures("changed")
def test_a_running_call_keeps_its_periods_and_its_minimum(running: Tender) -> None:
    """Two answers are too few still: it is extended by the two working days that it was announced with."""
    deadline = running.deadline_at
    assert deadline == workday(3)
    for row in list(running.invitations.select_related("provider").order_by("pk"))[:2]:
        bids.submitted(running, row.provider, "28000.00")
    assert deadline is not None
    with clock.moved_to(deadline):
        assert closing.close_due(tender=running) == "extended"
    running.refresh_from_db()
    assert (running.state, running.deadline_at) == (State.ANNOUNCED, workday(5))


@pytest.mark.usefixtures("changed")
def test_an_amendment_leaves_the_days_of_the_calls_own_rules(running: Tender, office: Office) -> None:
    content = tenders.content(outputs="全年 320 人次。")
    amended = announcing.amend(tender=running, by=office.preparer, content=content, reason="需求增加")
    assert amended.deadline_at == workday(3)


@pytest.mark.usefixtures("changed")
def test_weights_and_score_sheet_stay(running: Tender) -> None:
    """Ten of a hundred for the price, ninety for the lines of the sheet, as they were announced."""
    assert weights(Tender.objects.get(pk=running.pk)) == (10, 90)


@pytest.mark.usefixtures("changed")
def test_its_result_is_public_for_the_days_it_was_announced_with(result: Award, office: Office) -> None:
    award = publicity.publicise(award=result, by=office.preparer)
    assert award.publicity_ends_at == workday(3)
