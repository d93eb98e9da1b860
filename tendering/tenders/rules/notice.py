"""What a call must say (domain 2.3), what changed between two notices, and barriers it must not set up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from marketplace.primitives.refusal import InvalidInput, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What people write in a call; the rest of a notice is computed from the tender and its demand."""

    requirements: str
    outputs: str
    eligibility: str
    materials: str
    period_from: date
    period_to: date
    how_to_submit: str
    contact_name: str
    contact_phone: str
    supervision_phone: str

    def to_mapping(self) -> dict[str, str]:
        """For a JSON column; days as ISO dates."""
        return {name: str(value) for name, value in asdict(self).items()}

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> Content:
        """Back from `to_mapping`."""
        days = {name: date.fromisoformat(values[name]) for name in ("period_from", "period_to")}
        return Content(**({entry.name: values[entry.name] for entry in fields(Content)} | days))


# A region, a registered capital or a turnover may be no condition (Implementing Regulations 20; 财库〔2020〕46号).
BARRIERS = (
    ("region", re.compile(r"(注册地|住所地?|办公地点).{0,12}(本区|本市|金牛区|辖区)|(限|仅限)(本地|本区|本市)")),
    ("capital", re.compile(r"注册资[本金].{0,12}(不低于|不少于|以上|达到)")),
    ("turnover", re.compile(r"(营业额|营业收入|年收入|资产总额).{0,12}(不低于|不少于|以上|达到)")),
)


def problems(content: Content, *, fiscal_year: int, today: date) -> list[Refusal]:
    """Everything missing or forbidden in a call, each with its field."""
    found: list[Refusal] = [
        InvalidInput("tenders.content_missing", field=entry.name)
        for entry in fields(content)
        if not str(getattr(content, entry.name)).strip()
    ]
    if content.period_to < content.period_from:
        found.append(InvalidInput("tenders.period_reversed", field="period_to"))
    if content.period_from < today:
        found.append(InvalidInput("tenders.period_past", field="period_from"))
    if content.period_to.year > fiscal_year + 1:
        found.append(InvalidInput("tenders.period_too_long", field="period_to", year=fiscal_year + 1))
    found += barriers(content)
    return found


def barriers(content: Content) -> list[Refusal]:
    """Conditions that shut out providers by region, capital or turnover."""
    return [
        InvalidInput(f"tenders.barrier.{name}", field=field)
        for field in ("eligibility", "requirements")
        for name, pattern in BARRIERS
        if pattern.search(getattr(content, field))
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a notice before and after."""

    field: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What an amendment changed, in the order of the new notice."""
    return [
        Change(name, str(before.get(name, "")), str(value))
        for name, value in after.items()
        if str(before.get(name, "")) != str(value)
    ]
