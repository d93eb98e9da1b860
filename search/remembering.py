"""A search as it is kept: in one form, so that the same search is the same text, and back again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import QueryDict

from marketplace.ui.text import Text
from search import asked, language, showing
from search.asked import TEXT, Asked
from search.fitting import label
from search.schema import KIND


def written(of: Asked) -> str:
    """The search without its order and its page, whatever order its words and filters were chosen in."""
    text = " ".join(of.text[: language.TEXT_LIMIT].split())
    values = {name: tuple(sorted(values)) for name, values in sorted(of.values.items()) if values}
    bands = dict(sorted(of.bands.items()))
    return replace(of, text=text, values=values, bands=bands, order="", after=None).data().urlencode()


def read(kept: str, now: datetime) -> Asked:
    """The search that was kept; values were known when it was, and are not looked up again."""
    data = QueryDict(kept)
    values = {name: tuple(data.getlist(name)) for name in (KIND, *showing.fields()) if data.getlist(name)}
    ranges = showing.ranges().values()
    bands = {one.name: data[one.name] for one in ranges if one.between(data.get(one.name, ""), now) is not None}
    return Asked(text=data.get(TEXT, ""), values=values, bands=bands)


def said(of: Asked, now: datetime) -> list[Text]:
    """What is searched for, as a reader knows it: the words, then every filter."""
    found: list[Text] = [of.text] if of.text.strip() else []
    known = asked.names(of.values)
    for name in of.values:
        found += known[name].values()
    for name, chosen in of.bands.items():
        found += [band.label for band in showing.ranges()[name].bands(now) if band.name == chosen]
    return found


def digest(kept: str) -> str:
    """Tells kept searches apart."""
    return hashlib.sha256(kept.encode()).hexdigest()


def anchor(of: Asked) -> str:
    """What every hit holds: a token of the words, else the one value of a filter; empty where none can be named."""
    whole = (phrase for phrase in language.read(of.text).wanted if len(phrase.tokens) > 1 or not phrase.is_prefix)
    labels = (label(name, values[0]) for name, values in _telling_first(of.values) if len(values) == 1)
    return next((phrase.tokens[0] for phrase in whole), "") or next(labels, "")


def _telling_first(values: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """Most documents are of few kinds."""
    return sorted(values.items(), key=lambda one: (one[0] == KIND, one[0]))
