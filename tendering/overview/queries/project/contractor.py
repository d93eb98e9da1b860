"""Who does it, and what is known of them: a provider's record, or a residents' group (R34, R36)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from catalog.models import CommunityGroup, Provider
from tendering.awards.models import Award
from tendering.contracts.models import Contract
from tendering.contracts.rules.satisfaction import shown
from tendering.overview.queries.project.rows import Rows


@dataclass(frozen=True, slots=True)
class Contractor:
    """The body that was chosen; `contracts` and `percent` are of the last three years, `credited` of this project."""

    name: str
    url: str
    provider: Provider | None
    group: CommunityGroup | None
    is_contracted: bool
    contracts: int = 0
    percent: Decimal | None = None
    credited: int = 0


def contractor_of(rows: Rows) -> Contractor | None:
    """The contract's, else the award's from its publicity on; None before."""
    found: Contract | Award | None = rows.contract or rows.award
    if found is None:
        return None
    provider, group = found.provider, found.group
    if provider is None:
        name = group.organisation.name if group else ""
        return Contractor(name, "", None, group, is_contracted=rows.contract is not None)
    answers = int(getattr(found, "answers_before", 0))
    return Contractor(
        name=found.contractor_name,
        url=reverse("catalog:provider", args=[provider.pk]),
        provider=provider,
        group=None,
        is_contracted=rows.contract is not None,
        contracts=int(getattr(found, "records", 0)),
        percent=shown(Fraction(int(getattr(found, "satisfied_before", 0)), answers)) if answers else None,
        credited=int(getattr(found, "credited", 0)),
    )
