"""One document and one search, without an index: what the engines answer (`test_contract`)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from search.fitting import Fitting
from tests.search import corpus
from tests.search.reference import Asked, Reference

ALL = Reference(corpus.documents())
READ = [Fitting(document) for document in ALL.documents]


@given(corpus.questions)
def test_it_says_what_every_engine_says(asked: Asked) -> None:
    asked = replace(asked, in_titles=False)
    query = asked.query()
    fitting = [one.document for one in READ if one.document.audience & asked.audience and one.fits(query)]
    expected = {(one.kind, one.key) for one in ALL.found(asked)}
    assert {(one.kind, one.key) for one in fitting} == expected
