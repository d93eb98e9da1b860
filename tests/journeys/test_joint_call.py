"""A street lets projects of two communities together, and one of them is taken out before the announcement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.primitives.calendar import end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import JointCall
from tendering.tenders.rules.timetable import earliest_deadline
from tests.factories import accounts, demands, joint
from tests.factories.joint import StreetOffice
from tests.journeys import letting
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOGETHER = "西片区助浴服务联合采购"
TITLES = ("东街助浴", "西街助浴", "南街助浴")


def documents(**changes: Any) -> dict[str, Any]:
    """What is common to all lots."""
    common = {name: value for name, value in letting.documents().items() if name not in ("requirements", "outputs")}
    return common | {"title": TOGETHER, "method": "Public comparison"} | changes


def chooses(street: Person, *titles: str) -> Person:
    """Projects ticked, from the list of joint calls."""
    street.opens().follows("Calls").follows("Joint calls").follows("Prepare a joint call")
    return street.asks(demand=titles)


def reads(who: Person) -> Person:
    """The joint call's page, from the home page."""
    return who.opens("Home").follows("Calls").follows("Joint calls").follows(TOGETHER)


def test_from_the_choice_of_projects_to_the_announcement_of_the_lots(days: Days) -> None:
    """A lot is taken out by its own community alone; the deadline is refused one day early."""
    demands.rules()
    office = StreetOffice.of()
    budgets = ("31000.00", "24500.00", "8200.00")
    rows = [joint.projects(office, sum_, title=title)[0] for title, sum_ in zip(TITLES, budgets, strict=True)]
    street, approver = Person(office.preparer), Person(office.approver)
    chooses(street, *TITLES).sees("¥63,700.00", "Ordinary", *TITLES).fills(**documents()).sends()
    assert not Person().opens("Home").follows("Calls").follows("Joint calls").page.link(TOGETHER)

    own = Person(accounts.membership("community", rows[2].community))
    own.opens().follows("Calls").follows("Joint calls").follows(TOGETHER).follows("Take a lot out")
    assert own.page.form({"lot": ""}).offers("lot").keys() - {""} == {"3"}
    own.fills(lot="3", reason="改为下半年实施").sends().sees(TITLES[2], "In preparation")
    street.does("Finish the documents of a joint call", TOGETHER).follows("Submit the documents of all lots")
    street.fills().sends()
    days.pass_by(hours=1)
    day = earliest_deadline(clock.today(), JointCall.objects.get().lots.get(lot=1).procedure, work_calendar())
    approver.does("Approve the documents of a joint call", TOGETHER).follows("Approve and announce all lots")
    approver.fills(deadline_at=end_of_day(day) - timedelta(days=1, minutes=1)).sends_in_vain()
    approver.fills(deadline_at=end_of_day(day) - timedelta(minutes=1)).sends()

    for number, title in enumerate(TITLES[:2], start=1):
        lot = reads(Person()).sees(*TITLES[:2]).sees_nothing_of(TITLES[2]).follows(title)
        lot.sees(f"lot {number} of 2 of the joint call").follows("Announcement").sees(*TITLES[:2])


def test_what_cannot_be_let_together_goes_back_to_the_choice_with_the_reason(days: Days) -> None:
    """The page offers no project of another street; who writes it into the address finds one project alone."""
    del days
    demands.rules()
    office = StreetOffice.of()
    one = joint.projects(office, "9000.00", title=TITLES[0])[0]
    joint.projects(office, "9000.00", kind="works", title=TITLES[1])
    foreign = joint.projects(StreetOffice.of(), "9000.00", title=TITLES[2])[0]
    street = Person(office.preparer)
    chooses(street, *TITLES[:2]).sees("These projects cannot be let together", "one joint call").sees_nothing_of(
        TITLES[2]
    )
    street.opens_link(f"{reverse('tenders:joint_documents')}?demand={one.number}&demand={foreign.number}")
    street.sees("These projects cannot be let together", "A joint call has 2 to")
    assert not JointCall.objects.exists()


def test_one_project_more_and_documents_that_go_back(days: Days) -> None:
    demands.rules()
    office = StreetOffice.of()
    call = joint.prepared(office)
    more = joint.projects(office, "27300.00", title=TITLES[0])[0]
    street, approver, name = Person(office.preparer), Person(office.approver), "助浴服务联合采购"
    street.does("Finish the documents of a joint call", name).follows("Let one project more together")
    street.fills(project=TITLES[0]).sends()
    street.does("Finish the documents of a joint call", name).sees(TITLES[0])
    assert call.lots.get(lot=1).demand_id == more.pk
    street.follows("Submit the documents of all lots").fills().sends()
    approver.does("Approve the documents of a joint call", name).follows("Return the documents")
    approver.fills(reason="请写明标段范围").sends()
    days.pass_by(hours=1)
    street.opens().follows("Messages").sees("请写明标段范围")
    assert street.has("Finish the documents of a joint call", name)
    community = Person(accounts.membership("community", more.community))
    community.opens().follows("Calls").follows("Joint calls").follows(name).follows(TITLES[0])
    community.sees("028-00000000").lacks("Submit the documents")
