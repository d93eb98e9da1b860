"""An officer appoints somebody to do the first half of what takes two, and does the second half in person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.awards.services import confirming, publicity
from tendering.contracts.queries.team import buyers, candidates, team_refusals
from tendering.contracts.rules.acceptance import Capacity
from tendering.demands.queries.leading_group import group_state
from tendering.demands.services import approvals, deliberation
from tendering.tenders.services import keys
from tendering.tenders.services.announcing import announce
from tendering.tenders.services.preparing import submit_docs
from tests.factories import accounts, awards, contracts, demands, tenders
from tests.factories.demands import People

pytestmark = pytest.mark.django_db


def appointed(absent: Membership) -> Membership:
    """Whom an officer made their substitute, who goes on acting all the same."""
    row = accounts_services.appoint_substitute(
        by=absent,
        absent=absent,
        substitute=accounts.proved(accounts.user()),
        from_date=clock.today(),
        to_date=clock.today() + timedelta(days=60),
        reason="休假",
    )
    return Membership.objects.scoped().get(pk=row.pk)


def test_nobody_screens_what_their_substitute_wrote() -> None:
    people = People.of()
    people.author = appointed(people.screener)
    with pytest.raises(NotPermitted):
        demands.deliberated(people)


def test_nobody_countersigns_on_the_committee_what_their_substitute_recorded() -> None:
    people = People.of()
    officer = accounts.membership(Role.COMMUNITY, people.community)
    committee = accounts.membership(Role.SUPERVISION_COMMITTEE, people.community, who=officer.user)
    people.author = appointed(officer)
    demand = demands.recorded(people)
    with clock.shifted(timedelta(days=4)), pytest.raises(NotPermitted):
        deliberation.countersign(demand=demand, by=committee, now=clock.now())


def test_nobody_approves_the_documents_that_their_substitute_prepared() -> None:
    demands.rules()
    office = tenders.Office.of()
    office.preparer = appointed(office.approver)
    tender = tenders.prepared(office)
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    with pytest.raises(NotPermitted):
        announce(tender=tenders.unsplit(tender), by=office.approver, deadline_at=tenders.deadline(tender))


def test_nobody_confirms_the_award_that_their_substitute_published() -> None:
    office = tenders.Office.of()
    with awards.acting_before(clock.now()):
        tender = awards.without_competition(office)
    with awards.acting_before(clock.now()):
        award = awards.proposed(tender, office)
        award = publicity.publicise(award=award, by=appointed(office.approver))
    publicity.elapse(award=award)
    award.refresh_from_db()
    with pytest.raises(NotPermitted):
        confirming.confirm(award=award, by=office.approver)


def test_nobody_accepts_what_their_substitute_bought() -> None:
    people = contracts.People.of()
    contract = contracts.signed(people)
    street = accounts.membership(Role.STREET, people.community.parent)
    substitute = appointed(street)
    contract.award.tender.documents_approved_by_id = substitute.user_id
    assert {substitute.user_id, street.user_id} <= buyers(contract)
    assert not candidates(contract).filter(user__in=[substitute.user, street.user]).exists()
    problems = team_refusals(contract, [(street, Capacity.DEPARTMENT)], clock.today())
    assert "contracts.team_buyer" in {problem.code for problem in problems}


def test_a_substitute_does_not_inspect_for_the_absent_member() -> None:
    people = contracts.People.of()
    contract = contracts.signed(people)
    substitute = appointed(accounts.membership(Role.STREET, people.community.parent))
    assert not candidates(contract).filter(pk=substitute.pk).exists()
    problems = team_refusals(contract, [(substitute, Capacity.DEPARTMENT)], clock.today())
    assert any(isinstance(problem, InvalidInput) and problem.code == "contracts.team_role" for problem in problems)


def test_a_member_of_the_leading_group_and_their_substitute_have_one_voice() -> None:
    people = People.of()
    demand = demands.decided(people, "120000.00", available="300000.00")
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    members = [accounts.membership(Role.LEADING_GROUP_MEMBER, people.community.parent) for _seat in range(3)]
    approval = demand.approvals.get()
    said = [(members[0], "for"), (appointed(members[0]), "for"), (members[1], "against")]
    for by, vote in said:
        approvals.give_opinion(approval=approval, by=by, vote=vote, reason="已看过材料", now=clock.now())
    group = group_state(approval)
    assert (group.seats, group.given, group.in_favour) == (3, 2, 1)
    assert {row.member for row in group.opinions} == {said[1][0].user, members[1].user}
    with pytest.raises(approvals.GroupHasNotDecided):
        approvals.approve(demand=demand, by=people.street, now=clock.now())
