"""That an award waits for other lots, in the words of every page that says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext


def waits_for(lots: Sequence[int]) -> str:
    """Which lots of the joint call come first."""
    return gettext("The award waits for lot %(lots)s") % {"lots": ", ".join(map(str, lots))}
