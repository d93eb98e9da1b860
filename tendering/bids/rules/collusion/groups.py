"""Pairs joined into groups, so that ten bids written from one text are one hint and not forty-five."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Groups:
    """Which keys belong together; asking about a pair that is joined already costs nothing."""

    def __init__(self) -> None:
        self._of: dict[str, set[str]] = {}

    def join(self, pairs: Iterable[tuple[str, str]], belongs: Callable[[str, str], bool]) -> list[tuple[str, ...]]:
        """Join every pair that `belongs` says yes to; the groups of two or more, each in order."""
        for one, other in pairs:
            mine, theirs = self._of.setdefault(one, {one}), self._of.setdefault(other, {other})
            if mine is not theirs and belongs(one, other):
                mine |= theirs
                for key in theirs:
                    self._of[key] = mine
        found = {tuple(sorted(keys)) for keys in self._of.values() if len(keys) > 1}
        return sorted(found)
