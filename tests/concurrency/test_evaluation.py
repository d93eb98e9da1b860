"""Members who act at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from tendering.evaluation.models import RankingRow
from tendering.evaluation.queries import ranking as result
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.states import State
from tendering.evaluation.services import members, ranking, reporting
from tests.concurrency.racing import race
from tests.factories import demands, evaluation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R39")]


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    demands.rules()


def test_the_last_declarations_together_start_the_evaluation() -> None:
    with transaction.atomic():
        jury = evaluation.convened()
    declare = partial(members.declare, panel=jury.panel, statements=list(Relation))
    assert race([partial(declare, by=judge) for judge in jury.judges()]) == {"done": 3}
    assert jury.fresh().state == State.SCORING


def test_the_last_sheets_signed_together_are_noticed() -> None:
    with transaction.atomic():
        jury = evaluation.declared()
    assert race([partial(evaluation.sign, jury, judge) for judge in jury.judges()]) == {"done": 3}
    assert jury.fresh().sheets_signed_at is not None


def test_the_bids_are_ranked_once() -> None:
    with transaction.atomic():
        jury = evaluation.scored()
    assert race([partial(ranking.rank, panel=jury.panel, by=judge) for judge in jury.judges()]) == {
        "done": 1,
        "Refusal": 2,
    }
    assert RankingRow.objects.filter(tender=jury.tender).count() == 3


def test_the_last_signatures_together_make_the_report_final() -> None:
    with transaction.atomic():
        jury = evaluation.ranked()
    sign = partial(reporting.sign_report, panel=jury.panel)
    assert race([partial(sign, by=judge) for judge in jury.judges()]) == {"done": 3}
    assert len(result(jury.tender)) == 3
