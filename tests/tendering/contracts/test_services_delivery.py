"""From the award letter to the accepted project, act by act, and who may not do them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.accounts.services.second_step import NoSecondFactor, SecondFactorPaused, SecondFactorWrong
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.primitives.state_machine import WrongState
from tendering.awards.models import Award
from tendering.awards.rules.states import State as AwardState
from tendering.awards.services import falling, renewing
from tendering.awards.services.states import TenderNotOpen
from tendering.contracts.models import Contract, ContractNotice, Milestone, Signature
from tendering.contracts.queries import duties
from tendering.contracts.rules.acceptance import Capacity, Opinion
from tendering.contracts.rules.milestones import MilestonePlan
from tendering.contracts.rules.states import AcceptanceState, MilestoneState, Side, State
from tendering.contracts.services import acceptance, drafting, ending, milestones, signing
from tendering.contracts.services.acceptance import Seat, Team
from tendering.contracts.services.milestones import Report
from tendering.contracts.services.signing import Click, Paper
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.services import announcing
from tests.factories import accounts, catalog, contracts, files, funds, places
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_a_draft_follows_the_award_letter_once(people: People) -> None:
    contract = contracts.drafted(people, "19999.99")
    assert contract.number.startswith("HT-2026-")
    assert [stage.amount for stage in contract.stages.order_by("position")] == [
        Decimal("10000.00"),
        Decimal("8000.00"),
        Decimal("1999.99"),
    ]
    assert contract.amendment_cap == Decimal("1999.99")
    assert contract.milestones.filter(is_midterm=True).count() == 1
    with pytest.raises(Refusal, match="award_not_lettered"):
        drafting.draft_contract(award=contract.award, by=people.worker, now=clock.now())


def test_terms_come_from_the_call_where_nobody_wrote_others(people: People) -> None:
    award = contracts.lettered(people)
    contract = drafting.draft_contract(award=award, by=people.worker, now=clock.now())
    assert award.offer is not None
    assert award.offer.plan in contract.terms
    assert contract.milestones.count() == 3


def test_only_the_community_drafts(people: People) -> None:
    award = contracts.lettered(people)
    for stranger in (people.contractor, people.street, accounts.membership(Role.COMMUNITY, People.of().community)):
        with pytest.raises(NotPermitted):
            drafting.draft_contract(award=award, by=stranger, now=clock.now(), terms=contracts.terms())


def test_a_draft_changes_until_the_first_signature(people: People) -> None:
    contract = contracts.drafted(people)
    drafting.edit_draft(contract=contract, by=people.worker, version=contract.version, terms=contracts.terms(days=30))
    with pytest.raises(Refusal, match="stale"):
        drafting.edit_draft(contract=contract, by=people.worker, version=1, terms=contracts.terms())
    contracts.sign(contract, people.contractor)
    contract = contracts.fresh(contract)
    with pytest.raises(Refusal, match="not_drafting"):
        drafting.edit_draft(contract=contract, by=people.worker, version=contract.version, terms=contracts.terms())


def test_a_contract_lies_before_the_contractor_from_its_draft_and_changed_from_its_change(people: People) -> None:
    contract = contracts.drafted(people)
    before = contract.award.tender.awards.get().offered_at
    assert before is not None
    assert before == contract.drafted_at
    with clock.shifted(timedelta(days=2)):
        drafting.edit_draft(contract=contract, by=people.worker, version=contract.version, terms=contracts.terms())
    changed = contract.award.tender.awards.get().offered_at
    assert changed is not None
    assert changed > before + timedelta(days=1)


def test_after_the_last_day_nobody_is_asked_to_sign_before_new_days_are_set(people: People) -> None:
    contract = contracts.drafted(people)
    contracts.sign(contract, people.contractor)
    assert "contracts.sign" in {one.kind for one in duties.duties(people.worker, clock.now())}
    assert contract.award.sign_by_at is not None
    with clock.moved_to(contract.award.sign_by_at):
        assert not falling.lapse_unsigned(award=contract.award)
        assert "contracts.sign" not in {one.kind for one in duties.duties(people.worker, clock.now())}
        renewing.renew(award=contract.award, by=people.street, reason="社区未按期签约")
        assert "contracts.sign" in {one.kind for one in duties.duties(people.worker, clock.now())}
        assert contracts.sign(contract, people.worker).state != State.DRAFTING


@pytest.mark.requirement("R42")
def test_the_second_signature_moves_money_award_demand_and_publishes(people: People) -> None:
    """R42: in one transaction the commitment falls to the contract sum and the saving is available again."""
    contract = contracts.drafted(people, "18500.00", budget="20000.00")
    plan = contract.demand.plan
    assert plan is not None
    account = funds.line(plan).account
    assert account is not None
    before = account.available
    contracts.sign(contract, people.contractor)
    account.refresh_from_db()
    assert account.available == before
    contract = contracts.fresh(contracts.sign(contract, people.worker))
    account.refresh_from_db()
    assert account.available == before + Decimal("1500.00")
    assert (contract.state, contract.saving) == (State.ACTIVE, Decimal("1500.00"))
    assert Award.objects.get(pk=contract.award_id).state == AwardState.CONCLUDED
    assert contract.award.tender.state == "concluded"
    assert contract.demand.state == DemandState.IMPLEMENTING
    notice = contract.notices.get(kind=ContractNotice.Kind.CONTRACT)
    assert notice.body["sum"] == "18500.00"
    assert contract.filed_at is not None
    moments = {contract.signed_at, contract.award.ended_at, account.entries.latest("serial").recorded_at}
    assert moments == {contract.published_at}, "one act, one moment"


@pytest.mark.requirement("R42")
def test_nothing_is_signed_where_the_money_refuses(people: People) -> None:
    """A pledge that has not come stops the second signature; nothing of it stays."""
    factory = funds.draft("1000.00", "sponsor")
    contract = contracts.drafted(people, "20000.00")
    plan = contract.demand.plan
    assert plan is not None
    plan.lines.create(source=factory.source, contributor="车辆厂", agreed=Decimal(1000), current=Decimal(1000))
    contracts.sign(contract, people.contractor)
    with pytest.raises(Refusal, match="pledge_not_received"):
        contracts.sign(contract, people.worker)
    assert contract.signatures.count() == 1
    assert contracts.fresh(contract).state == State.DRAFTING


def of_group(contract: Contract) -> Contract:
    """The same contract with a residents' group, which has no account of its own."""
    group = catalog.community_group(community=contract.demand.community)
    Contract.objects.filter(pk=contract.pk).update(provider=None, group=group)
    Award.objects.filter(pk=contract.award_id).update(provider=None, group=group)
    return contracts.fresh(contract)


