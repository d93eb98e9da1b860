"""Links to acts on the page of an object: which of them this person may do now; every stage keeps its table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.urls import reverse
from django.utils.functional import Promise

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.state_machine import Act


class Subject(Protocol):
    """What acts are done to: it has a state."""

    @property
    def state(self) -> str:
        """Where it stands."""


S = TypeVar("S", bound=Subject)
Link = tuple[str | Promise, str]


def always(_by: Membership, _subject: Subject, _now: datetime) -> bool:
    """Of an act that no hour opens or closes."""
    return True


@dataclass(frozen=True, slots=True)
class Action(Generic[S]):
    """A link to an act, by the last part of its page's name; where and to whom it is open.

    Its states are those from which an act of a state machine follows; where it moves no state they are given. The first
    of a page that is not quiet is the one to do now. What the hour decides is asked apart, of those allowed.
    """

    name: str
    label: str | Promise
    states: Act[Any] | Collection[str]
    allowed: Callable[[Membership, S], bool]
    quiet: bool = False
    in_time: Callable[[Membership, S, datetime], bool] = always


@dataclass(frozen=True)
class ActionTable(Generic[S]):
    """The acts on one kind of object, in the order of its road.

    Attributes:
        namespace: that of the stage's addresses and codes.
        key: the subject's attribute by which its pages are found.
    """

    namespace: str
    rows: tuple[Action[S], ...]
    key: str = "number"

    def require(self, name: str, membership: Membership, subject: S, now: datetime) -> None:
        """Refuse an act's page to people whose act it is not; the state is the service's to judge.

        Raises:
            NotPermitted: ``<namespace>.not_your_act``.
        """
        row = next(iter(self._of(name)), None)
        if row is not None and not (row.allowed(membership, subject) and row.in_time(membership, subject, now)):
            raise NotPermitted(f"{self.namespace}.not_your_act")

    def follows(self, name: str, subject: S) -> bool:
        """Whether the act of this page follows from where the subject stands; what is not in the table may."""
        rows = self._of(name)
        return not rows or any(subject.state in row.states for row in rows)

    def _of(self, name: str) -> list[Action[S]]:
        """The rows of an act's page: one for each way to it."""
        return [row for row in self.rows if row.name == name]

    def open_to(
        self, membership: Membership | None, subject: S, now: datetime, *, without: Collection[str] = ()
    ) -> list[Action[S]]:
        """The acts open to this person now in the subject's state but those named; services check again."""
        if membership is None:
            return []
        rows = [row for row in self.rows if subject.state in row.states and row.name not in without]
        # Several acts of one office ask the same; it is asked once.
        is_allowed = {test: test(membership, subject) for test in {row.allowed for row in rows}}
        return [row for row in rows if is_allowed[row.allowed] and row.in_time(membership, subject, now)]

    def links(
        self, membership: Membership | None, subject: S, now: datetime, *, without: Collection[str] = ()
    ) -> tuple[list[Link], list[Link]]:
        """Labels and addresses of the open acts but those named: those to do now, and the quiet ones."""
        return self.split(self.open_to(membership, subject, now, without=without), subject)

    def split(self, rows: Iterable[Action[S]], subject: S) -> tuple[list[Link], list[Link]]:
        """Labels and addresses of these acts: those to do now, and the quiet ones."""
        main, quiet = list[Link](), list[Link]()
        for row in rows:
            (quiet if row.quiet else main).append(self.link(row, subject))
        return main, quiet

    def link(self, row: Action[S], subject: S) -> Link:
        """The label of an act and the address of its page."""
        return row.label, reverse(f"{self.namespace}:{row.name}", args=[getattr(subject, self.key)])
