"""A splitting that was found is answered in writing and decided, or its call does not go out (条例 28)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.state_machine import WrongState
from tendering.demands.models import Demand
from tendering.demands.rules.screening import Sibling, SplittingWarning
from tendering.tenders.models import SplittingStep, Tender
from tendering.tenders.queries.duties import duties
from tendering.tenders.queries.splitting import finding
from tendering.tenders.rules.splitting import SplittingAct, SplittingState, Written, standing
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, keys, preparing, splitting
from tendering.tenders.services.splitting import SplittingConfirmed, SplittingUndecided
from tendering.tenders.transitions import SPLITTING
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.requirement("R38")]
WHY = "两期活动分别在春季和冬至,主题、场地和参与人群都不相同。"


@dataclass
class Case:
    """A call under review that passes a limit with another project, and who watches over it."""

    office: Office
    tender: Tender
    street: Membership
    district: Membership
    discipline: Membership

    @staticmethod
    def found() -> Case:
        demands.rules()
        office = Office.of()
        district = district_of(office.community)
        tender = tenders.prepared(office, demands.published(office.community, "30000.00", title="邻里节一期"))
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
        demands.published(office.community, "28000.00", title="邻里节二期")
        keys.fill_pool(size=1, now=clock.now())
        return Case(
            office,
            tender,
            accounts.membership(Role.STREET, office.community.parent),
            accounts.membership(Role.DISTRICT, district),
            accounts.membership(Role.DISCIPLINE, district),
        )

    def announce(self) -> Tender:
        deadline = tenders.deadline(self.tender)
        return announcing.announce(tender=self.tender, by=self.office.approver, deadline_at=deadline)

    def answer(self) -> SplittingStep:
        return splitting.answer(tender=self.tender, by=self.office.preparer, text=WHY)

    def state(self) -> SplittingState | None:
        found = finding(self.tender.demand)
        return found.state if found else None


@pytest.mark.django_db
def test_a_call_that_carries_an_undecided_splitting_does_not_go_out() -> None:
    """Unanswered, answered, opened again: each time the announcement is refused by the rule and names the project."""
    case = Case.found()
    with pytest.raises(SplittingUndecided) as refused:
        case.announce()
    second = Demand.objects.get(title="邻里节二期")
    assert refused.value.parameters["projects"] == second.number
    case.answer()
    with pytest.raises(SplittingUndecided):
        case.announce()
    splitting.reopen(tender=case.tender, by=case.district, text="请说明场地。")
    with pytest.raises(SplittingUndecided):
        case.announce()
    case.answer()
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    assert case.announce().state == State.ANNOUNCED


@pytest.mark.django_db
def test_a_confirmed_splitting_keeps_the_call_until_it_is_looked_at_again_or_cancelled() -> None:
    case = Case.found()
    case.answer()
    splitting.decide(tender=case.tender, by=case.discipline, accept=False, text="属同一需求,应合并。")
    with pytest.raises(SplittingConfirmed):
        case.announce()
    cancelled = announcing.cancel(tender=case.tender, by=case.office.preparer, reason="两期合并为一个项目。")
    assert cancelled.state == State.CANCELLED


@pytest.mark.django_db
def test_what_was_decided_is_published_with_the_call() -> None:
    case = Case.found()
    case.answer()
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    notice = case.announce().notices.get()
    assert [step["act"] for step in notice.body["splitting"]["steps"]] == ["answer", "accept"]
    for address in (case.tender.get_absolute_url(), reverse("overview:record", args=["notice", notice.pk])):
        text = Client().get(address).content.decode()
        assert WHY in text
        assert "需求各自独立。" in text
        assert "邻里节二期" in text
        assert case.office.preparer.user.name not in text


@pytest.mark.django_db
def test_one_project_more_asks_for_another_answer_and_a_repeated_call_for_none() -> None:
    case = Case.found()
    case.answer()
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    announcing.cancel(tender=case.tender, by=case.office.preparer, reason="改期。")
    case.tender.demand.refresh_from_db()
    case.tender = tenders.prepared(case.office, case.tender.demand)
    assert case.state() == SplittingState.SEPARATE
    demands.published(case.office.community, "1000.00")
    assert case.state() == SplittingState.OPEN
    assert case.answer().number == 3


@pytest.mark.django_db
def test_community_or_street_answer_and_district_or_discipline_decide() -> None:
    case = Case.found()
    for by in (case.office.committee, case.district, case.discipline, Office.of().preparer):
        with pytest.raises(NotPermitted):
            splitting.answer(tender=case.tender, by=by, text=WHY)
    splitting.answer(tender=case.tender, by=case.street, text=WHY)
    for by in (case.office.preparer, case.office.committee, case.street):
        with pytest.raises(NotPermitted):
            splitting.decide(tender=case.tender, by=by, accept=True, text="同意。")
        with pytest.raises(NotPermitted):
            splitting.reopen(tender=case.tender, by=by, text="再说明。")
    own = accounts.membership(Role.DISTRICT, case.district.place, who=case.street.user)
    with pytest.raises(NotPermitted, match="own_answer"):
        splitting.decide(tender=case.tender, by=own, accept=True, text="同意。")
    assert splitting.decide(tender=case.tender, by=case.discipline, accept=True, text="同意。").state == "separate"


@pytest.mark.django_db
def test_steps_follow_in_order_and_in_words() -> None:
    case = Case.found()
    for text in ("", "  ", "太短", "长" * 2001):
        with pytest.raises(InvalidInput, match="splitting_text"):
            splitting.answer(tender=case.tender, by=case.street, text=text)
    with pytest.raises(WrongState):
        splitting.decide(tender=case.tender, by=case.district, accept=True, text="同意。")
    row = case.answer()
    with pytest.raises(WrongState):
        case.answer()
    values = {name: getattr(row, name) for name in ("demand", "decided_by", "membership", "decided_at", "projects")}
    values |= {"total": row.total, "limit": row.limit, "act": "answer", "state": "answered"}
    for wrong in ({"number": 1, "text": WHY}, {"number": 2, "text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SplittingStep.objects.create(**values, **wrong)
    assert list(Entry.objects.filter(act__startswith="tenders.splitting").values_list("act", flat=True)) == [
        "tenders.splitting.answer"
    ]


@pytest.mark.django_db
def test_after_the_announcement_and_without_a_finding_there_is_nothing_to_write() -> None:
    case = Case.found()
    alone = tenders.prepared(case.office, demands.published(case.office.community, "30000.00", code="B1"))
    with pytest.raises(Refusal, match="no_splitting"):
        splitting.answer(tender=alone, by=case.street, text=WHY)
    case.answer()
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    case.announce()
    with pytest.raises(Refusal, match="splitting_announced"):
        splitting.reopen(tender=case.tender, by=case.district, text="再看一次。")


@pytest.mark.django_db
def test_the_finding_stands_on_the_workbenches_of_those_it_waits_for() -> None:
    case = Case.found()

    def waits(by: Membership) -> list[str]:
        return [duty.kind for duty in duties(by, clock.now()) if "splitting" in duty.kind]

    assert [waits(by) for by in (case.office.preparer, case.street)] == [["tenders.answer_splitting"]] * 2
    assert [waits(by) for by in (case.district, case.discipline, Office.of().preparer)] == [[]] * 3
    case.answer()
    assert [waits(by) for by in (case.office.preparer, case.street)] == [[]] * 2
    assert [waits(by) for by in (case.district, case.discipline)] == [["tenders.decide_splitting"]] * 2
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    assert not any(waits(by) for by in (case.office.preparer, case.street, case.district, case.discipline))
    demands.published(case.office.community, "1000.00")
    assert waits(case.street) == ["tenders.answer_splitting"]


@pytest.mark.django_db
def test_the_page_takes_the_answer_and_the_decision() -> None:
    """As a browser goes: the community answers, the district finds it and decides, the call may go out."""
    case = Case.found()
    url = reverse("tenders:splitting", args=[case.tender.number])
    for by, act, text in ((case.office.preparer, "answer", WHY), (case.district, "accept", "需求各自独立。")):
        client = accounts.signed_in(Client(), by)
        assert url in client.get(case.tender.get_absolute_url()).content.decode()
        shown = client.get(url)
        assert "邻里节二期" in shown.content.decode()
        sent = {"act": act, "text": text, "ticket": shown.context["ticket"]}
        assert client.post(url, sent).status_code == 302
        may_ask_again = by is case.district
        assert (url in client.get(case.tender.get_absolute_url()).content.decode()) is may_ask_again
    assert case.state() == SplittingState.SEPARATE


@pytest.mark.django_db
def test_the_page_of_announcing_says_that_a_splitting_waits_and_leads_to_it() -> None:
    case = Case.found()
    client = accounts.signed_in(Client(), case.office.approver)
    announce = reverse("tenders:announce", args=[case.tender.number])
    before = client.get(announce).content.decode().partition('name="ticket"')[0]
    assert "目前还不能公告" in before
    assert reverse("tenders:splitting", args=[case.tender.number]) in before
    case.answer()
    splitting.decide(tender=case.tender, by=case.district, accept=True, text="需求各自独立。")
    assert "目前还不能公告" not in client.get(announce).content.decode()


SIBLINGS = st.lists(st.sampled_from("ABCDE"), min_size=1, unique=True)
AMOUNTS = st.decimals(1, 90_000, places=2)


@given(SIBLINGS, SIBLINGS, AMOUNTS, AMOUNTS, st.sampled_from(SplittingState))
def test_a_step_speaks_only_of_the_projects_and_the_sum_it_was_written_about(
    now: list[str], then: list[str], total: Decimal, before: Decimal, state: SplittingState
) -> None:
    warning = SplittingWarning(tuple(Sibling(number, number, Decimal(1)) for number in now), total, Decimal(1))
    covered = set(now) <= set(then) and total <= before
    assert standing(warning, Written(state, then, before)) == (state if covered else SplittingState.OPEN)
    assert standing(warning, None) == SplittingState.OPEN


def test_no_finding_is_without_a_way_on() -> None:
    """Whatever was decided can be asked again, and from there accepted."""
    for state in SPLITTING.states:
        assert SplittingState.SEPARATE in SPLITTING.reachable(state) | {state}
        assert set(SPLITTING.acts(state)) & set(SplittingAct)
