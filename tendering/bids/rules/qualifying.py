"""When several offices check a bid's qualification (资格审查, domain 3.4).

A bid fails only where every office that checks says so, so that no single office keeps a bidder out; and no doubt is
passed over: whoever passes a bid that another office doubts has that doubt before it, and says in writing why it does
not stand. A doubt is not taken back. So an office speaks once, and again only where it passed the bid before a doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.primitives.ruleset import Office


@dataclass(frozen=True, slots=True)
class View:
    """What one office said, in the order in which views were given."""

    office: Office
    passed: bool


def is_due(office: Office, views: Sequence[View]) -> bool:
    """Whether this office still has to speak: it has not, or it passed the bid before another office doubted."""
    own = [position for position, view in enumerate(views) if view.office is office]
    if not own:
        return True
    return views[own[-1]].passed and any(not view.passed for view in views[own[-1] + 1 :])


def answers_a_doubt(office: Office, views: Sequence[View]) -> bool:
    """Whether a view given now has another office's doubt before it."""
    return any(not view.passed for view in views if view.office is not office)


def outcome(offices: Sequence[Office], views: Sequence[View]) -> bool | None:
    """Whether the bid passes; None while an office has to speak."""
    if any(is_due(office, views) for office in offices):
        return None
    return any({view.office: view.passed for view in views}[office] for office in offices)
