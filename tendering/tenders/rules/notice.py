"""What a call must say (domain 2.3) and what changed between two notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from marketplace.primitives.refusal import InvalidInput, Refusal

# What rounds of consultation may change where the documents say so: what is asked of the work, and when (214号 20).
CHANGEABLE = ("requirements", "outputs", "period_from", "period_to")
OPTIONAL = ("changeable", "consortium", "fixed_price")
FIXED_PRICE = "yes"
# How many may join, the lead included: how many a call may admit is its own to say, that it ends somewhere is ours.
LEAST_JOINED, MOST_JOINED = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What people write in a call; the rest of a notice is computed from the tender and its demand.

    Attributes:
        changeable: fields that rounds of consultation may change, as codes with commas between (214号 9, 20).
        consortium: how many may answer together, the lead included; empty where nobody may (政府采购法 24).
        fixed_price: ``FIXED_PRICE`` where the ceiling is the price and nobody competes by it (固定价格; 87号令 55),
            else empty; never changed once the documents are approved.
    """

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
    changeable: str = ""
    consortium: str = ""
    fixed_price: str = ""

    def to_mapping(self) -> dict[str, str]:
        """For a JSON column; days as ISO dates."""
        return {name: str(value) for name, value in asdict(self).items()}

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> Content:
        """Back from `to_mapping`."""
        days = {name: date.fromisoformat(values[name]) for name in ("period_from", "period_to")}
        written = {entry.name: values[entry.name] for entry in fields(Content) if entry.name in values}
        return Content(**(written | days))

    @property
    def may_change(self) -> tuple[str, ...]:
        """The fields that rounds of consultation may change."""
        return tuple(name for name in CHANGEABLE if name in self.changeable.split(","))

    @property
    def most_joined(self) -> int:
        """How many may answer together, the lead included; zero where the call admits no consortia."""
        return most_joined(self.consortium)


def most_joined(said: object) -> int:
    """What a call's `consortium` says as a number; zero for anything but a number that a call may say."""
    text = str(said or "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return number if LEAST_JOINED <= number <= MOST_JOINED else 0


def problems(content: Content, *, fiscal_year: int, today: date) -> list[Refusal]:
    """Everything missing or impossible in a call, each with its field."""
    found: list[Refusal] = [
        InvalidInput("tenders.content_missing", field=entry.name)
        for entry in fields(content)
        if entry.name not in OPTIONAL and not str(getattr(content, entry.name)).strip()
    ]
    if content.consortium and not content.most_joined:
        found.append(InvalidInput("tenders.consortium_invalid", field="consortium"))
    if content.period_to < content.period_from:
        found.append(InvalidInput("tenders.period_reversed", field="period_to"))
    if content.period_from < today:
        found.append(InvalidInput("tenders.period_past", field="period_from"))
    if content.period_to.year > fiscal_year + 1:
        found.append(InvalidInput("tenders.period_too_long", field="period_to", year=fiscal_year + 1))
    return found


def changed_fields(before: Content, after: Content) -> tuple[str, ...]:
    """The names of the fields in which two contents differ."""
    return tuple(entry.name for entry in fields(Content) if getattr(before, entry.name) != getattr(after, entry.name))


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
