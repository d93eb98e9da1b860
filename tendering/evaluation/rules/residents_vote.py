"""Residents' vote for one of the bidders (domain 2.5, S26): how long it takes, and when its count is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.primitives.refusal import InvalidInput

# Ours (示例): a day at least, so that whoever works can vote; a month at most, so that no panel waits longer.
SHORTEST = timedelta(days=1)
LONGEST = timedelta(days=30)


def check_end(ends_at: datetime, now: datetime) -> None:
    """Refuse an end that leaves residents too little time, or the panel waiting too long.

    Raises:
        InvalidInput: `evaluation.vote_end` with the earliest and the latest moment.
    """
    earliest, latest = now + SHORTEST, now + LONGEST
    if not earliest <= ends_at <= latest:
        raise InvalidInput("evaluation.vote_end", field="ends_at", earliest=earliest, latest=latest)


def is_running(opened_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether votes are taken; at its end it is over."""
    return opened_at <= now < ends_at


def is_sealed(ends_at: datetime, now: datetime, *, sheets_signed: bool) -> bool:
    """Whether nobody may know the count: while votes are taken, and while a member could still follow it."""
    return now < ends_at or not sheets_signed
