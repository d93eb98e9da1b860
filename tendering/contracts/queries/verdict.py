"""What the residents' panel said, as payments and the record of a closed contract ask it."""

from __future__ import annotations

from tendering.contracts.models import Contract
from tendering.contracts.queries.satisfaction import verdict


def answers_of(contract: Contract) -> tuple[int | None, int | None]:
    """Satisfied and all valid answers of the measurement that decided; nothing where none did."""
    tally = verdict(contract).tally
    return (tally.satisfied, tally.answers) if tally else (None, None)
