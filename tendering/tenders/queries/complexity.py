"""Whether a call's project is declared complex, or may be (87号令 47)."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.rules import role_of
from marketplace.primitives.ruleset import Method, Tier
from marketplace.primitives.ruleset.sections.letting import PanelSeats
from tendering.tenders.models import ComplexProject, Tender
from tendering.tenders.rules.seats import seats_if_complex


def declared(tender: Tender) -> ComplexProject | None:
    """What was declared of it, if anything was."""
    return getattr(tender, "complexity", None)


def seats_then(tender: Tender) -> PanelSeats | None:
    """The panel of a call whose project is declared complex, by the rule set that binds it; None where none differs."""
    return seats_if_complex(tender.rule_set.rules, Tier(tender.tier), Method(tender.method))


def may_be_declared(tender: Tender) -> bool:
    """Whether a declaration would give the panel more members: an open tender that has not got them by its budget."""
    seats = seats_then(tender)
    return seats is not None and seats.size > tender.procedure.panel_size


def published(tender: Tender) -> dict[str, Any]:
    """For the notice: what makes it complex, why, by which office, how many judge; nothing where it is not."""
    row = declared(tender)
    if row is None:
        return {}
    return {
        "complexity": row.kind,
        "complexity_reason": row.reason,
        "complexity_declared_by": role_of(tender.procedure.documents_approved_by),
        "panel_size": str(tender.procedure.panel_size),
    }
