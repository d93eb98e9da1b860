"""What every engine must answer, found by looking at every document: no tokens, no index, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search import highlights, language, ranking
from search.query import RELEVANCE, AnyOf, Bands, Between, Boost, Count, Facet, Filter, Query, Sort
from search.schema import MISSING, Document, Number, as_number
from search.words import Words
from tests.search.texts import says, shape

WORDS = Words(["金科苑社区"])


@dataclass(frozen=True)
class Asked:
    """A question in its parts, of which the typed text is made."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    facets: tuple[Facet | Bands, ...] = ()
    boosts: tuple[Boost, ...] = ()
    sort: Sort = RELEVANCE
    kinds: tuple[str, ...] = ()
    audience: frozenset[str] = frozenset({"public"})
    in_titles: bool = False

    def query(self, size: int = 500) -> Query:
        text = " ".join([*(f'"{term}"' for term in self.wanted), *(f'-"{term}"' for term in self.unwanted)])
        return Query(
            audience=self.audience,
            text=text,
            kinds=self.kinds,
            filters=self.filters,
            facets=self.facets,
            boosts=self.boosts,
            sort=self.sort,
            size=size,
            in_titles=self.in_titles,
        )


@dataclass
class Reference:
    """All documents, and the answers."""

    documents: list[Document] = field(default_factory=list)

    def found(self, asked: Asked, *, apart_from: str = "") -> list[Document]:
        return sorted(
            self._fitting(asked, apart_from), key=lambda document: (*_order(document, asked), _tail(document))
        )

    def counts(self, asked: Asked, facet: Facet | Bands) -> tuple[Count, ...]:
        chosen = list(self._fitting(asked, facet.field))
        if isinstance(facet, Bands):
            bands = [Between(facet.field, low, high) for _, low, high in facet.bands]
            numbers = [sum(_passes(document, band) for document in chosen) for band in bands]
            return tuple(Count(name, number) for (name, _, _), number in zip(facet.bands, numbers, strict=True))
        counted = Counter(value for document in chosen for value in _values(document, facet.field))
        every = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Count(value, number) for value, number in every[: facet.size])

    def _fitting(self, asked: Asked, apart_from: str) -> Iterator[Document]:
        for document in self.documents:
            if (
                document.audience & asked.audience
                and (not asked.kinds or document.kind in asked.kinds)
                and _fits_text(document, asked)
                and all(_passes(document, one) for one in asked.filters if one.field != apart_from)
            ):
                yield document


def marked(document: Document, asked: Asked) -> tuple[str, str]:
    """Title and excerpt as a page shows them."""
    wanted = language.read(asked.query().text).wanted
    return highlights.marked(document.title, wanted), highlights.excerpt(document.body, wanted)


def points(document: Document, asked: Asked) -> int:
    terms = {shape(term): term for term in asked.wanted if shape(term)}
    words = WORDS.cut(" ".join(language.read(asked.query().text).said))[: ranking.WORD_LIMIT]
    title, body = WORDS.cut(document.title), WORDS.cut(document.body)
    return (
        ranking.TITLE_TERM * sum(says(document.title, term) for term in terms.values())
        + ranking.TITLE_WORD * len({*words} & {*title})
        + ranking.BODY_WORD * len({*words} & {*body})
        + sum(boost.points for boost in asked.boosts if _passes(document, boost.filter))
    )


def _fits_text(document: Document, asked: Asked) -> bool:
    wanted = [term for term in asked.wanted if shape(term)]
    unwanted = [term for term in asked.unwanted if shape(term)]
    if (asked.wanted or asked.unwanted) and not (wanted or unwanted):
        return False
    is_said = all(says(document.title, term) if asked.in_titles else _says(document, term) for term in wanted)
    return is_said and not any(_says(document, term) for term in unwanted)


def _says(document: Document, term: str) -> bool:
    return says(document.title, term) or says(document.body, term)


def _passes(document: Document, one: Filter) -> bool:
    if isinstance(one, AnyOf):
        return bool({*one.values} & {*_values(document, one.field)})
    number = _number(document, one.field)
    if number is None:
        return False
    above = one.at_least is None or as_number(one.at_least) <= number
    return above and (one.below is None or number < as_number(one.below))


def _values(document: Document, name: str) -> Iterable[str]:
    return {document.kind} if name == "kind" else {*document.keywords.get(name, ())}


def _number(document: Document, name: str) -> int | None:
    value: Number | None = document.at if name == "at" else document.numbers.get(name)
    return None if value is None else as_number(value)


def _order(document: Document, asked: Asked) -> tuple[int, ...]:
    if asked.sort.field is None:
        return -points(document, asked), -as_number(document.at)
    number = _number(document, asked.sort.field)
    if number is None:
        return (MISSING,)
    return (-number if asked.sort.descending else number,)


def _tail(document: Document) -> tuple[str, int]:
    return document.kind, document.key
