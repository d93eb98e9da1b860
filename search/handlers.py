"""Outbox topics this app handles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.outbox.registry import handles
from search.rules import Frequency
from search.services import following, keeping, noticing, sending, telling


def of_all(payloads: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What several messages are about."""
    return {"objects": [one for payload in payloads for one in payload["objects"]]}


# Whoever writes the index waits for whoever does: one worker takes what waits for it, the others do something else.
LANE = "search.index"


@handles(noticing.TOPIC, _("Changes to follow in the search index"), merge=of_all, lane=LANE)
def follow(payload: dict[str, Any], *, message_id: int) -> None:
    """Look again at what an act touched."""
    del message_id
    keeping.follow(noticing.touched(payload["objects"]))


@handles(keeping.UPDATE, _("Portion of the search index to bring up to date"), lane=LANE)
def update(payload: dict[str, Any], *, message_id: int) -> None:
    """Bring a portion of what one act touched in step."""
    del message_id
    keeping.update(payload["kind"], payload["keys"])


# The cluster is talked to: no lock is held meanwhile. Twice is harmless: it keeps the newest version.
@handles(keeping.SEND, _("Changes for the search cluster"), transactional=False, merge=of_all)
def send(payload: dict[str, Any], *, message_id: int) -> None:
    """Send the cluster what changed."""
    del message_id
    sending.send(noticing.grouped(payload["objects"]))


@handles(following.TELL, _("News of a saved search"))
def tell(payload: dict[str, Any], *, message_id: int) -> None:
    """Tell somebody of new hits of a saved search."""
    del message_id
    telling.tell(search_id=payload["search"], frequency=Frequency(payload["frequency"]))
