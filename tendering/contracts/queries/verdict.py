"""What the residents' panel said, as payments and the record of a closed contract ask it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tendering.contracts.models import Contract, Rectification, SatisfactionPanel
from tendering.contracts.queries.satisfaction import verdict
from tendering.contracts.rules.satisfaction_states import PanelState, RectificationState

_MENDED = (RectificationState.CLOSED, RectificationState.CLOSED_REDUCED)


def is_satisfied(contract: Contract) -> bool:
    """Whether residents judged this very contract well enough, or what they missed was mended, or settled (R50)."""
    return Contract.objects.filter(satisfied(OuterRef("pk")), pk=contract.pk).exists()


def satisfied(contract: OuterRef) -> Q:
    """The same as a condition on rows; `contract` is the way to their contract."""
    passed = SatisfactionPanel.objects.filter(contract=contract, state=PanelState.PASSED)
    return Q(Exists(passed)) | Q(Exists(Rectification.objects.filter(contract=contract, state__in=_MENDED)))


def answers_of(contract: Contract) -> tuple[int | None, int | None]:
    """Satisfied and all valid answers of the measurement that decided; nothing where none did."""
    tally = verdict(contract).tally
    return (tally.satisfied, tally.answers) if tally else (None, None)
