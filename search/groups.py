"""The filters of the search page: every value with how many it would show, whatever its own field is filtered by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.ui.text import Text
from search import asked, showing
from search.asked import Asked
from search.query import Count, Result
from search.schema import KIND

# Values that stand open; more are behind a fold.
OPEN = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    label: Text
    number: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one field; of a range only one can be chosen."""

    name: str
    label: Text
    options: Sequence[Option]
    is_single: bool = False

    @property
    def first(self) -> Sequence[Option]:
        """What stands open: the most frequent values."""
        return self.options[:OPEN]

    @property
    def more(self) -> Sequence[Option]:
        """What is folded away."""
        return self.options[OPEN:]

    @property
    def is_open(self) -> bool:
        """Whether something folded away is chosen."""
        return any(option.is_chosen for option in self.more)


def groups(of: Asked, result: Result, label: Text, now: datetime) -> list[Group]:
    """The filters that say something of what is found; `label` is that of the kinds."""
    labels = {KIND: label} | {field.name: field.label for field in showing.fields().values()}
    wanted = {name: tuple(dict.fromkeys((*_counts(name, result), *of.values.get(name, ())))) for name in labels}
    known = asked.names(wanted)
    found = [_group(name, label, of, result, known[name]) for name, label in labels.items()]
    found += [_range(one, of, result, now) for one in showing.ranges().values()]
    return [group for group in found if group.options]


def _counts(name: str, result: Result) -> dict[str, int]:
    return {count.value: count.number for count in result.facets.get(name, ())}


def _group(name: str, label: Text, of: Asked, result: Result, known: Mapping[str, Text]) -> Group:
    chosen, counts = of.values.get(name, ()), _counts(name, result)
    values = (*counts, *(value for value in chosen if value not in counts))
    options = [Option(v, known[v], counts.get(v, 0), v in chosen) for v in values if v in known]
    return Group(name, label, options)


def _range(one: showing.Range, of: Asked, result: Result, now: datetime) -> Group:
    counts: Mapping[str, Count] = {count.value: count for count in result.facets.get(one.name, ())}
    chosen = of.bands.get(one.name, "")
    options = [
        Option(band.name, band.label, counts[band.name].number, band.name == chosen)
        for band in one.bands(now)
        if band.name in counts and (counts[band.name].number or band.name == chosen)
    ]
    return Group(one.name, one.label, options, is_single=True)


def labels(of: Asked, found: Sequence[Group]) -> Iterator[tuple[str, str, Text]]:
    """Field, value and name of everything that is filtered by."""
    names = {(group.name, option.value): option.label for group in found for option in group.options}
    yield from ((name, value, names.get((name, value), value)) for name, value in of.filters())


def fields(of: Asked, found: Sequence[Group]) -> Iterator[tuple[str, Text]]:
    """Every field that is filtered by, named by its value where it is one, otherwise by its own name."""
    known = {group.name: group.label for group in found}
    values: dict[str, list[Text]] = {}
    for name, _value, label in labels(of, found):
        values.setdefault(name, []).append(label)
    yield from ((name, chosen[0] if len(chosen) == 1 else known[name]) for name, chosen in values.items())
