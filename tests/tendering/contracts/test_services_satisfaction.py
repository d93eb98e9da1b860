"""From naming a panel to its verdict: who may, what is kept, what is never kept (R49, R50)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.models import CreditEvent
from marketplace import clock
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives import draw
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.contracts.models import Code, PanelMember, Remark, SatisfactionPanel, Sheet, SurveyAnswer
from tendering.contracts.queries.panel_people import candidates
from tendering.contracts.queries.satisfaction import counts_of, progress, verdict
from tendering.contracts.rules import codes as code_rules
from tendering.contracts.rules.satisfaction import Tally
from tendering.contracts.services.satisfaction import answering, codes, measuring, panels
from tendering.contracts.services.satisfaction.answering import Answers
from tests.factories import accounts, places, satisfaction
from tests.factories.satisfaction import Judges

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]
SAID = Answers(answer="satisfied", awareness="heard")


@pytest.fixture
def judges() -> Judges:
    """An accepted contract with 140 beneficiaries: at least 14 answers."""
    return Judges.of()


def first(panel: SatisfactionPanel) -> PanelMember:
    """The member on the first seat."""
    return panel.members.select_related("panel", "user", "code").get(seat=1)


def test_the_least_sample_comes_from_the_beneficiaries(judges: Judges) -> None:
    """A tenth of 140; the bar as whole numbers."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    assert (panel.minimum, panel.bar_numerator, panel.bar_denominator) == (14, 4, 5)


@pytest.mark.parametrize("who", ["committee", "provider", "street"])
def test_the_community_alone_names_the_panel(judges: Judges, who: str) -> None:
    """Neither committee nor contractor nor street."""
    with pytest.raises(RoleMissing):
        panels.create_panel(contract=judges.contract, by=getattr(judges, who), now=clock.now())


def test_an_unaccepted_project_is_not_judged() -> None:
    """Acceptance first."""
    early = Judges.of(state="implementing")
    with pytest.raises(panels.NotMeasurable):
        panels.create_panel(contract=early.contract, by=early.community, now=clock.now())


def test_one_measurement_at_a_time(judges: Judges) -> None:
    """By the service and by the database."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    with pytest.raises(panels.NotMeasurable):
        panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    panel.pk, panel.round, panel.number = None, 2, "MY-2026-9999"
    with pytest.raises(IntegrityError), transaction.atomic():
        panel.save(force_insert=True)


def test_officers_and_the_contractors_people_do_not_judge(judges: Judges) -> None:
    """Not by name, not by phone, not by lot."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    community = judges.contract.demand.community
    for officer in (judges.committee, judges.provider, judges.community):
        resident = accounts.membership(Role.RESIDENT, community, who=officer.user)
        assert resident not in candidates(judges.contract)
        with pytest.raises(panels.Conflicted):
            panels.seat_residents(panel=panel, by=judges.community, residents=[resident], now=clock.now())
    judges.provider.user.phone, judges.provider.user.phone_verified = "+8613800000077", True
    judges.provider.user.save()
    enter: dict[str, Any] = {"panel": panel, "by": judges.community, "is_representative": False, "now": clock.now()}
    with pytest.raises(panels.Conflicted):
        panels.add_resident(name="某人", phone="138 0000 0077", **enter)
    judges.provider.user.phone_verified = False
    judges.provider.user.save()
    member = panels.add_resident(name="某人", phone="138 0000 0077", **enter)
    assert (member.user, member.phone) == (None, "+8613800000077"), "typed into a profile it keeps nobody away"


