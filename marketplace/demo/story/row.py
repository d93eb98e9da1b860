"""One row of the tables of lettings: by which method, how far, from which day, how many answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.demo.tables import rows

BATCH, DESK = "demo_letting", "demo_letting_desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A letting of a table; `key` is the demand's number, `stage` how far it has come on 20 November.

    Attributes:
        demo: the demo account's provider is among the bidders ("yes"), or quotes lowest ("win").
        answers: satisfied and all answers of the residents' panel.
        story: the number in domain 8 of what it shows.
    """

    key: str
    method: str
    stage: str
    start: date
    bidders: int
    demo: str = ""
    satisfied: int = 0
    answers: int = 0
    story: str = ""

    @property
    def with_demo(self) -> bool:
        """Whether the demo account's provider answers."""
        return bool(self.demo)

    @property
    def demo_wins(self) -> bool:
        """Whether it quotes lowest."""
        return self.demo == "win"

    @staticmethod
    def of(row: dict[str, str]) -> Row:
        """A line of a table."""
        satisfied, _slash, answers = row["answers"].partition("/")
        return Row(
            key=row["no"],
            method=row["method"],
            stage=row["stage"],
            start=date.fromisoformat(row["start"]),
            bidders=int(row["bidders"]),
            demo=row["demo"],
            satisfied=int(satisfied or 0),
            answers=int(answers or 0),
            story=row["story"],
        )


def table(name: str) -> Iterator[Row]:
    """The lettings of a table."""
    for row in rows(name):
        yield Row.of(row)
