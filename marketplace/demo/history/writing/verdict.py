"""What residents said: named panel, used codes, answers that nobody can trace; mending and a second round."""

from __future__ import annotations

import random
import secrets
from fractions import Fraction
from typing import Any

from marketplace.demo.history.draft import Draft
from marketplace.demo.history.timeline import Measuring, Mending
from marketplace.demo.history.writing import contract as contract_rows
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.demo.names import names
from marketplace.primitives import draw
from tendering.contracts.models import (
    AnswerChoice,
    Awareness,
    Code,
    ContractNotice,
    PanelMember,
    Rectification,
    SatisfactionPanel,
    SatisfactionSurvey,
    Sheet,
)
from tendering.contracts.rules.satisfaction import Tally, minimum_sample
from tendering.contracts.rules.satisfaction_states import PanelState, RectificationState

SATISFIED = (AnswerChoice.VERY_SATISFIED, AnswerChoice.SATISFIED, AnswerChoice.SATISFIED)
OTHERS = (AnswerChoice.NEUTRAL, AnswerChoice.NEUTRAL, AnswerChoice.DISSATISFIED, AnswerChoice.VERY_DISSATISFIED)
AWARE = (Awareness.KNOWS, Awareness.KNOWS, Awareness.KNOWS, Awareness.HEARD, Awareness.UNAWARE)
MEND_PLAN = "逐条回应居民意见，调整服务时间并补齐缺项，一周内完成。"
MEND_REPORT = "已按整改方案完成，现场照片和居民回访记录齐全。"


def write(draft: Draft) -> None:
    """One measurement, or two with the mending between them."""
    plan, times = draft.blueprint, draft.times
    for number, (tally, measuring) in enumerate(zip(plan.tallies, times.measured, strict=True), start=1):
        is_last = number == len(plan.tallies)
        panel = _panel(draft, number, tally, measuring, PanelState.PASSED if is_last else PanelState.BELOW)
        _answers(draft, panel, tally, measuring)
        _tell(draft, panel, number, measuring)
        if times.mending is not None and not is_last:
            _mend(draft, panel, measuring, times.mending)


def _panel(draft: Draft, number: int, tally: Tally, measuring: Measuring, state: PanelState) -> SatisfactionPanel:
    rule, seed = draft.setting.rules.satisfaction, draw.new_seed()
    bar = Fraction(rule.bar)
    panel = SatisfactionPanel(
        contract=draft.contract,
        round=number,
        number=draft.numbers.panels[number - 1],
        state=state,
        rule_set=draft.setting.rule_set,
        bar_numerator=bar.numerator,
        bar_denominator=bar.denominator,
        minimum=minimum_sample(draft.blueprint.people, rule.minimum_sample),
        created_by=draft.town.author.user,
        created_at=measuring.created,
        draw_commitment=draw.commitment(seed),
        draw_seed=seed,
        opened_at=measuring.opened,
        ends_at=measuring.ends,
        closed_at=measuring.closed,
        satisfied=tally.satisfied,
        answers=tally.answers,
        version=4,
    )
    draft.rows.add(panel, SatisfactionSurvey(panel=panel, opened_at=measuring.opened))
    return panel


def _answers(draft: Draft, panel: SatisfactionPanel, tally: Tally, measuring: Measuring) -> None:
    """As many members as answers, each with a used code on paper; the sheets carry neither time nor seat."""
    dice = random.Random(f"{panel.number}")
    naming = names(skip=draft.blueprint.people * 31 + draft.town.place.pk * 7 + panel.round)
    choices = [dice.choice(SATISFIED) for _number in range(tally.satisfied)]
    choices += [dice.choice(OTHERS) for _number in range(tally.answers - tally.satisfied)]
    dice.shuffle(choices)
    for seat, choice in enumerate(choices, start=1):
        member = PanelMember(
            panel=panel,
            seat=seat,
            name=next(naming),
            capacity=PanelMember.Capacity.CONCERNED,
            confirmed_by=draft.town.author.user,
            confirmed_at=panel.created_at,
        )
        code = Code(
            member=member,
            channel=Code.Channel.PAPER,
            issued_at=measuring.opened,
            delivered_at=measuring.opened,
            is_used=True,
        )
        sheet = Sheet(panel=panel, answer=choice, awareness=dice.choice(AWARE), receipt_digest=secrets.token_hex(32))
        draft.rows.add(member, code, sheet)


def _mend(draft: Draft, panel: SatisfactionPanel, measuring: Measuring, mending: Mending) -> None:
    row = Rectification(
        contract=draft.contract,
        panel=panel,
        state=RectificationState.CLOSED,
        issued_at=measuring.closed,
        due_at=mending.due,
        plan=MEND_PLAN,
        planned_at=mending.planned,
        report=MEND_REPORT,
        reported_at=mending.reported,
        checked_by=draft.town.approver.user,
        checked_at=mending.checked,
        closed_at=draft.times.measured[-1].closed,
        version=6,
    )
    draft.rows.add(row)
    signer, about = draft.blueprint.signer, [draft.contract, draft.demand]
    steps: list[tuple[str, Any, Any, dict[str, Any]]] = [
        ("ordered", measuring.closed, None, {"satisfied": panel.satisfied, "answers": panel.answers}),
        ("plan", mending.planned, signer, {"to": "plan_submitted"}),
        ("report", mending.reported, signer, {"to": "reported"}),
        ("check", mending.checked, draft.town.approver, {"to": "remeasuring"}),
        ("close", row.closed_at, None, {"to": "closed"}),
    ]
    for act, at, by, parameters in steps:
        draft.note(f"contracts.rectification.{act}", at, row, by=by, parameters=parameters, about=about)


def _tell(draft: Draft, panel: SatisfactionPanel, number: int, measuring: Measuring) -> None:
    about, author = [draft.contract, draft.demand], draft.town.author
    created = {"round": number, "minimum": panel.minimum, "commitment": panel.draw_commitment}
    opened = {"count": panel.answers, "on_paper": panel.answers, "until": str(measuring.ends)}
    counted = {"satisfied": panel.satisfied, "answers": panel.answers}
    for act, at, by, parameters in (
        ("created", measuring.created, author, created),
        ("opened", measuring.opened, author, opened),
        (str(panel.state), measuring.closed, None, counted),
    ):
        draft.note(f"contracts.satisfaction.{act}", at, panel, by=by, parameters=parameters, about=about)
    body = {"round": str(number), "satisfied": panel.satisfied, "answers": panel.answers, "state": panel.state}
    contract_rows.publish(draft, ContractNotice.Kind.VERDICT, body, measuring.closed)
    if number == 1:
        target = "evaluated" if panel.state == PanelState.PASSED else "rectifying"
        demand_rows.advance(draft, "measure", measuring.closed, None, "accepted", target)
    else:
        demand_rows.advance(draft, "remeasure", measuring.closed, None, "rectifying", "evaluated")
