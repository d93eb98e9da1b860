"""What may be kept of searches, and when their owners hear of new hits; no framework."""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput, Refusal, require_text

# Searches that one person may keep.
MOST = 20
NAME_LIMIT = 60
# Hits that one e-mail names; of more it says how many.
MOST_NAMED = 20
# When the daily mail leaves, by the portal's clock.
DAILY_AT = time(7, 30)


class Frequency(StrEnum):
    """How often the owner of a search gets e-mail of new hits."""

    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"


class TooMany(Refusal):
    """The person keeps as many searches as there may be."""

    def __init__(self) -> None:
        super().__init__("search.too_many", most=MOST)


class KeptAlready(Refusal):
    """The person keeps this search already, under the name it tells."""

    def __init__(self, name: str) -> None:
        super().__init__("search.kept_already", name=name)


class NothingAsked(InvalidInput):
    """Neither a word nor a filter: everything would be found."""

    def __init__(self) -> None:
        super().__init__("search.nothing_asked")


def named(name: str) -> str:
    """The name in one line, as it is kept.

    Raises:
        InvalidInput: there is none, or it is longer than `NAME_LIMIT` characters.
    """
    line = " ".join(name.split())
    require_text(line, "search.name_missing", field="name")
    if len(line) > NAME_LIMIT or "\0" in line:
        raise InvalidInput("search.name_too_long", field="name", longest=NAME_LIMIT)
    return line


def require_room(kept: int) -> None:
    """Refuse one search more than there may be.

    Raises:
        TooMany: `kept` are as many as one person may keep.
    """
    if kept >= MOST:
        raise TooMany
