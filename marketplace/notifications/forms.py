"""The table of preferences as a form: one tick for each kind and channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from marketplace.notifications.kinds import Kind
from marketplace.notifications.models import ChannelChoice
from marketplace.notifications.rules import Channel
from marketplace.ui.forms import FilterForm, Form


@dataclass(frozen=True, slots=True)
class Row:
    """One kind with a tick (or None, where it is not offered) for each channel."""

    name: str
    cells: list[BoundField | None]


class PreferencesForm(Form):
    """Ticks named by kind and channel.

    Args:
        kinds: what the person may ever get.
        current: what is ticked now.
    """

    def __init__(
        self, *args: Any, kinds: Mapping[str, Kind], current: Mapping[tuple[str, Channel], bool], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kinds = sorted(kinds.items(), key=lambda item: (str(item[1].area), item[1].name, item[0]))
        for name, kind in self.kinds:
            for channel in sorted(kind.offered):
                tick = forms.BooleanField(required=False, label=_label(kind, channel))
                self.fields[f"{name}:{channel}"] = tick
                self.initial.setdefault(f"{name}:{channel}", current[name, channel])

    def wanted(self) -> dict[tuple[str, Channel], bool]:
        """What was ticked, by kind and channel."""
        return {
            (name, channel): self.cleaned_data[f"{name}:{channel}"]
            for name, kind in self.kinds
            for channel in kind.offered
        }

    def headings(self) -> list[str]:
        """The channels, left to right."""
        return [str(ChannelChoice(channel).label) for channel in Channel]

    def areas(self) -> Iterator[tuple[str, list[Row]]]:
        """Rows under the headings of their areas."""
        for area, items in groupby(self.kinds, key=lambda item: str(item[1].area)):
            yield area, [self._row(name, kind) for name, kind in items]

    def _row(self, name: str, kind: Kind) -> Row:
        return Row(kind.name, [self[f"{name}:{c}"] if c in kind.offered else None for c in Channel])


class InboxFilter(FilterForm):
    """Only what is new."""

    unread = forms.BooleanField(label=_("Unread only"))
    lookups = {"unread": "read_at__isnull"}


def _label(kind: Kind, channel: Channel) -> str:
    return f"{kind.name}: {ChannelChoice(channel).label}"