def test_residents_of_another_community_do_not_judge(judges: Judges) -> None:
    """Strictly the people concerned."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    stranger = accounts.membership(Role.RESIDENT, places.community())
    with pytest.raises(InvalidInput, match="not_resident"):
        panels.seat_residents(panel=panel, by=judges.community, residents=[stranger], now=clock.now())


def test_nobody_sits_twice(judges: Judges) -> None:
    """By account and by phone."""
    panel = satisfaction.panel_of(judges, 1)
    member = first(panel)
    again = accounts.membership(Role.RESIDENT_REPRESENTATIVE, judges.contract.demand.community, who=member.user)
    with pytest.raises(panels.SeatedAlready):
        panels.seat_residents(panel=panel, by=judges.community, residents=[again], now=clock.now())
    enter: dict[str, Any] = {"panel": panel, "by": judges.community, "phone": "13800000088", "now": clock.now()}
    panels.add_resident(name="李四", is_representative=True, **enter)
    with pytest.raises(panels.SeatedAlready):
        panels.add_resident(name="王五", is_representative=False, **enter)


def test_anybody_can_repeat_the_draw(judges: Judges) -> None:
    """Committed seed, frozen list, a beacon nobody knew; and it is drawn once."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    satisfaction.residents(judges.contract.demand.community, 30)
    found = candidates(judges.contract)
    drawn = panels.draw_members(panel=panel, by=judges.community, count=14, now=clock.now())
    panel.refresh_from_db()
    seed = bytes(panel.draw_seed)
    assert draw.opens(seed, panel.draw_commitment)
    order = draw.shuffle(seed, [str(row.pk) for row in found], beacon=panel.draw_beacon.encode())
    expected = {int(key) for key in order[:14]}
    assert {row.pk for row in found if row.user_id in {member.user_id for member in drawn}} == expected
    with pytest.raises(Refusal, match="drawn_already"):
        panels.draw_members(panel=panel, by=judges.community, count=2, now=clock.now())
    with pytest.raises(Refusal, match="drawn_stays"):
        panels.unseat(member=drawn[0], by=judges.community)


def test_a_panel_smaller_than_the_least_sample_does_not_open(judges: Judges) -> None:
    """It could never reach it."""
    panel = satisfaction.panel_of(judges, 13)
    with pytest.raises(InvalidInput, match="panel_too_small"):
        measuring.open_panel(panel=panel, by=judges.community, now=clock.now())


def test_no_code_stands_in_clear_anywhere(judges: Judges) -> None:
    """Not in the table, not in the outbox, not in the log; only on its way."""
    panel = satisfaction.opened(judges, 14)
    assert set(Code.objects.values_list("digest", flat=True)) == {""}
    waiting = satisfaction.waiting_codes()
    with satisfaction.letterbox() as sent:
        assert all(codes.send_code(code_id=pk, now=clock.now()) for pk in waiting)
    digits = [satisfaction.digits_in(message.text) for message in sent]
    assert len({*digits}) == 14
    stored = str(list(Code.objects.values())) + str(list(Message.objects.values())) + str(list(Entry.objects.values()))
    assert [each for each in digits if each in stored or code_rules.grouped(each) in stored] == []
    assert progress(panel).undelivered == 0


def test_a_code_goes_to_no_e_mail_that_nobody_proved(judges: Judges) -> None:
    """Somebody typed it: the code is printed by the committee instead."""
    panel = satisfaction.panel_of(judges)
    home = judges.contract.demand.community
    typed = accounts.membership(Role.RESIDENT, home)
    panels.seat_residents(panel=panel, by=judges.community, residents=[typed], now=clock.now())
    panel = measuring.open_panel(panel=panel, by=judges.community, now=clock.now())
    found = dict(panel.members.values_list("user", "code__channel"))
    assert found.pop(typed.user_id) == Code.Channel.PAPER
    assert set(found.values()) == {Code.Channel.EMAIL}


def test_a_second_delivery_makes_the_first_code_worthless(judges: Judges) -> None:
    """Whatever the network repeats, one code is good."""
    panel = satisfaction.opened(judges)
    member = first(panel)
    old = satisfaction.code_of(member)
    new = satisfaction.code_of(member)
    with pytest.raises(codes.CodeWrong):
        codes.admit(panel=panel, text=old, address="10.0.0.1")
    assert codes.admit(panel=panel, text=new, address="10.0.0.1") == member.code


def test_slips_are_printed_by_the_committee_alone(judges: Judges) -> None:
    """The community that ran the project never holds a code."""
    panel = satisfaction.opened(judges, 14, on_paper=2)
    for by in (judges.community, judges.provider, judges.street):
        with pytest.raises(RoleMissing):
            codes.print_slips(panel=panel, by=by, now=clock.now())
    slips = codes.print_slips(panel=panel, by=judges.committee, now=clock.now())
    assert [slip.member.name for slip in slips] == ["钱0", "钱1"]
    assert (
        codes.admit(panel=panel, text=code_rules.grouped(slips[0].digits), address="10.0.0.1").member == slips[0].member
    )
    assert not codes.send_code(code_id=slips[0].member.code.pk, now=clock.now())