def test_two_of_one_community_do_not_conclude_with_a_paper_they_call_the_contractors(people: People) -> None:
    contract = contracts.drafted(people)
    with pytest.raises(InvalidInput, match="contractor_signs"):
        contracts.sign(contract, people.worker, Side.CONTRACTOR)
    contracts.sign(contract, people.worker)
    with pytest.raises(InvalidInput, match="contractor_signs"):
        contracts.sign(contract, people.verifier, Side.CONTRACTOR)
    assert contracts.fresh(contract).state == State.DRAFTING
    contracts.sign(contract, people.contractor)
    assert contracts.fresh(contract).state == State.ACTIVE


def test_for_a_group_the_community_hands_in_both_papers_yet_nobody_concludes_alone(people: People) -> None:
    contract = of_group(contracts.drafted(people))
    contracts.sign(contract, people.worker, Side.CONTRACTOR)
    with pytest.raises(Refusal, match="one_hand"):
        contracts.sign(contract, people.worker)
    today = clock.today()
    substitute = accounts.membership(
        Role.COMMUNITY, people.community, substitute_for=people.worker, to_date=today + timedelta(days=10)
    )
    with pytest.raises(Refusal, match="one_hand"):
        contracts.sign(contract, substitute)
    assert contract.signatures.count() == 1
    contracts.sign(contract, people.verifier)
    assert contracts.fresh(contract).state == State.ACTIVE


