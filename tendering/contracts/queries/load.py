"""How many contracts providers are bound by, alone, as the lead of several or as a member beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from tendering.bids.models import Consent, Partner
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import BINDING


def contracts_in_hand(providers: Collection[int]) -> Mapping[int, int]:
    """Signed and not ended, by the key of the provider; one query."""
    states = sorted(BINDING)
    leading = Contract.objects.filter(provider__in=providers, state__in=states)
    beside = Partner.objects.filter(
        provider__in=providers, state=Consent.CONSENTED, bid__awards__contract__state__in=states
    )
    first, second = (rows.order_by().values_list("provider") for rows in (leading, beside))
    return Counter(provider for (provider,) in first.union(second, all=True))
