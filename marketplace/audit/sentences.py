"""Acts in words: apps register a sentence per act, and it is made when it is read, in the reader's language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.ui.formats import day, due

Text = str | Promise


@dataclass(frozen=True)
class Sentence:
    """What an act is called in a story.

    Args:
        text: ``%(actor)s approved %(amount)s``; besides the entry's parameters and personal values it may
            name ``actor``, ``target`` and ``reason``. Values the entry lacks show as a dash.
        formats: how single parameters are shown, ``{"amount": format_yuan}``.
        inside: the act itself is no outsider's to know: who may read the object's story without being inside
            (`readers.register`) is not told of it.
    """

    text: Text
    formats: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    inside: bool = False


UNKNOWN = Sentence(_("%(actor)s: %(act)s on %(target)s"))
ABSENT = "\u2014"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")

_sentences: dict[str, Sentence] = {}


def register(sentences: Mapping[str, Sentence]) -> None:
    """Give acts their sentences; call it in `AppConfig.ready()`.

    Raises:
        ValueError: an act has another sentence already.
    """
    for act, sentence in sentences.items():
        if _sentences.setdefault(act, sentence) is not sentence:
            message = f"Two sentences for {act}"
            raise ValueError(message)


def say(act: str, values: Mapping[str, object]) -> str:
    """The act in the reader's language; an act nobody registered is named by its identifier."""
    sentence = _sentences.get(act, UNKNOWN)
    shown: defaultdict[str, object] = defaultdict(lambda: ABSENT, act=act)
    shown |= {name: _dated(value) for name, value in values.items()}
    for name, show in sentence.formats.items():
        if name in values:
            shown[name] = _shown(show, values[name])
    return str(sentence.text) % shown


def _dated(value: object) -> object:
    """Days and moments stand in entries as ISO 8601; people read them as everywhere else."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        return _shown(lambda text: day(date.fromisoformat(text)), value)
    if _MOMENT.fullmatch(value):
        return _shown(lambda text: due(datetime.fromisoformat(text)), value)
    return value


def _shown(show: Callable[[Any], object], value: object) -> object:
    """An entry stays readable when an app's format has moved on: old values are shown as they are."""
    try:
        return show(value)
    except (ValueError, TypeError, ArithmeticError, LookupError):
        return value


def is_inside(act: str) -> bool:
    """Whether outsiders are not told of the act."""
    return _sentences.get(act, UNKNOWN).inside


def known() -> Mapping[str, Sentence]:
    """Every act with a sentence."""
    return dict(_sentences)
