"""Hits with what stands beside them, as far as whoever asks may open them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from marketplace.accounts.models import Membership
from marketplace.ui.text import Text
from search import showing
from search.query import Hit
from search.showing import Line


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with what stands beside it."""

    hit: Hit
    kind: Text
    line: Line

    @property
    def title(self) -> str:
        """As it was written, nothing marked."""
        return unescape(strip_tags(self.hit.title))


def shown(hits: Sequence[Hit], member: Membership | None) -> list[Found]:
    """The hits that this person may open now, each with what stands beside it."""
    lines = {
        kind: showing.kinds()[kind].lines([hit.key for hit in hits if hit.kind == kind], member)
        for kind in sorted({hit.kind for hit in hits})
    }
    found = [(hit, lines[hit.kind][hit.key]) for hit in hits if hit.key in lines[hit.kind]]
    return [Found(hit, line.kind or showing.kinds()[hit.kind].label, line) for hit, line in found]