def test_a_lost_code_is_replaced_until_it_was_used(judges: Judges) -> None:
    """By the community over the same channel; on paper by the committee."""
    panel = satisfaction.opened(judges)
    member = first(panel)
    lost = satisfaction.code_of(member)
    codes.send_again(member=member, by=judges.community, now=clock.now())
    with pytest.raises(codes.CodeWrong):
        codes.admit(panel=panel, text=lost, address="10.0.0.1")
    with pytest.raises(RoleMissing):
        codes.send_again(member=member, by=judges.community, now=clock.now(), on_paper=True)
    codes.send_again(member=member, by=judges.committee, now=clock.now(), on_paper=True)
    assert [slip.member for slip in codes.print_slips(panel=panel, by=judges.committee, now=clock.now())] == [member]
    member.refresh_from_db()
    answered = panel.members.select_related("panel", "user", "code").get(seat=2)
    satisfaction.answered(answered)
    with pytest.raises(codes.CodeUsed):
        codes.send_again(member=answered, by=judges.community, now=clock.now())


def test_a_slip_that_was_handed_out_stays_good_while_another_is_replaced(judges: Judges) -> None:
    panel = satisfaction.opened(judges, 14, on_paper=2)
    kept, lost = codes.print_slips(panel=panel, by=judges.committee, now=clock.now())
    codes.send_again(member=lost.member, by=judges.committee, now=clock.now(), on_paper=True)
    (again,) = codes.print_slips(panel=panel, by=judges.committee, now=clock.now())
    assert again.member == lost.member
    assert codes.admit(panel=panel, text=kept.digits, address="10.0.0.1").member == kept.member
    with pytest.raises(codes.CodeWrong):
        codes.admit(panel=panel, text=lost.digits, address="10.0.0.1")


def test_the_community_makes_no_printed_slip_worthless(judges: Judges) -> None:
    """It ran the project: who votes on paper keeps the vote until the committee replaces the slip."""
    panel = satisfaction.opened(judges, 14, on_paper=1)
    (slip,) = codes.print_slips(panel=panel, by=judges.committee, now=clock.now())
    with pytest.raises(RoleMissing):
        codes.send_again(member=slip.member, by=judges.community, now=clock.now())
    assert codes.admit(panel=panel, text=slip.digits, address="10.0.0.1").member == slip.member


def test_a_code_is_good_once(judges: Judges) -> None:
    """The second answer is refused and nothing is written."""
    panel = satisfaction.opened(judges)
    text = satisfaction.code_of(first(panel))
    code = codes.admit(panel=panel, text=text, address="10.0.0.1")
    answering.answer(code=code, values=SAID)
    with pytest.raises(codes.CodeUsed):
        answering.answer(code=code, values=SAID)
    with pytest.raises(codes.CodeUsed):
        codes.admit(panel=panel, text=text, address="10.0.0.1")
    assert Sheet.objects.count() == 1


