"""What an event of a project's course is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset import Step
from marketplace.ui.text import Text

VOTES = _("%(present)s of %(invited)s came; %(votes_for)s for, %(against)s against, %(abstain)s abstained.")


@dataclass(frozen=True, slots=True)
class Link:
    """A public page that shows more."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `bad` marks what went wrong."""

    step: Step
    at: date | datetime
    title: Text
    words: Text = ""
    links: tuple[Link, ...] = ()
    bad: bool = False


def page(label: Text, name: str, *keys: object) -> tuple[Link, ...]:
    """A link to a stage's public page."""
    return (Link(label, reverse(name, args=keys)),)
