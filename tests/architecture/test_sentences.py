"""Whatever is recorded can be told: every act named in the code has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from marketplace.audit import sentences
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
