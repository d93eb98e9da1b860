"""Acts of the outbox: publish, deliver, sweep; an operator's retry and discard."""

from marketplace.outbox.services.delivery import deliver, prune, sweep
from marketplace.outbox.services.letters import Kept, NotWaiting, discard, retry
from marketplace.outbox.services.publishing import OutsideTransaction, publish, publish_all

__all__ = [
    "Kept",
    "NotWaiting",
    "OutsideTransaction",
    "deliver",
    "discard",
    "prune",
    "publish",
    "publish_all",
    "retry",
    "sweep",
]
