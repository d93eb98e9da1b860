"""One row of the tables of projects, as the demand that will be written from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from zlib import crc32

from marketplace.demo.stage import Stage
from marketplace.demo.story.money import account_of, delegated_to
from marketplace.demo.tables import texts
from marketplace.places.models import Place
from marketplace.places.queries import street_of
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.models import ScopeItem
from tendering.demands.services.drafting import DemandValues
from tendering.funds.models import Source
from tendering.funds.services import LineDraft

CONTRIBUTORS = {
    Source.SPONSOR: "成都市示例商贸有限公司（演示）",
    Source.CROWDFUND: "社区居民众筹",
    Source.FOUNDATION: "示例社区基金会（演示）",
}
# Of a funding plan in the tables: money of the fund that the street was given with a task (R12).
DELEGATED = "delegated"
HARDWARE, RESIDENTS, PROFESSIONAL = "hardware", "resident_implemented", "professional"
# One resident in so many to twice so many is served, by the key of the project; all of them where all benefit.
SERVED = 16


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project of a table; `key` is its number there."""

    key: str
    community: Place
    title: str
    item: str
    kind: str
    budget: Decimal
    tier: str = Tier.MICRO
    funding: str = ""
    flags: str = ""
    urgent_reason: str = ""
    splitting_reason: str = ""

    @classmethod
    def of(cls, row: dict[str, str], stage: Stage, **more: str) -> Project:
        """The project of a row."""
        return cls(
            key=row["no"],
            community=stage.community(row["street"], row["community"]),
            title=row["title"],
            item=row["scope_item"],
            kind=row["kind"],
            budget=Decimal(row["budget_yuan"]),
            tier=row.get("tier") or Tier.MICRO,
            funding=row.get("funding") or "",
            flags=row.get("flags") or "",
            **more,
        )

    def values(self) -> DemandValues:
        """What is written in the demand."""
        words = wording().get(self.key) or wording()[self.item]
        share = 1 if words["groups"] == ["all_residents"] else SERVED + crc32(self.key.encode()) % SERVED
        people = max((self.community.population or 0) // share, 1)
        households = max((self.community.households or 0) // share, 1)
        numbers = {"community": self.community.name_zh, "people": people, "households": households}
        return DemandValues(
            title=self.title,
            scope_item=scope_item(self.item),
            kind=self.kind,
            delivery_class=self._delivery_class(),
            need=words["need"].format(**numbers),
            outputs=words["outputs"].format(**numbers),
            beneficiary_groups=words["groups"],
            households=households,
            people=people,
            structural_works=self.flags == "structural_works",
            multi_year=self.flags == "multi_year",
            design_contest_construction=self.flags == "design_contest_construction",
            urgent_reason=self.urgent_reason,
            splitting_reason=self.splitting_reason,
        )

    def _delivery_class(self) -> str:
        if self.kind in ("works", "goods"):
            return HARDWARE
        return RESIDENTS if self.kind == "activity" and self.budget <= Decimal(20000) else PROFESSIONAL

    def lines(self) -> list[LineDraft]:
        """The funding plan: the fund alone where the table says nothing else."""
        parts = self.funding or f"fund:{self.budget}"
        return [self._line(*part.split(":")) for part in parts.split("|")]

    def _line(self, source: str, amount: str) -> LineDraft:
        if source == Source.FUND:
            return LineDraft(source=Source.FUND, amount=Decimal(amount), account=account_of(self.community))
        if source == DELEGATED:
            street = street_of(self.community)
            assert street is not None
            return LineDraft(source=Source.FUND, amount=Decimal(amount), account=delegated_to(street))
        kind = Source(source)
        return LineDraft(source=kind, amount=Decimal(amount), contributor=CONTRIBUTORS[kind])


@cache
def wording() -> dict[str, Any]:
    """What demands, records and checkpoints of the demonstration say."""
    return texts("demand_texts")


def scope_item(code: str) -> ScopeItem:
    """The item of the shipped catalogue."""
    return ScopeItem.objects.select_related("catalogue").get(code=code)
