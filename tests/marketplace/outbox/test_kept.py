"""Messages that no operator discards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from marketplace.outbox import registry, services
from tests.factories import accounts
from tests.marketplace.outbox.conftest import Desk


@pytest.mark.django_db
def test_what_an_office_decided_is_tried_again_and_never_discarded(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = accounts.membership("operator")
    with transaction.atomic():
        message = services.publish(topic="tests.letter", payload={})
    accounts.signed_in(client, operator)
    url = f"/outbox/{message.pk}/"
    assert f"{url}discard/" in client.get(url).content.decode()
    monkeypatch.setitem(registry._handlers, "tests.letter", replace(registry.handler("tests.letter"), keeps=True))
    assert f"{url}discard/" not in client.get(url).content.decode()
    assert client.post(f"{url}discard/", {"reason": "不再需要"}).status_code == 409
    with pytest.raises(services.Kept):
        services.discard(message=message, by=operator, reason="不再需要")
    services.retry(message=message, by=operator)
    assert services.sweep() == 1
    assert len(desk.got) == 1


def test_openings_the_logs_head_and_warnings_are_kept() -> None:
    kept = {topic for topic in registry._handlers if registry.keeps(topic)}
    assert kept == {
        "accounts.entry_changed",
        "audit.checkpoint",
        "bids.open",
        "bids.open_round",
        "catalog.entry_left_force",
    }