def test_each_side_signs_once_and_only_its_own(people: People) -> None:
    contract = contracts.drafted(people)
    contracts.sign(contract, people.contractor)
    with pytest.raises(Refusal, match="signed_already"):
        contracts.sign(contract, people.contractor)
    with pytest.raises(InvalidInput, match="other_side"):
        contracts.sign(contract, people.contractor, Side.PURCHASER)
    for stranger in (people.street, accounts.membership(Role.PROVIDER_ADMIN), people.finance):
        with pytest.raises(NotPermitted):
            contracts.sign(contract, stranger)


def test_a_click_takes_the_second_factor_once(people: People) -> None:
    contract = contracts.drafted(people)
    with pytest.raises(NoSecondFactor):
        signing.sign(contract=contract, by=people.contractor, proof=Click("123456"))
    secret = accounts.second_factor(people.contractor.user)
    with pytest.raises(SecondFactorWrong):
        signing.sign(contract=contract, by=people.contractor, proof=Click("abcdef"))
    code = accounts.digits_of(secret)
    signing.sign(contract=contract, by=people.contractor, proof=Click(code))
    signature = contract.signatures.get()
    assert (signature.method, len(signature.digest)) == (Signature.Method.CLICK, 64)
    other = contracts.drafted(People.of(people.community))
    other.award.provider = people.provider
    with pytest.raises(Refusal):
        signing.sign(contract=other, by=people.contractor, proof=Click(code))


def test_wrong_digits_are_counted(people: People) -> None:
    contract = contracts.drafted(people)
    accounts.second_factor(people.worker.user)
    for _attempt in range(5):
        with pytest.raises(SecondFactorWrong):
            signing.sign(contract=contract, by=people.worker, proof=Click("000000x"))
    with pytest.raises(SecondFactorPaused):
        signing.sign(contract=contract, by=people.worker, proof=Click("000000x"))


def test_signing_keeps_to_the_days_of_the_letter(people: People) -> None:
    contract = contracts.drafted(people)
    Award.objects.filter(pk=contract.award_id).update(sign_from_date=clock.today() + timedelta(days=3))
    with pytest.raises(Refusal, match="signing_early"):
        contracts.sign(contract, people.contractor)
    with clock.shifted(timedelta(days=12)), pytest.raises(Refusal, match="signing_over"):
        contracts.sign(contract, people.contractor)


def test_days_lost_to_a_suspension_come_back_at_signing(people: People) -> None:
    """Whether the clock has already given them back or not; while the call is suspended nobody signs."""
    contract = contracts.drafted(people)
    award = contract.award
    assert award.sign_by_at is not None
    announcing.suspend(tender=award.tender, by=people.street, reason="投诉核查")
    with pytest.raises(TenderNotOpen):
        contracts.sign(contract, people.worker)
    with clock.moved_to(award.sign_by_at + timedelta(days=5)):
        announcing.resume(tender=award.tender, by=people.street, reason="核查结束")
    with clock.moved_to(award.sign_by_at + timedelta(days=8)):
        contracts.sign(contract, people.worker)
        contracts.sign(contract, people.contractor)
    assert contracts.fresh(contract).state == State.ACTIVE


def test_signatures_and_notices_are_never_changed(people: People) -> None:
    contract = contracts.signed(people)
    for table in ("contracts_signature", "contracts_contractnotice"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET contract_id = contract_id"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert contract.signatures.count() == 2


@pytest.mark.requirement("R45")
def test_a_milestone_is_reported_returned_reported_again_and_verified(people: People) -> None:
    """R45: photos and spend, public at once when verified."""
    contract = contracts.signed(people)
    first = contract.milestones.get(position=1)
    milestones.begin_milestone(milestone=first, by=people.contractor)
    row = milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report())
    assert row.due_at > clock.now()
    assert not contract.notices.filter(kind=ContractNotice.Kind.PROGRESS).exists()
    milestones.return_milestone(milestone=first, by=people.verifier, reason="缺签到表")
    milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report("2500.00"))
    milestones.verify_milestone(milestone=first, by=people.verifier)
    first.refresh_from_db()
    assert first.state == MilestoneState.VERIFIED
    assert [report.accepted for report in first.reports.order_by("number")] == [False, True]
    assert contract.notices.get(kind=ContractNotice.Kind.PROGRESS).body["spent"] == "2500.00"
    with pytest.raises(WrongState):
        milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report())


