"""Every key, code and fault has words in both languages; values read as people write them."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from django.utils import translation

from marketplace.primitives.ruleset import RuleSet, checks, codes, problems
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.reading import hints
from marketplace.primitives.ruleset.writing import leaves, split_unit
from marketplace.rulebook import preset_files, wording
from marketplace.rulebook.wording import labels
from marketplace.rulebook.wording.sources import Source, origin
from tests.factories.rulebook import rules

CODE_LISTS = [kind for _, kind in inspect.getmembers(codes, inspect.isclass) if kind.__module__ == codes.__name__]
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def _key_paths(hint: Any, path: str = "") -> Iterator[str]:
    """Every key of a rule set as declared, without indexes and table entries."""
    bare = split_unit(hint)[0]
    while get_origin(bare) in (tuple, FrozenMap):
        bare = split_unit(get_args(bare)[-1 if get_origin(bare) is FrozenMap else 0])[0]
    if dataclasses.is_dataclass(bare) and isinstance(bare, type):
        for name, below in hints(bare).items():
            where = f"{path}.{name}" if path else name
            yield where
            yield from _key_paths(below, where)


PATHS = list(_key_paths(RuleSet))


def test_every_key_has_its_own_name() -> None:
    unnamed = [path for path in PATHS if labels._key_row(path) is None and path not in ("letting", "opening")]
    assert unnamed == []


@LANGUAGES
def test_every_key_shown_has_help(language: str) -> None:
    with translation.override(language):
        rows = [row for section in wording.document(rules()) for part in section.parts for row in part.rows]
        assert [row.path for row in rows if not row.help or not row.name] == []


@LANGUAGES
@pytest.mark.parametrize("codes_of", CODE_LISTS, ids=lambda kind: kind.__name__)
def test_every_code_has_words(codes_of: type[StrEnum], language: str) -> None:
    with translation.override(language):
        assert [code for code in codes_of if wording.code_name(code) == code and language != "en"] == []
        assert all((codes_of.__name__, code) in labels.table("codes") for code in codes_of)


def test_every_fault_has_words() -> None:
    folder = Path(checks.__file__).parent
    sources = [*folder.glob("*.py"), folder.parent / "reading.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    raised = set(re.findall(r'(?:Problem|_fault)\(\s*"([a-z_.]+)"', text)) | {"money.growth"}
    assert raised - {code for (code,) in labels.table("problems")} == set()


@LANGUAGES
def test_faults_are_said_in_full(language: str) -> None:
    broken = rules(**{"tiers.ordinary": "50000.00", "money.rates.2.amount": "230000.00", "tiers.raise_to_ordinary": []})
    with translation.override(language):
        said = [wording.problem_words(problem) for problem in problems(broken)]
    assert len(said) == 3
    assert all("%(" not in words and words for words in said)


@pytest.mark.parametrize(
    ("path", "chinese", "english"),
    [
        ("tiers.micro", "¥50,000.00", "¥50,000.00"),
        ("money.city_share", "50%", "50%"),
        ("delivery.retention_works_at_most", "3%", "3%"),
        ("decision.quorum", "三分之二", "two thirds"),
        ("money.closing_from", "12月1日", "1 Dec"),
        ("duties.letter", "2个工作日", "2 working days"),
        ("duties.open_bids", "1个工作日", "1 working day"),
        ("roster.credit.late_delivery", "-5分", "-5 points"),
        ("roster.assessment.required", "是", "yes"),
        ("letting.micro.panel", "社区代表 1人；居民代表 2人；抽取的专家 0人", "Community 1 person; Residents"),
        ("scoring.templates.micro_plan", "方案评分表", "sheet for plans"),
        ("delivery.checkpoints.micro", "无", "none"),
        ("publicity.allocation.days", "365天", "365 days"),
        ("publicity.tender.days", "不另设", "no period of its own"),
        ("letting.major.price_weight.open_tender_goods", "40分", "40 points"),
        ("letting.micro.minimum_responses.open_tender", "—", "—"),
        ("nowhere.at.all", "—", "—"),
    ],
)
def test_values_in_words(path: str, chinese: str, english: str) -> None:
    shipped = preset_files.preset(preset_files.BASE)
    with translation.override("zh-hans"):
        assert wording.words_at(shipped, path) == chinese
    with translation.override("en"):
        assert wording.words_at(shipped, path).startswith(english)


@LANGUAGES
@pytest.mark.parametrize("name", preset_files.NAMES)
def test_every_value_of_every_preset_can_be_said(name: str, language: str) -> None:
    shipped = preset_files.preset(name)
    with translation.override(language):
        said = {leaf.path: wording.words_at(shipped, leaf.path) for leaf in leaves(RuleSet, shipped)}
    assert [path for path, words in said.items() if not words or words == "—"] == []


@pytest.mark.parametrize(
    ("preset", "overrides", "path", "source"),
    [
        ("jinniu_example_2026", {}, "tiers.micro", Source.OURS),
        ("jinniu_example_2026", {}, "decision.filing_threshold", Source.LIUZHOU),
        ("jinniu_example_2026", {"tiers.micro": "60000.00"}, "tiers.micro", Source.DISTRICT),
        ("jinniu_example_2026", {}, "objection.regime_statutory.by", Source.LAW),
        ("liuzhou_example", {}, "money.rates", Source.LIUZHOU),
        ("chenghua_example", {}, "decision.deciding_body", Source.CHENGHUA),
        ("statutory", {}, "roster.gate", Source.LAW),
    ],
)
def test_sources(preset: str, overrides: dict[str, str], path: str, source: Source) -> None:
    assert origin(rules(preset, **overrides)).of(path) is source


def test_provenance_names_keys_that_exist() -> None:
    shipped = preset_files.preset(preset_files.BASE)
    assert [path for path in preset_files.provenance() if wording.value_at(shipped, path) is None] == []
    assert set(preset_files.provenance().values()) <= set(Source)


def test_trail_says_where_a_key_stands() -> None:
    with translation.override("zh-hans"):
        assert wording.key_trail("letting.micro.minimum_responses.inquiry") == "小微项目发包 › 最少响应家数 › 询价"
        assert wording.key_trail("money.rates.0.amount") == "资金 › 社区年度标准 › 1 › 每社区每年"
