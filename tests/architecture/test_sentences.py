"""Whatever is recorded can be told: every act named in the code has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.utils import translation

from marketplace.audit import readers, sentences
from tests.architecture import sources


def recorded() -> Iterator[tuple[str, str]]:
    """Acts that stand in the code as text, with the file; names put together at run time are the apps' own to test."""
    for path, module in sources.modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.keyword) and node.arg == "act" and isinstance(node.value, ast.Constant):
                yield str(node.value.value), path.name


def test_every_recorded_act_has_a_sentence() -> None:
    acts = set(recorded())
    assert len(acts) > 50
    assert sorted((act, name) for act, name in acts if "." in act and act not in sentences.known()) == []


def test_every_sentence_can_be_said_with_nothing_known() -> None:
    for act in sentences.known():
        assert sentences.say(act, {})


@pytest.mark.parametrize("label", sorted(readers.registered()))
def test_every_kind_of_object_with_a_story_has_words(label: str) -> None:
    """A story is headed by what its object is, in the reader's language."""
    kind = apps.get_model(label)._meta.verbose_name
    with translation.override("en"):
        english = str(kind)
    with translation.override("zh-hans"):
        assert str(kind) != english, "a verbose_name with its Chinese"