def test_a_report_needs_words_a_picture_and_an_honest_sum(people: People) -> None:
    first = contracts.signed(people).milestones.get(position=1)
    with pytest.raises(Refusals) as refused:
        milestones.report_milestone(
            milestone=first, by=people.contractor, report=Report(" ", Decimal("20000.01"), None)
        )
    codes = {refusal.code for refusal in refused.value.refusals}
    assert codes == {"contracts.report_empty", "contracts.photo_missing", "contracts.spent_too_much"}
    assert Milestone.objects.get(pk=first.pk).state == MilestoneState.PLANNED


def test_only_the_contractor_reports_and_only_the_community_verifies(people: People) -> None:
    first = contracts.signed(people).milestones.get(position=1)
    for stranger in (people.worker, people.street, accounts.membership(Role.PROVIDER_ADMIN)):
        with pytest.raises(NotPermitted):
            milestones.report_milestone(milestone=first, by=stranger, report=contracts.report())
    milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report())
    for stranger in (people.contractor, people.street, accounts.membership(Role.COMMUNITY, places.community())):
        with pytest.raises(NotPermitted):
            milestones.verify_milestone(milestone=first, by=stranger)


def test_acceptance_waits_for_every_milestone(people: People) -> None:
    contract = contracts.deliver(contracts.signed(people), people, only_midterm=True)
    with pytest.raises(Refusal, match="milestones_open"):
        acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")


@pytest.mark.requirement("R48")
def test_a_team_accepts(people: People) -> None:
    """R48: odd, with somebody of the trade; the report is public, the demand accepted."""
    contract = contracts.accepted(people)
    row = contract.acceptances.get()
    assert (row.state, contract.demand.state) == (AcceptanceState.PASSED, DemandState.ACCEPTED)
    assert contract.notices.get(kind=ContractNotice.Kind.ACCEPTANCE).until_on == row.public_until


@pytest.mark.requirement("R48")
def test_a_team_is_refused_with_everything_wrong_with_it(people: People) -> None:
    contract = contracts.delivered(people)
    row = acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")
    finance_too = accounts.membership(Role.RESIDENT_REPRESENTATIVE, people.community, who=people.finance.user)
    buyer_too = accounts.membership(Role.RESIDENT, people.community, who=people.worker.user)
    seats = [Seat(finance_too, Capacity.RESIDENT), Seat(buyer_too, Capacity.RECIPIENT)]
    with pytest.raises(Refusals) as refused:
        acceptance.call_team(acceptance=row, by=people.worker, team=Team(clock.now() - timedelta(days=1), seats))
    assert {refusal.code for refusal in refused.value.refusals} == {
        "contracts.team_size",
        "contracts.team_no_professional",
        "contracts.team_buyer",
        "contracts.team_finance",
        "contracts.inspection_day",
    }


@pytest.mark.requirement("R48")
def test_a_seat_takes_its_role_and_nobody_of_the_contractor(people: People) -> None:
    contract = contracts.delivered(people)
    row = acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")
    seats = contracts.team(contract)
    wrong = Seat(accounts.membership(Role.RESIDENT, people.community), Capacity.PROFESSIONAL)
    own = accounts.membership(Role.RESIDENT, people.community, who=people.contractor.user)
    for seat, code in ((wrong, "team_role"), (Seat(own, Capacity.RECIPIENT), "team_contractor")):
        team = Team(clock.now() + timedelta(hours=1), [*seats[:2], seat])
        with pytest.raises(Refusals) as refused:
            acceptance.call_team(acceptance=row, by=people.worker, team=team)
        assert f"contracts.{code}" in {refusal.code for refusal in refused.value.refusals}


