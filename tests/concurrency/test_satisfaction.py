"""Answers at the same instant: a code is good once, the verdict misses no sheet, guessing stays limited."""

from __future__ import annotations

from functools import partial

import pytest

from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.contracts.models import Code, CodeAttempt, SatisfactionPanel, Sheet
from tendering.contracts.services import rectification as mending
from tendering.contracts.services.satisfaction import answering, codes, measuring, panels
from tendering.contracts.services.satisfaction.answering import Answers
from tests.concurrency.racing import race
from tests.factories import satisfaction
from tests.factories.satisfaction import Judges

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R49")]
SAID = Answers(answer="satisfied", awareness="knows")


def code_of(panel: SatisfactionPanel, seat: int = 1) -> Code:
    """A member's code, typed right."""
    member = panel.members.select_related("panel", "user", "code").get(seat=seat)
    return codes.admit(panel=panel, text=satisfaction.code_of(member), address=f"10.0.0.{seat}")


def test_a_code_is_good_once_however_often_it_is_sent() -> None:
    panel = satisfaction.opened(Judges.of(beneficiaries=10), 3)
    act = partial(answering.answer, code=code_of(panel), values=SAID)
    assert race([act] * 8) == {"done": 1, "CodeUsed": 7}
    assert Sheet.objects.count() == 1


def test_the_verdict_misses_no_sheet() -> None:
    """Whoever answers while it closes is either counted or told that it is over."""
    panel = satisfaction.opened(Judges.of(beneficiaries=10), 6)
    given = [code_of(panel, seat) for seat in range(1, 7)]
    for code in given[:2]:
        answering.answer(code=code, values=SAID)
    assert panel.ends_at is not None
    close = partial(measuring.close_panel, panel=panel)
    # The period is over for the closing alone: the answers' clock stands a moment before its end.
    SatisfactionPanel.objects.filter(pk=panel.pk).update(was_extended=True)

    def end() -> None:
        SatisfactionPanel.objects.filter(pk=panel.pk).update(ends_at=clock.now())
        close()

    race([*(partial(answering.answer, code=code, values=SAID) for code in given[2:]), end])
    panel.refresh_from_db()
    assert panel.state == "passed"
    assert panel.answers == Sheet.objects.count() == Code.objects.filter(is_used=True).count()


def test_one_verdict_however_often_the_clock_rings() -> None:
    judges = Judges.of(beneficiaries=10)
    panel = satisfaction.opened(judges, 2)
    for seat in (1, 2):
        answering.answer(code=code_of(panel, seat), values=Answers(answer="neutral", awareness="knows"))
    assert race([partial(measuring.close_panel, panel=panel)] * 6) == {"done": 1, "PanelClosed": 5}
    assert judges.contract.rectifications.count() == 1


def test_one_measurement_is_begun() -> None:
    judges = Judges.of()
    begin = partial(panels.create_panel, contract=judges.contract, by=judges.community, now=clock.now())
    assert race([begin] * 6) == {"done": 1, "NotMeasurable": 5}


def test_guesses_at_the_same_instant_are_all_counted() -> None:
    panel = satisfaction.opened(Judges.of(beneficiaries=10), 3)
    guess = partial(codes.admit, panel=panel, text="1234567890", address="10.0.0.1")
    assert race([guess] * 12) == {"CodeWrong": codes.BY_ADDRESS, "TooManyAttempts": 12 - codes.BY_ADDRESS}
    assert CodeAttempt.objects.count() == codes.BY_ADDRESS


def test_a_person_answers_the_open_survey_once() -> None:
    judges = Judges.of(beneficiaries=10)
    panel = satisfaction.opened(judges, 3)
    resident = satisfaction.residents(judges.contract.demand.community, 1)[0]
    ask = partial(answering.answer_survey, panel=panel, values=SAID, user=resident.user, membership=resident)
    assert race([ask] * 6) == {"done": 1, "AnsweredAlready": 5}


def test_an_order_is_decided_once() -> None:
    """Of agreeing and returning at the same instant one is done."""
    judges = Judges.of(beneficiaries=10)
    row = satisfaction.judged(judges, 0, 1).rectification
    mending.submit_plan(rectification=row, by=judges.provider, text="更换")
    acts = [
        partial(mending.agree_plan, rectification=row, by=judges.community),
        partial(mending.return_plan, rectification=row, by=judges.community, reason="再改"),
    ]
    assert race(acts * 3)["done"] == 1
    with pytest.raises(Refusal):
        mending.check(rectification=row, by=judges.community)
