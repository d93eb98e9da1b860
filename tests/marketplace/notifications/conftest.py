"""Two kinds of messages, and an outbox that delivers at once."""

import pytest
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.notifications import kinds, services
from marketplace.notifications.kinds import Kind
from marketplace.notifications.models import Notification
from marketplace.notifications.rules import Channel
from marketplace.outbox.services import sweep

RETURNED = "tests.returned"
QUIET = "tests.quiet"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(
        {
            RETURNED: Kind(
                title="Returned: %(title)s",
                body="%(amount)s, due %(due)s",
                channels=frozenset({Channel.EMAIL, Channel.SMS}),
            ),
            QUIET: Kind(
                title="Quiet", body="Read it some day.", roles=("street",), channels=frozenset(), area="Streets"
            ),
        }
    )


def tell(*people: User, kind: str = RETURNED, title: str = "楼道照明", url: str = "/demands/1/") -> None:
    """What another app's service does inside its transaction."""
    with transaction.atomic():
        services.notify(
            kind=kind,
            recipients=[person.pk for person in people],
            url=url,
            parameters={"title": title, "amount": "50000.00", "due": "2026-11-27"},
        )


def run() -> None:
    """The worker: inboxes first, then the channels they asked for."""
    while sweep():
        pass


def received(user: User) -> list[Notification]:
    return list(Notification.objects.filter(recipient=user).order_by("pk"))
