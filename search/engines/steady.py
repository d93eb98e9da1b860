"""A circuit breaker: while the cluster is away the embedded engine answers, and pages say so quietly.

Both hold the same documents and give the same pages, so a reader who turns a page meanwhile goes on where they were.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from search.engines.base import Finder, Unavailable
from search.query import Hit, Query, Result

# After a failure the cluster is left alone for so long (seconds): an outage costs one wait, not one for each page.
REST = 30.0

logger = logging.getLogger(__name__)


class Steady:
    """`engines.base.Finder`: the first engine, or the spare one while the first does not answer."""

    def __init__(self, first: Finder, spare: Finder) -> None:
        self.first, self.spare = first, spare
        self._resting_until = 0.0

    def find(self, query: Query) -> Result:
        """One page; `is_spare` says that the spare engine gave it."""
        if not self._is_resting:
            try:
                return self.first.find(query)
            except Unavailable:
                self._rest()
        return replace(self.spare.find(query), is_spare=True)

    def walk(self, query: Query) -> Iterator[Hit]:
        """Everything; where the first engine fails on the way, the spare one goes on from the last hit."""
        place = query.after
        if not self._is_resting:
            try:
                for hit in self.first.walk(query):
                    place = hit.cursor
                    yield hit
            except Unavailable:
                self._rest()
            else:
                return
        yield from self.spare.walk(replace(query, after=place))

    @property
    def _is_resting(self) -> bool:
        return time.monotonic() < self._resting_until

    def _rest(self) -> None:
        self._resting_until = time.monotonic() + REST
        logger.warning("The search cluster does not answer; the embedded engine does", exc_info=True)
