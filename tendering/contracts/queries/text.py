"""A contract as it reads: what is signed (its digest), and what everybody may see of it."""

from __future__ import annotations

import hashlib
from typing import Any

from marketplace.primitives import canonical
from tendering.contracts.models import Contract
from tendering.contracts.parties import bodies, shares


def signed_text(contract: Contract) -> dict[str, Any]:
    """Everything the two sides agree on, for the digest that stands with each signature."""
    return {
        "number": contract.number,
        "project": contract.demand.number,
        "title": contract.demand.title,
        "purchaser": str(contract.demand.community),
        "contractor": contract.contractor_name,
        "credit_code": "、".join(body.uscc for body in bodies(contract)),
        **_members(contract),
        "sum": str(contract.sum),
        "terms": contract.terms,
        "period": [contract.period_from.isoformat(), contract.period_to.isoformat()],
        "milestones": [
            [row.title, row.due_on.isoformat(), row.is_midterm] for row in contract.milestones.order_by("position")
        ],
        "stages": [[row.trigger, str(row.amount)] for row in contract.stages.order_by("position")],
    }


def _members(contract: Contract) -> dict[str, Any]:
    """Of a consortium who does which part; nothing where one delivers alone."""
    found = shares(contract)
    return {"members": [[one.name, f"{one.share}%", one.work] for one in found]} if found else {}


def digest(contract: Contract) -> str:
    """SHA-256 of `signed_text`, canonical JSON."""
    return hashlib.sha256(canonical.dumps(signed_text(contract))).hexdigest()


def published_text(contract: Contract) -> dict[str, Any]:
    """The notice of the contract: parties, sum, period, milestones; no names of people."""
    text = signed_text(contract) | {"saving": str(contract.saving), "digest": digest(contract)}
    return {key: value for key, value in text.items() if key != "credit_code"}