def test_a_used_code_stays_used_and_a_sheet_stays_as_it_is(judges: Judges) -> None:
    """The database refuses, whoever asks."""
    panel = satisfaction.opened(judges)
    satisfaction.answered(first(panel), remark="灯有时候不亮")
    for act in (
        lambda: Code.objects.filter(is_used=True).update(is_used=False),
        lambda: Code.objects.filter(is_used=True).delete(),
        lambda: Sheet.objects.update(answer="very_satisfied"),
        lambda: Sheet.objects.all().delete(),
        lambda: Remark.objects.update(text="很好"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_verdict_is_final(judges: Judges) -> None:
    """Neither its counts nor its state nor the bar it was held against."""
    panel = satisfaction.judged(judges, 11, 14)
    for change in ({"satisfied": 14}, {"state": "passed"}, {"bar_numerator": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SatisfactionPanel.objects.filter(pk=panel.pk).update(**change)


@pytest.mark.requirement("R50")
@pytest.mark.parametrize(("satisfied", "answers", "state"), [(11, 15, "passed"), (12, 15, "below")])
def test_the_database_knows_the_bar(judges: Judges, satisfied: int, answers: int, state: str) -> None:
    """Strictly below is below, the bar itself passes; no code writes it otherwise."""
    panel = satisfaction.opened(judges)
    with pytest.raises(IntegrityError), transaction.atomic():
        SatisfactionPanel.objects.filter(pk=panel.pk).update(
            state=state, satisfied=satisfied, answers=answers, closed_at=clock.now()
        )


def test_no_row_tells_who_answered_what(judges: Judges) -> None:
    """No time, no seat, no key that grows; the log says that somebody answered."""
    panel = satisfaction.opened(judges)
    receipt = satisfaction.answered(first(panel), "dissatisfied", remark="我是张三丰,13812341234,灯不亮")
    assert {field.name for field in Sheet._meta.get_fields()} == {
        "id", "panel", "answer", "awareness", "receipt_digest",
    }  # fmt: skip
    assert {field.name for field in Code._meta.get_fields()} == {
        "id", "member", "channel", "digest", "issued_at", "delivered_at", "is_used",
    }  # fmt: skip
    entry = Entry.objects.get(act="contracts.satisfaction.answered")
    assert "dissatisfied" not in entry.body
    assert entry.role == ""
    assert entry.model == "contracts.satisfactionpanel"
    assert receipt.number.rpartition("-")[2] not in str(list(Sheet.objects.values()))
    assert Remark.objects.get().text == receipt.remark == "我是张三丰,***,灯不亮"


def test_what_residents_say_loses_the_panels_names(judges: Judges) -> None:
    """Names of members are taken out before the community reads it."""
    panel = satisfaction.opened(judges)
    other = panel.members.get(seat=2)
    receipt = satisfaction.answered(first(panel), remark=f"{other.name}也说灯不亮")
    assert receipt.remark == "某居民也说灯不亮"
    remark = Remark.objects.get()
    with pytest.raises(RoleMissing):
        answering.answer_remark(remark=remark, by=judges.provider, text="已换", now=clock.now())
    answering.answer_remark(remark=remark, by=judges.community, text="已请施工方更换", now=clock.now())
    with pytest.raises(Refusal, match="remark_answered"):
        answering.answer_remark(remark=remark, by=judges.community, text="再答", now=clock.now())


def test_a_receipt_shows_that_the_sheet_was_counted_and_nothing_else(judges: Judges) -> None:
    """However it is typed; another panel's receipt is none."""
    panel = satisfaction.opened(judges)
    receipt = satisfaction.answered(first(panel))
    assert answering.is_counted(panel=panel, receipt=f" {receipt.number.lower()} ")
    assert not answering.is_counted(panel=panel, receipt="MY-2026-0001-XXXX-2222")
    assert not answering.is_counted(panel=panel, receipt="")


def test_wrong_codes_are_limited_by_address(judges: Judges) -> None:
    """Five in a quarter of an hour, then the right one is refused too; elsewhere and later it is taken."""
    panel = satisfaction.opened(judges)
    text = satisfaction.code_of(first(panel))
    for number in range(codes.BY_ADDRESS):
        with pytest.raises(codes.CodeWrong):
            codes.admit(panel=panel, text=f"{number:010d}", address="10.0.0.1")
    with pytest.raises(codes.TooManyAttempts):
        codes.admit(panel=panel, text=text, address="10.0.0.1")
    assert codes.admit(panel=panel, text=text, address="10.0.0.2")
    with clock.shifted(codes.ADDRESS_WINDOW + timedelta(seconds=1)):
        assert codes.admit(panel=panel, text=text, address="10.0.0.1")
    with clock.shifted(timedelta(days=1, seconds=1)):
        assert codes.forget_attempts(now=clock.now()) == codes.BY_ADDRESS


def test_strangers_do_not_keep_the_members_out(judges: Judges) -> None:
    """A hundred wrong codes from anywhere; a connection that chooses its addresses is counted as one."""
    panel = satisfaction.opened(judges)
    text = satisfaction.code_of(first(panel))
    told = []
    for number in range(20):
        for address in (f"10.0.1.{number}", f"2001:db8:0:1::{number:x}"):
            try:
                codes.admit(panel=panel, text="0", address=address)
            except Refusal as refusal:
                told.append((address[:4], type(refusal).__name__))
    assert told.count(("10.0", "CodeWrong")) == 20
    assert told.count(("2001", "CodeWrong")) == codes.BY_ADDRESS
    assert told.count(("2001", "TooManyAttempts")) == 20 - codes.BY_ADDRESS
    with pytest.raises(codes.TooManyAttempts):
        codes.admit(panel=panel, text=text, address="2001:db8:0:1:ffff::1")
    for address in ("10.0.2.1", "2001:db8:0:2::1"):
        assert codes.admit(panel=panel, text=text, address=address)


def test_replaced_digits_answer_nothing_although_they_were_admitted(judges: Judges) -> None:
    panel = satisfaction.opened(judges)
    member = first(panel)
    stolen = codes.admit(panel=panel, text=satisfaction.code_of(member), address="10.0.0.1")
    codes.send_again(member=member, by=judges.community, now=clock.now())
    with pytest.raises(codes.CodeWrong):
        answering.answer(code=stolen, values=SAID)
    fresh = codes.admit(panel=panel, text=satisfaction.code_of(first(panel)), address="10.0.0.2")
    with pytest.raises(codes.CodeWrong):
        answering.answer(code=stolen, values=SAID)
    assert answering.answer(code=fresh, values=SAID)


def test_answers_end_with_the_period(judges: Judges) -> None:
    """By the database's clock, to the millisecond."""
    panel = satisfaction.opened(judges)
    text, late = satisfaction.code_of(first(panel)), satisfaction.code_of(panel.members.get(seat=2))
    assert panel.ends_at is not None
    code = codes.admit(panel=panel, text=late, address="10.0.0.2")
    with clock.frozen(panel.ends_at - timedelta(milliseconds=1)):
        answering.answer(code=codes.admit(panel=panel, text=text, address="10.0.0.1"), values=SAID)
    with clock.frozen(panel.ends_at):
        with pytest.raises(codes.NotOpen):
            answering.answer(code=code, values=SAID)
        with pytest.raises(codes.NotOpen):
            codes.admit(panel=panel, text=late, address="10.0.0.1")


@pytest.mark.parametrize("wrong", [{"answer": "fine"}, {"answer": ""}, {"awareness": "maybe"}])
def test_only_the_answers_offered_are_taken(judges: Judges, wrong: dict[str, str]) -> None:
    """And the code stays good."""
    panel = satisfaction.opened(judges)
    code = codes.admit(panel=panel, text=satisfaction.code_of(first(panel)), address="10.0.0.1")
    with pytest.raises(InvalidInput):
        answering.answer(code=code, values=Answers(**({"answer": "satisfied", "awareness": "knows"} | wrong)))
    code.refresh_from_db()
    assert not code.is_used


def test_it_closes_when_everybody_has_answered_or_the_period_is_over(judges: Judges) -> None:
    """Not before."""
    panel = satisfaction.opened(judges, 15)
    members = list(panel.members.select_related("panel", "user").order_by("seat"))
    for member in members[:14]:
        satisfaction.answered(member)
    with pytest.raises(measuring.StillRunning):
        measuring.close_panel(panel=panel)
    satisfaction.answered(members[14])
    assert measuring.close_panel(panel=panel).state == "passed"
    judges.contract.demand.refresh_from_db()
    assert judges.contract.demand.state == "evaluated"
    assert verdict(judges.contract).passed


def test_too_small_a_sample_extends_once_and_then_waits_for_the_committee(judges: Judges) -> None:
    """Five working days more; then the committee certifies without having seen the rate."""
    panel = satisfaction.opened(judges)
    satisfaction.answered(first(panel))
    assert panel.ends_at is not None
    with clock.frozen(panel.ends_at):
        panel = measuring.close_panel(panel=panel)
    assert (panel.state, panel.was_extended) == ("open", True)
    assert panel.ends_at is not None
    with clock.frozen(panel.ends_at):
        panel = measuring.close_panel(panel=panel)
        assert panel.state == "small_sample"
        assert panel.answers is None
        assert verdict(judges.contract).passed is None
        for by in (judges.community, judges.provider, judges.street):
            with pytest.raises(RoleMissing):
                measuring.certify(panel=panel, by=by, reason="住户外出")
        panel = measuring.certify(panel=panel, by=judges.committee, reason="住户多外出务工")
    assert (panel.state, panel.result) == ("passed", Tally(1, 1))
    assert panel.certified_by_id == judges.committee.user_id


def test_nothing_is_made_of_nothing(judges: Judges) -> None:
    """An empty sample is not certified; it is void, and a new panel is named."""
    panel = satisfaction.opened(judges)
    for _period in range(2):
        assert panel.ends_at is not None
        with clock.frozen(panel.ends_at):
            panel = measuring.close_panel(panel=panel)
    assert panel.state == "small_sample"
    with pytest.raises(Refusal, match="no_answers"):
        measuring.certify(panel=panel, by=judges.committee, reason="无人作答")
    assert measuring.reject_sample(panel=panel, by=judges.committee, reason="无人作答").state == "void"
    again = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    assert again.round == 2


def test_an_open_panel_is_not_thrown_away(judges: Judges) -> None:
    """Whoever does not like what comes in cannot begin anew."""
    panel = satisfaction.opened(judges)
    with pytest.raises(panels.PanelClosed):
        measuring.discard_panel(panel=panel, by=judges.community, reason="重来")


def test_with_the_verdict_the_threads_are_cut(judges: Judges) -> None:
    """All code rows are rewritten in one stroke; the survey forgets who took part."""
    panel = satisfaction.opened(judges)
    resident = accounts.membership(Role.RESIDENT, judges.contract.demand.community)
    answering.answer_survey(panel=panel, values=SAID, user=resident.user, membership=resident)
    for member in panel.members.select_related("panel", "user"):
        satisfaction.answered(member)
    panel = measuring.close_panel(panel=panel)
    assert set(Code.objects.filter(member__panel=panel).values_list("digest", flat=True)) == {""}
    assert panel.survey.participations.count() == 0


@pytest.mark.requirement("R23")
def test_the_open_survey_stands_beside_the_panel(judges: Judges) -> None:
    """However loud it is, the rate is the panel's; residents and others are shown apart, once each."""
    panel = satisfaction.opened(judges)
    resident = accounts.membership(Role.RESIDENT, judges.contract.demand.community)
    bad = Answers(answer="very_dissatisfied", awareness="unaware")
    ask: dict[str, Any] = {"panel": panel, "values": bad}
    answering.answer_survey(user=resident.user, membership=resident, **ask)
    with pytest.raises(answering.AnsweredAlready):
        answering.answer_survey(user=resident.user, membership=resident, **ask)
    for _person in range(3):
        answering.answer_survey(user=accounts.user(), membership=None, **ask)
    with pytest.raises(panels.Conflicted):
        answering.answer_survey(user=judges.provider.user, membership=judges.provider, **ask)
    for member in panel.members.select_related("panel", "user"):
        satisfaction.answered(member)
    panel = measuring.close_panel(panel=panel)
    counts = counts_of(panel)
    assert (panel.state, panel.result) == ("passed", Tally(14, 14))
    assert (counts.residents, counts.others) == (Tally(0, 1), Tally(0, 3))
    assert SurveyAnswer.objects.count() == 4
    with pytest.raises(codes.NotOpen):
        answering.answer_survey(user=accounts.user(), membership=None, **ask)


@pytest.mark.requirement("R50")
def test_eleven_of_fourteen_is_rectified(judges: Judges) -> None:
    """78.5 %: an order with a due day, points off, no last payment."""
    panel = satisfaction.judged(judges, 11, 14)
    judges.contract.demand.refresh_from_db()
    found = verdict(judges.contract)
    assert (panel.state, judges.contract.demand.state) == ("below", "rectifying")
    assert (found.percent, found.passed, found.rectification_open) == (Decimal("78.5"), False, True)
    assert panel.rectification.state == "issued"
    event = CreditEvent.objects.get(provider=judges.contract.provider, kind="low_satisfaction")
    assert event.points == -10
