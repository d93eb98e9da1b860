"""The reader of pages sees what it is there to see."""

from __future__ import annotations

import pytest

from tests.architecture.tongues import amiss

ENGLISH, CHINESE = "en", "zh-hans"


@pytest.mark.parametrize(
    ("language", "page"),
    [
        (ENGLISH, "<p>Chosen: 锦江</p>"),
        (ENGLISH, '<title lang="en">锦江</title>'),
        (ENGLISH, '<a aria-label="End the time of 张一">End</a>'),
        (ENGLISH, '<p><b lang="zh-Hans">锦江</b> 锦江</p>'),
        (CHINESE, "<p>Save</p>"),
        (CHINESE, '<input type="submit" value="Save">'),
        (CHINESE, '<img alt="The street">'),
        (CHINESE, "<li>5 if delivery_days &lt;= 3 else 0</li>"),
        (CHINESE, '<p lang="en">Saved <span lang="zh-Hans">as PDF today</span></p>'),
        (CHINESE, "<dd>None</dd>"),
        (CHINESE, "<p>共 %(count)s 件</p>"),
        (CHINESE, "<p><b>未关</p>"),
        (CHINESE, '<html lang="en"></html>'),
    ],
)
def test_what_is_said_in_the_wrong_language_is_found(language: str, page: str) -> None:
    assert amiss(page, language) != []


@pytest.mark.parametrize(
    ("language", "page"),
    [
        (ENGLISH, '<html lang="en"><p>Chosen: <span lang="zh-Hans">锦江</span></p><br></html>'),
        (ENGLISH, '<title lang="zh-Hans">锦江 - Community project marketplace</title>'),
        (CHINESE, '<html lang="zh-Hans"><p>下载 PDF、CSV</p><button lang="en">English</button></html>'),
        (CHINESE, "<dd>person4@demo.example · http://testserver/account/ · 方案.pdf · a1f_note</dd>"),
        (CHINESE, "<script>let Save = 1</script><code>delivery days</code>"),
    ],
)
def test_what_is_marked_or_no_word_is_left_alone(language: str, page: str) -> None:
    assert amiss(page, language) == []
