"""What a community notes as published outside the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.primitives.refusal import InvalidInput
from tendering.contracts.models import ContractNotice
from tendering.contracts.services import publicity
from tests.factories import contracts
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R61")
def test_what_is_noted_as_published_elsewhere_is_public_and_of_a_known_channel(people: People) -> None:
    contract = contracts.drafted(people)
    notes: dict[str, Any] = {"by": people.worker, "text": "公示栏张贴"}
    kind, board = ContractNotice.Kind.CONTRACT, ContractNotice.Channel.NOTICE_BOARD
    with refused("contracts.not_public"):
        publicity.log_publication(contract=contract, kind=kind, channel=board, **notes)
    contracts.sign(contract, people.contractor)
    contracts.sign(contract, people.worker)
    for what, where, rule in (
        (kind, "pigeon", "demands.publicity.channel"),
        (kind, ContractNotice.Channel.PORTAL, "demands.publicity.channel"),
        ("rumour", board, "contracts.content_unknown"),
    ):
        with refused(rule, kind=InvalidInput):
            publicity.log_publication(contract=contract, kind=what, channel=where, **notes)
    with refused("demands.publicity.words_missing", kind=InvalidInput):
        publicity.log_publication(contract=contract, kind=kind, channel=board, **(notes | {"text": " "}))
    yesterday = clock.today() - timedelta(days=1)
    with refused("demands.publicity.period_past", kind=InvalidInput):
        publicity.log_publication(contract=contract, kind=kind, channel=board, until=yesterday, **notes)
    assert contract.notices.count() == 1, "the portal's own"
