"""Who planned a project: how names are read, and until when they are recorded (domain 2.4; 条例 18)."""

from __future__ import annotations

from catalog.rules.control import tight
from tendering.demands.rules.steps import LATER_STATES, State

# Before the call is announced: bidders must know whom it keeps out.
PLANNABLE = frozenset(State) - LATER_STATES
# More bodies than plan one project.
MOST, LONGEST = 10, 120


def names(text: str) -> list[str]:
    """One body a line, each once, in the order written."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list({tight(line): line for line in lines if line}.values())
