"""From proposal to approval (R18–R21, R25, R46)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import (
    AmountBase,
    ApprovalLevel,
    ClockScope,
    DecidingBody,
    Flag,
    NegativeItem,
    SplittingWindow,
    Step,
    Tier,
)
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.units import Ballot, Days, MaybeDays, MonthDay, Share, WorkingDays, Yuan


@dataclass(frozen=True, kw_only=True)
class CycleGroup:
    """One label of the life cycle and the steps under it."""

    zh: str
    en: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Window:
    """Days of the year, both included."""

    from_: MonthDay
    to: MonthDay


@dataclass(frozen=True, kw_only=True)
class Voting:
    """Quorum: at least this part present; majority: strictly more than this part of those present."""

    quorum: Ballot
    majority: Ballot


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decides, when, and with which majority."""

    cycle: tuple[CycleGroup, ...]
    call_window: Window
    leading_group: Voting
    deciding_body: DecidingBody
    meeting_notice_days: MaybeDays
    quorum: Ballot
    majority: Ballot
    resolution_publicity_days: Days
    amount_base: AmountBase
    filing_threshold: Yuan
    clock_working_days: WorkingDays
    clock_scope: ClockScope
    approval_levels: FrozenMap[Tier, tuple[ApprovalLevel, ...]]
    negative_list: tuple[NegativeItem, ...]


@dataclass(frozen=True, kw_only=True)
class ShareAndAmount:
    """Both must be exceeded."""

    share: Share
    amount: Yuan


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """Upper limits in yuan, included; major has none (R38)."""

    micro: Yuan
    ordinary: Yuan
    raise_to_ordinary: tuple[Flag, ...]
    raise_to_major: tuple[Flag, ...]
    mostly_cofunded_over: ShareAndAmount
    splitting_window: SplittingWindow
