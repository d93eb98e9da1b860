"""Several providers answer a call together (联合体): who, with which part of the work, and when all have agreed.

政府采购法 24, 招标投标法 31, 政府采购法实施条例 22: they answer for the contract jointly; among those who do work of
one kind the lowest grade counts; whoever is in one stands in no other answer to the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marketplace.primitives.money import CENT, ZERO
from marketplace.primitives.refusal import InvalidInput, Refusal

WHOLE = Decimal(100)
LONGEST_WORK, LONGEST_KIND, LONGEST_NAME = 500, 12, 200


class Consent(StrEnum):
    """What a member says to the terms that stand."""

    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Party:
    """One of those who answer together: its share of the work in percent, the kind of work, and what it does."""

    provider: int
    name: str
    share: Decimal
    kind: str
    work: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; the share as text, so that the canonical form is exact."""
        return asdict(self) | {"share": str(self.share)}

    @staticmethod
    def from_json(values: Any) -> Party:
        """Back from `to_json`, checked as if it came from a stranger.

        Raises:
            KeyError, TypeError, ValueError, ArithmeticError: no party.
        """
        texts = [values[name] for name in ("name", "share", "kind", "work")]
        if type(values["provider"]) is not int or not all(isinstance(text, str) for text in texts):
            message = "party"
            raise ValueError(message)
        name, share, kind, work = texts
        return Party(values["provider"], name, Decimal(share), kind, work)


def barriers(parties: Sequence[Party]) -> list[Refusal]:
    """Values that no form should let through."""
    checks = (
        (any(not _is_share(party.share) for party in parties), "bids.consortium_share"),
        (any(not _says_its_work(party) for party in parties), "bids.consortium_work"),
        (len({party.provider for party in parties}) < len(parties), "bids.consortium_twice"),
    )
    return [InvalidInput(code) for wrong, code in checks if wrong]


def _says_its_work(party: Party) -> bool:
    lengths = (len(party.work) <= LONGEST_WORK, len(party.kind) <= LONGEST_KIND, len(party.name) <= LONGEST_NAME)
    return bool(party.work.strip()) and "\x00" not in party.work and all(lengths)


def _is_share(share: Decimal) -> bool:
    return share.is_finite() and ZERO < share < WHOLE and share == share.quantize(CENT)


def gaps(parties: Sequence[Party], most: int, *, has_agreement: bool) -> list[Refusal]:
    """What keeps these from answering together; empty where nothing does.

    Args:
        most: how many the call admits, the lead included; zero where it admits no consortia.
    """
    if not most:
        return [Refusal("bids.consortium_not_admitted")]
    found = barriers(parties)
    if len(parties) < 2:
        found.append(Refusal("bids.consortium_alone"))
    if len(parties) > most:
        found.append(Refusal("bids.consortium_too_many", most=most))
    if sum((party.share for party in parties), ZERO) != WHOLE:
        found.append(Refusal("bids.consortium_sum"))
    if not has_agreement:
        found.append(Refusal("bids.consortium_agreement"))
    return found


def is_agreed(consents: Iterable[Consent]) -> bool:
    """Whether every member but the lead, which asks, has consented."""
    said = list(consents)
    return bool(said) and all(one is Consent.CONSENTED for one in said)


def lacking(
    parties: Sequence[Party], consents: Sequence[Consent], most: int, *, has_agreement: bool, has_room: bool
) -> list[Refusal]:
    """What keeps the bid of several from being sealed; empty where nothing does.

    Args:
        consents: what each member but the lead has said to the terms that stand.
        most: how many the call admits, the lead included.
        has_room: the bid can take the agreement as one file more.
    """
    found = gaps(parties, most, has_agreement=has_agreement)
    if not is_agreed(consents) or len(consents) + 1 != len(parties):
        found.append(Refusal("bids.consortium_unanswered"))
    if not has_room:
        found.append(Refusal("bids.too_many_files", field="files"))
    return found


def counting_grade(grades: Sequence[tuple[str, str]], order: Sequence[str], kind: str) -> str | None:
    """The grade of a consortium: the lowest among those who do work of the kind asked for (条例 22).

    Args:
        grades: kind of work and grade of each.
        order: all grades, the lowest first.
        kind: of the call's work; where nobody does it, everybody counts.

    Returns:
        None where there is nobody.
    """
    same = [grade for of, grade in grades if of == kind] or [grade for _of, grade in grades]
    return min(same, key=order.index, default=None)


def shares_of(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """A sum in yuan split by shares in percent to the cent, with nothing lost: what rounding leaves is the lead's."""
    others = [(total * share / WHOLE).quantize(CENT) for share in shares[1:]]
    return [total - sum(others, ZERO), *others]
