"""Projects that are let together, each as a lot of its own (合并采购, 分包评审; domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import Kind, Regime, RuleSet, Tier
from tendering.tenders.rules.notice import Content

LEAST, MOST = 2, 20


class JointState(StrEnum):
    """Where a joint call stands until its lots are announced; from then on each lot has its own state."""

    PREPARING = "preparing"
    REVIEW = "review"
    ANNOUNCED = "announced"
    DISSOLVED = "dissolved"


BEFORE = (JointState.PREPARING, JointState.REVIEW)


@dataclass(frozen=True, slots=True)
class Project:
    """What letting together reads of one project; yuan.

    Attributes:
        community: the path of its community.
        ceiling: what is set aside for it.
        counted: what its tier is read from (`decision.amount_base`).
    """

    number: str
    community: str
    kind: Kind
    tier: Tier
    regime: Regime
    ceiling: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What the call says once for all lots; what is to be done stands with each."""

    eligibility: str
    materials: str
    period_from: date
    period_to: date
    how_to_submit: str
    contact_name: str
    contact_phone: str
    supervision_phone: str
    changeable: str = ""
    consortium: str = ""
    fixed_price: str = ""

    def with_project(self, requirements: str, outputs: str) -> Content:
        """The documents of one lot."""
        return Content(requirements=requirements, outputs=outputs, **asdict(self))

    @staticmethod
    def of(content: Content) -> Common:
        """What the documents of a lot share with the others."""
        shared = asdict(content)
        del shared["requirements"], shared["outputs"]
        return Common(**shared)


def problems(projects: Sequence[Project], place: str) -> list[Refusal]:
    """Why these projects cannot be let together by the office of the place with this path."""
    found: list[Refusal] = []
    if not LEAST <= len(projects) <= MOST:
        found.append(InvalidInput("tenders.joint_number", least=LEAST, most=MOST))
    if foreign := [one.number for one in projects if not one.community.startswith(place)]:
        found.append(InvalidInput("tenders.joint_foreign", projects=", ".join(foreign)))
    if len({one.kind for one in projects}) > 1:
        found.append(InvalidInput("tenders.joint_kinds"))
    if len({one.regime for one in projects}) > 1:
        found.append(InvalidInput("tenders.joint_regimes"))
    return found


def tier_together(projects: Sequence[Project], rules: RuleSet) -> Tier:
    """The tier of every lot: that of the sum, and never below what one of the projects demands by itself."""
    together = rules.tier_by_amount(sum((one.counted for one in projects), ZERO))
    return max((together, *(one.tier for one in projects)), key=lambda tier: tier.rank)


def in_order(projects: Iterable[Project]) -> list[str]:
    """The numbers of the projects in the order of their lots: the greatest ceiling first, equal ones by number."""
    return [one.number for one in sorted(projects, key=lambda one: (-one.ceiling, one.number))]