def test_members_speak_for_themselves_after_the_hour(people: People) -> None:
    contract = contracts.delivered(people)
    row = acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")
    seats = contracts.team(contract)
    team = Team(clock.now() + timedelta(days=1), seats)
    row = acceptance.call_team(acceptance=row, by=people.worker, team=team)
    with pytest.raises(Refusal, match="inspection_not_yet"):
        acceptance.give_opinion(acceptance=row, by=seats[0].member, opinion=Opinion.PASSES, findings="")
    with pytest.raises(NotPermitted, match="not_on_team"):
        acceptance.give_opinion(acceptance=row, by=people.street, opinion=Opinion.PASSES, findings="")
    with clock.shifted(timedelta(days=1, minutes=1)):
        with pytest.raises(InvalidInput, match="findings_missing"):
            acceptance.give_opinion(acceptance=row, by=seats[0].member, opinion=Opinion.FAILS, findings=" ")
        acceptance.give_opinion(acceptance=row, by=seats[0].member, opinion=Opinion.PASSES, findings="")
        with pytest.raises(Refusal, match="opinions_missing"):
            acceptance.conclude_acceptance(acceptance=row, by=seats[0].member, report="好")
        with pytest.raises(NotPermitted, match="not_leader"):
            acceptance.conclude_acceptance(acceptance=row, by=seats[1].member, report="好")


def test_what_is_to_be_put_right_is_inspected_again(people: People) -> None:
    contract = contracts.delivered(people)
    row = contracts.inspect(contracts.called(contract, people), Opinion.RECTIFY)
    assert (row.state, row.rectify) == (AcceptanceState.RECTIFY, "补签到表。")
    assert row.rectify_by is not None
    assert row.rectify_by > clock.today()
    again = contracts.called(contracts.fresh(contract), people)
    assert again.round == 2
    contracts.inspect(again)
    assert contracts.fresh(contract).demand.state == DemandState.ACCEPTED


def test_failing_costs_credit_and_accepts_nothing(people: People) -> None:
    contract = contracts.delivered(people)
    before = people.provider.credit
    row = contracts.inspect(contracts.called(contract, people), Opinion.FAILS)
    people.provider.refresh_from_db()
    assert (row.state, people.provider.credit) == (AcceptanceState.FAILED, before - 20)
    assert contracts.fresh(contract).demand.state == DemandState.IMPLEMENTING


@pytest.mark.requirement("R46")
def test_where_the_tier_asks_for_it_the_closing_checkpoint_comes_first(people: People) -> None:
    contract = contracts.delivered(people)
    Contract.objects.filter(pk=contract.pk).update(tier="ordinary")
    with pytest.raises(Refusal, match="final_checkpoint"):
        contracts.inspect(contracts.called(contracts.fresh(contract), people))


def test_late_work_costs_points(people: People) -> None:
    contract = contracts.delivered(people)
    before = people.provider.credit
    with clock.shifted(timedelta(days=70)):
        contracts.called(contract, people)
    people.provider.refresh_from_db()
    assert people.provider.credit == before - 5


def test_terms_are_refused_with_everything_wrong(people: People) -> None:
    award = contracts.lettered(people)
    today = clock.today()
    terms = drafting.Terms("", today, today - timedelta(days=1), [MilestonePlan("", today, is_midterm=True)])
    with pytest.raises(Refusals) as refused:
        drafting.draft_contract(award=award, by=people.worker, now=clock.now(), terms=terms)
    assert {refusal.code for refusal in refused.value.refusals} == {
        "contracts.terms_missing",
        "contracts.period_reversed",
        "contracts.milestones_number",
        "contracts.one_midterm",
        "contracts.milestone_title",
        "contracts.milestone_days",
    }


def test_a_scan_is_a_paper_or_a_picture(people: People) -> None:
    contract = contracts.drafted(people)
    with pytest.raises(InvalidInput):
        signing.sign(contract=contract, by=people.worker, proof=Paper(files.upload(b"just words", "note.txt")))


