"""Who may lift the bar on bidders with one responsible person or controller: a later stage, which answers hints.

People share names: what the roster says is the same person may be two, and the district says so in writing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from tendering.bids.models import Bid, CollusionHint, HintKind

_lifted: list[Callable[[], QuerySet[CollusionHint]]] = []


def register(lifted: Callable[[], QuerySet[CollusionHint]]) -> None:
    """Let a later stage say which hints are explained or cleared; call it in `AppConfig.ready()`."""
    if lifted not in _lifted:
        _lifted.append(lifted)


def is_barred(bid: Bid) -> bool:
    """Whether the opening found one responsible person or controller behind this bid and a rival's (条例 18)."""
    rows = CollusionHint.objects.filter(tender=bid.tender_id, kind=HintKind.CONTROL, inputs__bid=bid)
    for lifted in _lifted:
        rows = rows.exclude(pk__in=lifted())
    return rows.exists()
