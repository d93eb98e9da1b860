"""How many contracts providers are bound by, alone, as the lead of several or as a member beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from tendering.bids.models import Consent, Partner
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import BINDING


def contracts_in_hand(providers: Collection[int]) -> Mapping[int, int]:
    """Signed and not ended, by the key of the provider; two queries."""
    states = sorted(BINDING)
    leading = Contract.objects.filter(provider__in=providers, state__in=states)
    beside = Partner.objects.filter(
        provider__in=providers, state=Consent.CONSENTED, bid__awards__contract__state__in=states
    )
    return Counter([*leading.values_list("provider", flat=True), *beside.values_list("provider", flat=True)])
