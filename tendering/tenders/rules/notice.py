"""What a call must say (domain 2.3) and what changed between two notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from marketplace.primitives.refusal import InvalidInput, Refusal

# What rounds of consultation may change where the documents say so: what is asked of the work, and when (214号 20).
CHANGEABLE = ("requirements", "outputs", "period_from", "period_to")
OPTIONAL = ("changeable",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What people write in a call; the rest of a notice is computed from the tender and its demand.

    Attributes:
        changeable: fields that rounds of consultation may change, as codes with commas between (214号 9, 20).
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


def problems(content: Content, *, fiscal_year: int, today: date) -> list[Refusal]:
    """Everything missing or impossible in a call, each with its field."""
    found: list[Refusal] = [
        InvalidInput("tenders.content_missing", field=entry.name)
        for entry in fields(content)
        if entry.name not in OPTIONAL and not str(getattr(content, entry.name)).strip()
    ]
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
