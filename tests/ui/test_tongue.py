"""Chinese on English pages is marked as Chinese, run by run, and escaped once."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import override

from marketplace.ui.tongue import foreign, is_foreign


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Amend 金沙社区花园", 'Amend <span lang="zh-Hans">金沙社区花园</span>'),
        ("A 金沙 and 银沙", 'A <span lang="zh-Hans">金沙</span> and <span lang="zh-Hans">银沙</span>'),
        ("3号楼（2026）。", '3<span lang="zh-Hans">号楼（2026）。</span>'),
        ("金沙 <b>", '<span lang="zh-Hans">金沙</span> &lt;b&gt;'),
        ("No Chinese", "No Chinese"),
    ],
)
def test_runs_of_chinese_are_marked_on_english_pages(text: str, drawn: str) -> None:
    with override("en"):
        assert str(foreign(text)) == drawn


def test_nothing_is_marked_on_chinese_pages_nor_inside_markup() -> None:
    with override("zh-hans"):
        assert foreign("金沙") == "金沙"
        assert not is_foreign("金沙")
    with override("en"):
        drawn = SafeString('<a title="金沙">金沙</a>')
        assert foreign(drawn) is drawn
        assert str(foreign(SafeString(escape("金沙 & B")))) == '<span lang="zh-Hans">金沙</span> &amp; B'


def test_options_say_that_their_label_is_chinese() -> None:
    option = {"widget": {"value": 1, "label": "金沙社区", "attrs": {}}}
    with override("en"):
        assert 'lang="zh-Hans"' in render_to_string("django/forms/widgets/select_option.html", option)
    with override("zh-hans"):
        assert "lang" not in render_to_string("django/forms/widgets/select_option.html", option)
