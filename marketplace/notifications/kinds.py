"""Kinds of messages and their words: each app registers its own in `AppConfig.ready`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from marketplace.notifications.rules import Channel
from marketplace.ui.text import Text

if TYPE_CHECKING:
    from marketplace.notifications.models import Notification

GENERAL = _("General")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says that is made when it is sent, in the reader's language.

    Attributes:
        body: instead of the kind's own.
        unsubscribe_url: a page of the portal that ends such mail for whoever has its address, at one click (RFC 8058).
    """

    body: str
    unsubscribe_url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of message says; texts may hold ``%(name)s`` of the parameters.

    Attributes:
        title: one line, also the subject of the e-mail and the text message.
        body: one to three sentences: what happened, what the reader can do, until when.
        label: the kind in the table of preferences; the title with dots for parameters unless given.
        area: heading in that table, e.g. the name of the stage.
        roles: who ever gets it; empty means anybody. It decides what the table shows, not who is told.
        channels: which channels beside the inbox are on until the person chooses otherwise.
        offered: which channels the person may choose.
        letter: makes the e-mail when it is sent, for what the reader may see may have changed; None sends none.
    """

    title: Text
    body: Text
    label: Text = ""
    area: Text = GENERAL
    roles: tuple[str, ...] = ()
    channels: frozenset[Channel] = frozenset({Channel.EMAIL})
    offered: frozenset[Channel] = field(default=frozenset({Channel.EMAIL, Channel.SMS}))
    letter: Callable[[Notification], Letter | None] | None = None

    @property
    def name(self) -> str:
        """The kind as a person knows it."""
        return str(self.label) or _PLACEHOLDER.sub("…", str(self.title)).rstrip("…:： ")

    def placeholders(self) -> set[str]:
        """Parameters the words need."""
        return set(_PLACEHOLDER.findall(str(self.title) + str(self.body)))


UNKNOWN = Kind(title=_("A message"), body=_("Open it to see what it is about."))
_kinds: dict[str, Kind] = {}


def register(kinds: Mapping[str, Kind], *, area: Text = GENERAL) -> None:
    """Give kinds (``demands.returned``) their words.

    Args:
        area: heading of those kinds that have none of their own.

    Raises:
        ValueError: a kind has other words already.
    """
    for name, given in kinds.items():
        kind = replace(given, area=area) if given.area == GENERAL else given
        if _kinds.setdefault(name, kind) != kind:
            message = f"two apps give words to messages of {name}"
            raise ValueError(message)


def registered() -> Mapping[str, Kind]:
    """All kinds by name."""
    return dict(_kinds)


def find(name: str) -> Kind:
    """A kind; general words for one whose app is gone, so that old messages stay readable."""
    return _kinds.get(name, UNKNOWN)
