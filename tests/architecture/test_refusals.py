"""Every refusal names its rule, in words that a reader knows (issue: every refusal names its rule and what to do)."""

import re

import pytest
from django.utils import translation

from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals

# Chapters of our own notes: nobody who reads a page can look them up.
NOTES = re.compile(r"\bdomain,? \d|第\s?[\d.]+\s?[节章]|规则 ?\d|领域 ?\d", re.IGNORECASE)


def test_every_refusal_names_its_rule() -> None:
    assert [code for code, rule in sorted(refusals.rules().items()) if not rule] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_refusal_names_a_chapter_that_readers_do_not_have(language: str) -> None:
    with translation.override(language):
        told = [refusals.words(Refusal(code)) for code in sorted(refusals.registered())]
    assert [(one.code, one.rule) for one in told if NOTES.search(f"{one.text} {one.rule} {one.todo}")] == []


def test_every_refusal_says_what_to_do() -> None:
    assert [code for code in sorted(refusals.registered()) if not refusals.words(Refusal(code)).todo] == []
