"""Every refusal of uploads and primitives has words in both languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from marketplace.primitives.refusal import InvalidInput
from marketplace.ui import refusals

RAISED = re.compile(r'(?:InvalidInput|ScannerUnavailable)\(\s*"([\w.]+)"')


def codes(folder: str) -> set[str]:
    sources = (Path(settings.BASE_DIR) / folder).rglob("*.py")
    return {code for source in sources for code in RAISED.findall(source.read_text())}


def test_every_code_raised_has_words() -> None:
    raised = codes("marketplace/files") | {
        code for code in codes("marketplace/primitives") if code.split(".")[0] in {"money", "uscc", "calendar", "draw"}
    }
    assert len(raised) > 25
    assert raised <= refusals.registered()


@pytest.mark.parametrize(("language", "words"), [("en", "has 3 characters"), ("zh-hans", "有 3 位")])
def test_words_come_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        worded = refusals.words(InvalidInput("uscc.length", field="uscc", length=3, expected=18))
    assert words in worded.text
    assert worded.todo
