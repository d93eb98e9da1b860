"""What is made public at each stage: content, channels, period (R43, R61; domain 3.10)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import PublicChannel, PublicContent
from marketplace.primitives.ruleset.units import MaybeDays


@dataclass(frozen=True, kw_only=True)
class PublicityRule:
    """One stage.

    Attributes:
        days: how long it stays where it is told, in calendar days; 0 where another period of the rules says so.
    """

    content: tuple[PublicContent, ...]
    channels: tuple[PublicChannel, ...]
    days: MaybeDays
