"""The check list of a call under the statute, item by item, with what was seen (domain 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset import Regime
from marketplace.primitives.ruleset.sections.letting import CheckItem
from marketplace.ui.formats import in_english
from tendering.tenders.models import ChecklistTick, Tender


@dataclass(frozen=True, slots=True)
class Line:
    """One item and its tick, if it has one."""

    item: CheckItem
    tick: ChecklistTick | None

    @property
    def text(self) -> str:
        """The item in the reader's language."""
        return said(self.item)


def said(item: CheckItem) -> str:
    """An item of the rule set in the reader's language."""
    return item.en if in_english() else item.zh


def items(tender: Tender) -> tuple[CheckItem, ...]:
    """What has to be seen before this call goes out; nothing below the limits of the statute."""
    is_bound = tender.procedure.regime is Regime.STATUTORY
    return tender.rule_set.rules.letting.major.checklist if is_bound else ()


def lines(tender: Tender) -> list[Line]:
    """Every item, in the order of the rule set."""
    wanted = items(tender)
    if not wanted:
        return []
    ticks = {tick.code: tick for tick in tender.ticks.select_related("ticked_by")}
    return [Line(item, ticks.get(item.code)) for item in wanted]


def missing(tender: Tender) -> list[CheckItem]:
    """What nobody has seen yet."""
    return [line.item for line in lines(tender) if line.tick is None]
