"""Somebody takes a seat or an office while free of conflicts, and acts after that has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import NotPermitted, Refusal, Refusals
from tendering.contracts.models import Acceptance, Contract, Payment, Rectification
from tendering.contracts.queries import duties
from tendering.contracts.rules.acceptance import Opinion
from tendering.contracts.rules.states import AcceptanceState
from tendering.contracts.services import acceptance, payment_stops
from tendering.contracts.services import rectification as mending
from tendering.contracts.services.satisfaction import codes, measuring
from tendering.demands.rules.steps import State as DemandState
from tendering.evaluation.queries import duties as evaluation_duties
from tendering.evaluation.rules.states import Remedy
from tendering.evaluation.services import members, redoing, reporting
from tests.factories import accounts, catalog, contracts, evaluation, files, places, satisfaction

pytestmark = pytest.mark.django_db


def joined(provider_admin: Membership, who: Membership) -> Membership:
    """A member of a panel or a team goes to a provider."""
    return accounts.joined(provider_admin, who.user)


def opine(row: Acceptance, by: Membership) -> None:
    with clock.shifted(timedelta(minutes=1)):
        acceptance.give_opinion(acceptance=row, by=by, opinion=Opinion.PASSES, findings="")


def test_who_went_to_the_contractor_since_the_team_was_called_does_not_accept() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader = row.members.get(leads=True).membership
    bidder = joined(people.contractor, leader)
    with pytest.raises(NotPermitted):
        opine(row, bidder)
    with pytest.raises(Refusals) as refused:
        opine(row, leader)
    assert "contracts.team_contractor" in {one.code for one in refused.value.refusals}
    assert not row.members.filter(signed_at__isnull=False).exists()


def test_a_team_that_lost_a_member_is_called_anew_and_what_was_signed_stays() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, third, other = (member.membership for member in row.members.order_by("-leads", "pk")[:3])
    opine(row, leader)
    again = acceptance.Team(clock.now() + timedelta(minutes=2), contracts.team(row.contract))
    with pytest.raises(Refusal, match="team_signed"):
        acceptance.call_team(acceptance=row, by=people.worker, team=again)
    assert "contracts.call_anew" not in kinds(people.worker)
    joined(people.contractor, other)
    assert "contracts.call_anew" in kinds(people.worker)
    late = acceptance.call_team(acceptance=row, by=people.worker, team=again)
    row.refresh_from_db()
    assert (row.state, late.round, late.hold_by) == (AcceptanceState.RECALLED, 2, row.hold_by)
    assert row.members.get(membership=leader).opinion == Opinion.PASSES
    assert Entry.objects.filter(act="contracts.acceptance.recall").exists()
    assert "contracts.call_anew" not in kinds(people.worker)
    with pytest.raises(Refusal, match="acceptance_closed"):
        opine(row, third)
    with clock.shifted(timedelta(minutes=5)):
        contracts.inspect(late)
    assert contracts.fresh(row.contract).demand.state == DemandState.ACCEPTED


def test_a_leader_who_is_lost_after_signing_is_not_missed() -> None:
    """The others sign, and one of them writes the report: nothing is inspected twice."""
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, *others = (member.membership for member in row.members.order_by("-leads", "pk"))
    opine(row, leader)
    joined(people.contractor, leader)
    assert "contracts.call_anew" not in kinds(people.worker)
    again = acceptance.Team(clock.now() + timedelta(minutes=2), contracts.team(row.contract))
    with pytest.raises(Refusal, match="team_signed"):
        acceptance.call_team(acceptance=row, by=people.worker, team=again)
    for other in others:
        opine(row, other)
    done = acceptance.conclude_acceptance(acceptance=row, by=others[0], report="设备已经安装。")
    assert done.state == AcceptanceState.PASSED


def test_after_a_recalled_team_what_is_to_be_put_right_is_asked_for_again() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, other = (member.membership for member in row.members.order_by("-leads", "pk")[:2])
    opine(row, leader)
    accounts_services.end_membership(by=accounts.membership(Role.DISTRICT), membership=other, reason="除名")
    team = acceptance.Team(clock.now(), contracts.team(row.contract))
    contracts.inspect(acceptance.call_team(acceptance=row, by=people.worker, team=team), Opinion.RECTIFY)
    assert "contracts.ask_acceptance" in kinds(people.contractor)
    assert contracts.called(contracts.fresh(row.contract), people).round == 3


def against(row: Acceptance, by: Membership) -> None:
    with clock.shifted(timedelta(minutes=1)):
        acceptance.give_opinion(acceptance=row, by=by, opinion=Opinion.FAILS, findings="设备没有安装。")


@pytest.mark.parametrize("goes", ["resident", "leader"])
def test_a_team_that_has_found_against_is_not_replaced_whoever_leaves_it(goes: str) -> None:
    """Two of three have signed that it fails: no role that is ended and no invitation turns that."""
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, officer, resident = (member.membership for member in row.members.order_by("pk"))
    for by in (leader, officer):
        against(row, by)
    assert "contracts.conclude" not in kinds(leader)
    writer = leader
    if goes == "resident":
        accounts_services.end_membership(by=people.worker, membership=resident, reason="调整")
    else:
        joined(people.contractor, leader)
        against(row, resident)
        writer = officer
    assert "contracts.call_anew" not in kinds(people.worker)
    team = acceptance.Team(clock.now() + timedelta(minutes=2), contracts.team(row.contract))
    with pytest.raises(Refusal, match="team_signed"):
        acceptance.call_team(acceptance=row, by=people.worker, team=team)
    assert "contracts.conclude" in kinds(writer)
    link = reverse("contracts:acceptance_conclude", args=[row.pk])
    assert link in accounts.signed_in(Client(), writer).get(row.contract.get_absolute_url()).content.decode()
    done = acceptance.conclude_acceptance(acceptance=row, by=writer, report="设备没有安装。")
    assert (done.state, done.members.filter(opinion=Opinion.FAILS).exists()) == (AcceptanceState.FAILED, True)


def test_beside_a_leader_who_may_sit_nobody_else_writes_and_who_may_still_sign_is_waited_for() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, officer, resident = (member.membership for member in row.members.order_by("pk"))
    for by in (leader, officer):
        against(row, by)
    with pytest.raises(Refusal, match="opinions_missing"):
        acceptance.conclude_acceptance(acceptance=row, by=leader, report="设备没有安装。")
    against(row, resident)
    with pytest.raises(NotPermitted, match="not_leader"):
        acceptance.conclude_acceptance(acceptance=row, by=officer, report="设备没有安装。")


def test_what_a_recalled_team_found_can_be_read() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader, _officer, resident = (member.membership for member in row.members.order_by("-leads", "pk"))
    against(row, leader)
    page = accounts.signed_in(Client(), people.street).get(row.contract.get_absolute_url()).content.decode()
    found = str(row.members.get(leads=True).get_opinion_display())
    assert found not in page
    joined(people.contractor, resident)
    team = acceptance.Team(clock.now() + timedelta(minutes=2), contracts.team(row.contract))
    acceptance.call_team(acceptance=row, by=people.worker, team=team)
    page = accounts.signed_in(Client(), people.street).get(row.contract.get_absolute_url()).content.decode()
    assert found in page


def kinds(by: Membership) -> set[str]:
    return {duty.kind for duty in duties.duties(by, clock.now())}


def test_who_lost_the_role_of_the_seat_does_not_accept_in_another() -> None:
    people = contracts.People.of()
    row = contracts.called(contracts.delivered(people), people)
    leader = row.members.get(leads=True).membership
    district = accounts.membership(Role.DISTRICT, places.district())
    accounts_services.end_membership(by=district, membership=leader, reason="除名")
    elsewhere = accounts.membership(Role.RESIDENT, places.community(), who=leader.user)
    for by in (elsewhere, Membership.objects.scoped().get(pk=leader.pk)):
        with pytest.raises(NotPermitted):
            opine(row, by)


def test_a_judge_who_went_to_a_bidder_after_declaring_neither_signs_nor_is_ranked_with() -> None:
    jury = evaluation.declared()
    one = next(judge for judge in jury.judges() if judge.role == Role.RESIDENT_REPRESENTATIVE)
    admin = accounts.membership(Role.PROVIDER_ADMIN, jury.bids[0].provider.organisation)
    joined(admin, one)
    with pytest.raises(Refusals):
        evaluation.sign(jury, one)
    seat = jury.panel.seats.get(user=one.user)
    with pytest.raises(Refusals):
        members.require_still_free(jury.panel, [*jury.panel.seats.select_related("user")], clock.now())
    members.require_still_free(jury.panel, [*jury.panel.seats.exclude(pk=seat.pk).select_related("user")], clock.now())


def test_a_judge_who_went_to_a_bidder_after_the_ranking_does_not_sign_it_and_the_bids_are_judged_anew() -> None:
    jury = evaluation.ranked()
    office = jury.contest.office
    worker, officer = office.preparer, accounts.membership(Role.STREET, office.community.parent)
    one = next(judge for judge in jury.judges() if judge.role == Role.RESIDENT_REPRESENTATIVE)
    with pytest.raises(Refusal, match="nobody_barred"):
        redoing.set_aside_ranked(panel=jury.panel, by=officer, reason="成员须回避")
    assert "evaluation.set_aside" not in waiting(officer)
    joined(accounts.membership(Role.PROVIDER_ADMIN, jury.bids[0].provider.organisation), one)
    with pytest.raises(Refusals) as refused:
        reporting.sign_report(panel=jury.panel, by=one)
    assert {item.code for item in refused.value.refusals} == {
        "evaluation.signer_barred",
        "evaluation.conflict.bidder_member",
    }
    assert "evaluation.set_aside" in waiting(officer)
    panel = redoing.set_aside_ranked(panel=jury.panel, by=officer, reason="成员须回避")
    assert (panel.counts, panel.superseded_by, panel.ranking.exists()) == (False, Remedy.AVOIDANCE, True)
    assert {"evaluation.convene"} <= waiting(worker)
    assert "evaluation.set_aside" not in waiting(officer)


def waiting(by: Membership) -> set[str]:
    return {duty.kind for duty in evaluation_duties.duties(by, clock.now())}


def test_who_works_for_the_community_holds_no_code_and_certifies_nothing() -> None:
    judges = satisfaction.Judges.of(beneficiaries=10)
    panel = satisfaction.opened(judges, 3, on_paper=1)
    both = accounts.membership(Role.SUPERVISION_COMMITTEE, panel.contract.demand.community, who=judges.community.user)
    paper = panel.members.select_related("panel__contract__demand__community", "user").get(user__isnull=True)
    for act in (
        lambda: codes.print_slips(panel=panel, by=both, now=clock.now()),
        lambda: codes.send_again(member=paper, by=both, now=clock.now(), on_paper=True),
        lambda: measuring.certify(panel=panel, by=both, reason="样本可信"),
    ):
        with pytest.raises(NotPermitted) as refused:
            act()
        assert refused.value.code == "contracts.satisfaction.judges_own_work"
    Membership.objects.filter(pk=judges.community.pk).update(to_date=clock.today())
    with pytest.raises(NotPermitted):
        codes.print_slips(panel=panel, by=both, now=clock.now())
    assert len(codes.print_slips(panel=panel, by=judges.committee, now=clock.now())) == 1


def test_where_a_group_mends_a_colleague_agrees_and_checks() -> None:
    judges = satisfaction.Judges.of(beneficiaries=10)
    row = satisfaction.judged(judges, 1, 2).rectification
    group = catalog.community_group(community=judges.contract.demand.community)
    Contract.objects.filter(pk=row.contract_id).update(group=group, provider=None)
    row = Rectification.objects.get(pk=row.pk)
    one, colleague = judges.community, accounts.membership(Role.COMMUNITY, judges.contract.demand.community)
    row = mending.submit_plan(rectification=row, by=one, text="更换")
    with pytest.raises(NotPermitted):
        mending.agree_plan(rectification=row, by=one)
    row = mending.agree_plan(rectification=row, by=colleague)
    row = mending.report(rectification=row, by=one, text="好", photos=[files.upload(files.picture(), "灯.jpg")])
    with pytest.raises(NotPermitted):
        mending.check(rectification=row, by=one)
    assert mending.check(rectification=row, by=colleague).checked_by_id == colleague.user_id


def test_a_stop_is_lifted_by_the_office_that_made_it_or_one_above() -> None:
    people = contracts.People.of()
    payment = contracts.asked(contracts.signed(people), people)
    district = places.district()
    auditor = accounts.membership(Role.AUDITOR, district)
    street_auditor = accounts.membership(Role.AUDITOR, people.community.parent)
    officer = accounts.membership(Role.DISTRICT, district)
    payment = payment_stops.withhold_payment(payment=payment, by=auditor, reason="疑点")
    for other in (people.street, street_auditor, officer):
        with pytest.raises(Refusal) as refused:
            payment_stops.let_go_on(payment=Payment.objects.get(pk=payment.pk), by=other, reason="没问题")
        assert refused.value.code == "contracts.others_stop"
    colleague = accounts.membership(Role.AUDITOR, district)
    payment = payment_stops.let_go_on(payment=Payment.objects.get(pk=payment.pk), by=colleague, reason="已说明")
    payment = payment_stops.withhold_payment(payment=payment, by=people.street, reason="再看")
    assert payment_stops.let_go_on(payment=payment, by=officer, reason="已核实").withheld_from == ""
