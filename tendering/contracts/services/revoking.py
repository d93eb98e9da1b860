"""An award found wrong after both have signed, in a challenge or complaint (`awards.concluded`; Decree 94, art. 32)."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import Refusal
from tendering.awards.models import Award
from tendering.awards.rules.remedies import Performance
from tendering.contracts.models import Contract, Payment
from tendering.contracts.rules.states import LIVE_PAYMENT, RUNNING, MilestoneState, Rest
from tendering.contracts.services.ending import end_early
from tendering.contracts.services.states import locked


def performance(award: Award) -> Performance:
    """Whether work, or a payment, has begun under the contract of a concluded award."""
    contract = Contract.objects.get(award=award)
    asked = Payment.objects.filter(stage__contract=contract, state__in=sorted(LIVE_PAYMENT))
    worked = contract.milestones.exclude(state=MilestoneState.PLANNED)
    is_untouched = contract.state in RUNNING and not asked.exists() and not worked.exists()
    return Performance.NOT_BEGUN if is_untouched else Performance.BEGUN


def revoke(award: Award, *, by: Membership, reason: str) -> None:
    """End a contract that has not begun: nothing is owed, and the project is let anew. The call is locked.

    Raises:
        Refusal: ``contracts.begun``.
    """
    contract = locked(Contract.objects.get(award=award))
    if performance(award) is not Performance.NOT_BEGUN:
        raise Refusal("contracts.begun")
    end_early(contract, ZERO, by=by, reason=reason, rest=Rest.LET_ANEW)