@pytest.mark.requirement("R61")
@pytest.mark.requirement("R43")
def test_every_step_logs_its_publication_with_channel_and_period(people: People) -> None:
    """R61, automatic entries: contract, progress at each milestone, acceptance report; each with its channel."""
    contract = contracts.accepted(people)
    rows = list(contract.notices.order_by("pk").values_list("kind", "channel"))
    assert rows == [("contract", "portal"), *[("progress", "portal")] * 3, ("acceptance", "portal")]
    first = contract.notices.order_by("pk")[0]
    assert first.until_on == contract.period_to


def test_a_residents_group_is_served_by_its_community(people: People) -> None:
    """R34: no account of its own; whoever reports does not verify, the money goes through the community."""
    contract = of_group(contracts.drafted(people))
    contracts.sign(contract, people.worker, Side.CONTRACTOR)
    contract = contracts.fresh(contracts.sign(contract, people.verifier))
    first = contract.milestones.get(position=1)
    milestones.report_milestone(milestone=first, by=people.worker, report=contracts.report())
    with pytest.raises(NotPermitted, match="own_step"):
        milestones.verify_milestone(milestone=first, by=people.worker)
    milestones.verify_milestone(milestone=first, by=people.verifier)
    people.contractor = people.worker
    payment = contracts.paid(contract, people)
    assert payment.disbursement is not None
    assert people.community.name_zh in payment.disbursement.payee


def test_what_both_have_signed_is_not_signed_again(people: People) -> None:
    contract = contracts.signed(people)
    with refused("contracts.not_signable"):
        contracts.sign(contract, people.verifier)
    assert contract.signatures.count() == 2


def test_the_clock_begins_no_contract_before_its_period(people: People) -> None:
    later = contracts.terms(clock.today() + timedelta(days=5), 30)
    contract = drafting.draft_contract(award=contracts.lettered(people), by=people.worker, now=clock.now(), terms=later)
    contracts.sign(contract, people.contractor)
    contracts.sign(contract, people.worker)
    with refused("contracts.too_early"):
        milestones.start_contract(contract=contract, by=None)
    assert contracts.fresh(contract).state == State.PUBLISHED


def test_nothing_is_reported_below_zero_or_while_the_contract_stands_still(people: People) -> None:
    contract = contracts.signed(people)
    first = contract.milestones.get(position=1)
    with refused("money.negative"):
        milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report("-0.01"))
    ending.suspend(contract=contract, by=people.street, reason="投诉核查")
    with refused("contracts.not_running"):
        milestones.report_milestone(milestone=first, by=people.contractor, report=contracts.report())
    with refused("contracts.not_running"):
        acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")
    first.refresh_from_db()
    assert (first.state, first.reports.count(), contract.acceptances.count()) == (MilestoneState.PLANNED, 0, 0)


def test_acceptance_is_asked_for_once_and_each_member_speaks_once(people: People) -> None:
    """What a member signed stands; and what is to be put right is said."""
    contract = contracts.delivered(people)
    row = contracts.called(contract, people)
    with refused("contracts.acceptance_open"):
        acceptance.request_acceptance(contract=contract, by=people.contractor, statement="完成")
    members = list(row.members.select_related("membership__user").order_by("-leads", "pk"))
    with clock.shifted(timedelta(minutes=1)):
        for member in members:
            acceptance.give_opinion(
                acceptance=row, by=member.membership, opinion=Opinion.RECTIFY, findings="缺签到表。"
            )
        with refused("contracts.opinion_given"):
            acceptance.give_opinion(acceptance=row, by=members[0].membership, opinion=Opinion.PASSES, findings="")
        with refused("contracts.rectify_missing", kind=InvalidInput):
            acceptance.conclude_acceptance(acceptance=row, by=members[0].membership, report="已查看。", rectify=" ")
    row.refresh_from_db()
    assert row.state == AcceptanceState.SCHEDULED
    assert {member.opinion for member in row.members.all()} == {Opinion.RECTIFY}
