"""When a call was evaluated: a later stage knows it, this one asks (architecture 2, rule 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tendering.tenders.models import Tender


class EvaluatedAt(Protocol):
    """Asked of a call, and whether its result is public."""

    def __call__(self, tender: Tender, *, is_told: bool) -> datetime | None:
        """The moment; None before."""


_sources: list[EvaluatedAt] = []


def register(source: EvaluatedAt) -> None:
    """Let a later stage say it; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def evaluated_at(tender: Tender, *, is_told: bool) -> datetime | None:
    """The moment by which every page dates the evaluation."""
    return next((at for source in _sources if (at := source(tender, is_told=is_told)) is not None), None)
