"""Why a bid is not ranked, as codes and what somebody wrote; upper layers put the codes into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from tendering.bids.rules.states import Invalid


class Stage(StrEnum):
    """Where a bid fell out; stands in reports as a code, so that a report reads the same in every language."""

    UNOPENABLE = "unopenable"
    INVALID = "invalid"
    DISQUALIFIED = "disqualified"
    LOW_QUOTE = "low_quote"
    NO_FINAL_QUOTE = "no_final_quote"
    FINAL_INVALID = "final_invalid"


@dataclass(frozen=True, slots=True)
class Why:
    """Where a bid fell out, what an opening found against it or its final quote, and what somebody wrote about it."""

    stage: Stage
    ground: Invalid | None = None
    text: str = ""

    def body(self) -> dict[str, str]:
        """As plain text, fit for a JSON column."""
        return {"stage": self.stage.value, "ground": self.ground.value if self.ground else "", "text": self.text}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From such a column."""
        return cls(Stage(body["stage"]), Invalid(body["ground"]) if body["ground"] else None, body["text"])
