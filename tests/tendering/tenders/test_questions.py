"""Questions that stay unanswered: due in the days of the rule set, then on the street's workbench (domain 2.6, 3.9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import last_day_of
from marketplace.primitives.refusal import NotPermitted
from tendering.tenders import tasks
from tendering.tenders.models import Query, Tender
from tendering.tenders.queries.duties import duties
from tendering.tenders.rules.states import State
from tendering.tenders.services import questions
from tests.factories import accounts, places, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db
PAST_DUE = timedelta(days=4)


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


@pytest.fixture
def question(office: Office) -> Query:
    """Asked on Monday 1 June."""
    tender = tenders.announced(office)
    return questions.ask(tender=tender, by=tenders.bidder(tenders.providers(1)[0]), text="可以分两次付款吗?")


def test_one_provider_does_not_bury_a_community_in_questions(office: Office) -> None:
    """Its people together have a few open; once one is answered, it asks on; others ask beside it."""
    tender = tenders.announced(office)
    provider, other = tenders.providers(2)
    asked = [questions.ask(tender=tender, by=tenders.bidder(provider), text="问") for _ in range(questions.MOST_OPEN)]
    with refused("tenders.too_many_questions"):
        questions.ask(tender=tender, by=tenders.bidder(provider), text="又问")
    assert questions.ask(tender=tender, by=tenders.bidder(other), text="问").pk
    questions.answer(question=asked[0], by=office.preparer, text="答")
    assert questions.ask(tender=tender, by=tenders.bidder(provider), text="又问").pk


def test_questions_of_somebody_who_left_do_not_count_for_the_former_provider(office: Office) -> None:
    """They would keep it silent, and tell it for whom the person asks now."""
    tender = tenders.announced(office)
    former, now = tenders.providers(2)
    leaver = tenders.bidder(former)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        Membership.objects.filter(pk=leaver.pk).update(to_date=clock.today())
        beside = accounts.membership(Role.PROVIDER_BIDDER, now.organisation, who=leaver.user)
        for _question in range(questions.MOST_OPEN):
            questions.ask(tender=tender, by=beside, text="问")
        assert questions.ask(tender=tender, by=tenders.bidder(former), text="问").pk


def kinds(member: Membership) -> set[str]:
    return {duty.kind for duty in duties(member, clock.now())}


def test_the_answer_is_due_in_three_working_days_the_first_not_counted(question: Query) -> None:
    """Asked on Monday, due at the end of Thursday."""
    assert last_day_of(question.due_at) == date(2026, 6, 4)


def test_an_overdue_question_stands_on_the_streets_workbench(
    office: Office, street: Membership, question: Query
) -> None:
    """Not before; both may answer then, another street never."""
    assert "tenders.answer_question" in kinds(office.preparer)
    assert kinds(street) == set()
    with pytest.raises(NotPermitted):
        questions.answer(question=question, by=street, text="可以")
    with clock.shifted(PAST_DUE):
        assert "tenders.answer_overdue" in kinds(street)
        with pytest.raises(NotPermitted):
            questions.answer(question=question, by=accounts.membership(Role.STREET, places.street()), text="可以")
        questions.answer(question=question, by=street, text="可以")
        assert kinds(street) == set()


def test_the_street_is_told_once(street: Membership, question: Query) -> None:
    """By the clock, after the day has passed; answered or ended calls are left alone."""
    assert tasks.escalate_questions() == 0
    with clock.shifted(PAST_DUE):
        assert tasks.escalate_questions() == 1
        assert tasks.escalate_questions() == 0
    told = [row.payload for row in Message.objects.all() if row.payload.get("kind") == "tenders.question_overdue"]
    assert [payload["recipients"] for payload in told] == [[street.user_id]]


def test_nobody_waits_once_the_call_has_ended(office: Office, street: Membership, question: Query) -> None:
    Tender.objects.filter(pk=question.tender_id).update(state=State.CANCELLED, public_reason="取消")
    with clock.shifted(PAST_DUE):
        assert tasks.escalate_questions() == 0
        assert not questions.escalate(question=question)
        assert "tenders.answer_overdue" not in kinds(street)
        assert "tenders.answer_question" not in kinds(office.preparer)


def test_the_call_shows_the_office_what_is_due_and_nobody_else_the_question(
    street: Membership, question: Query
) -> None:
    """The link appears for the street with the day on which the answer was due past."""
    page = question.tender.get_absolute_url()
    answer = f"/tenders/questions/{question.pk}/answer/"
    client = accounts.signed_in(Client(), street)
    before = client.get(page).content.decode()
    assert question.text in before
    assert answer not in before
    with clock.shifted(PAST_DUE):
        assert answer in client.get(page).content.decode()
        assert client.get(answer).status_code == 200
        assert question.text not in Client().get(page).content.decode()
