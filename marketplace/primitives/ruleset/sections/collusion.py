"""What counts as a hint of collusion among the bids of one call (domain 2.4; MoF Decree 87, article 37)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.units import Bids, Characters, Share


@dataclass(frozen=True, kw_only=True)
class Collusion:
    """Limits of the hints; a hint is no verdict.

    Attributes:
        passage_characters: so many equal characters on end in two plans, spaces and signs left out.
        series_from: so many quotes make a series, or stand together under the ceiling.
        lines_from: so many price lines with one difference or ratio throughout.
        near_ceiling: all quotes this little below the ceiling, as a share of it.
        clustered_within: the others' quotes lie this close together, as a share of the lowest of them.
        far_below: one quote so far below all others, as a share of the lowest of them.
        public_mailers: domains of e-mail that everybody may use.
        common_authors: names that programs write into files by themselves, in small letters.
    """

    passage_characters: Characters
    series_from: Bids
    lines_from: Bids
    near_ceiling: Share
    clustered_within: Share
    far_below: Share
    public_mailers: tuple[str, ...]
    common_authors: tuple[str, ...]
