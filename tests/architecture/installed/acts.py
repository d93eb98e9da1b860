"""What `handing_in` does: a bid with the canaries is handed in and delivered.

Then it waits for names of leaks on its input, and plants them. Nothing is closed meanwhile or at the end, so that what
was written stays where it was written first.
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import datetime
from typing import Any

from django.test import Client

from marketplace import clock
from marketplace.outbox.broker import DELIVER, producer
from marketplace.primitives.calendar import SHANGHAI
from tests.architecture import test_canary as canary
from tests.factories import accounts, bids, tenders
from tests.factories.tenders import Office


def into_broker() -> None:
    """A task that carries what it should fetch."""
    told: Any = producer()
    told.send_task(DELIVER, args=[canary.PLAN], ignore_result=True, retry=False)


def into_log() -> None:
    """What somebody who looked for a mistake left behind."""
    logging.getLogger("tendering.bids").debug("price %s", canary.PRICE)


LEAKS = {"table": canary.into_table, "broker": into_broker, "log": into_log}


def main() -> None:
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        tender = tenders.announced(Office.of())
        canary.hand_in(accounts.signed_in(Client(), tenders.bidder(tenders.providers(1)[0])), tender.number)
        sys.stdout.write(f"{bids.deliver_all()}\n")
        sys.stdout.flush()
        for leak in sys.stdin.readline().split():
            LEAKS[leak]()
    os._exit(0)
