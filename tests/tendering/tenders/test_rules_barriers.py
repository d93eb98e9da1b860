"""Conditions that shut out providers are found by their words; honest conditions pass (domain 2.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.tenders.rules.barriers import FIELDS, Barrier, Finding, findings
from tests.factories.tenders import content

FOUND = [
    ("注册地须在本区。", Barrier.REGION, "注册地须在本区"),
    ("仅限本地机构。", Barrier.REGION, "仅限本地"),
    ("供应商住所地在成都市。", Barrier.REGION, "住所地在成都市"),
    ("须在金牛区范围内设有办公场所。", Barrier.REGION, "在金牛区范围内设有"),
    ("项目人员户籍在四川省内。", Barrier.REGION, "户籍在四川省"),
    ("具有成都市范围内同类项目业绩的优先。", Barrier.LOCAL_RECORD, "具有成都市范围内同类项目业绩"),
    ("获得本区表彰的机构加分。", Barrier.LOCAL_RECORD, "获得本区表彰"),
    ("注册资本不低于 50 万元。", Barrier.CAPITAL, "注册资本不低于 50 万元"),
    ("开办资金达到10万元。", Barrier.CAPITAL, "开办资金达到10万元"),
    ("上年度营业收入不少于 100 万元。", Barrier.TURNOVER, "营业收入不少于 100 万元"),
    ("上年纳税额超过5万元。", Barrier.TURNOVER, "纳税额超过5万元"),
    ("从业人员不少于20人。", Barrier.SIZE, "从业人员不少于20人"),
    ("净资产达到30万元。", Barrier.SIZE, "净资产达到30万元"),
    ("成立满三年以上。", Barrier.YEARS, "成立满三年以上"),
    ("注册时间2年以上。", Barrier.YEARS, "注册时间2年以上"),
    ("须为国有企业。", Barrier.OWNERSHIP, "须为国有企业"),
    ("指定使用长虹品牌空调。", Barrier.BRAND, "指定使用长虹品牌空调"),
    ("涂料品牌:立邦。", Barrier.BRAND, "品牌:立邦"),
    ("涂料品牌\uff1a立邦\uff0c白色。", Barrier.BRAND, "品牌\uff1a立邦"),
]
HONEST = [
    "登记的业务范围包含为老服务,有专职人员和项目负责人。",
    "近三年内在经营活动中没有重大违法记录。",
    "不得以注册资本不低于50万元作为条件。",
    "注册地不限。",
    "在社区门口悬挂公示牌,使用统一标识牌。",
    "采用立邦牌涂料或同等档次产品。",
    "服务期限一年,每季度不少于2次活动,满意率达到80%以上。",
    "在本社区内开展服务,对辖区居民有服务经验。",
    "专职社工不少于2名,持证上岗。",
]


@pytest.mark.parametrize(("text", "barrier", "quote"), FOUND)
def test_barriers_are_found_with_their_words(text: str, barrier: Barrier, quote: str) -> None:
    """Implementing Regulations 20; 财库〔2020〕46号; 财库〔2019〕38号."""
    assert findings(content(eligibility=text)) == [Finding("eligibility", barrier, quote)]


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_call_has_no_barrier(text: str) -> None:
    """What the law allows, what the text itself forbids, and a brand with equals accepted."""
    assert findings(content(eligibility=text, requirements=text)) == []


def test_every_kind_of_barrier_is_shown_to_be_found() -> None:
    assert {barrier for _text, barrier, _quote in FOUND} == set(Barrier)


@pytest.mark.parametrize("field", FIELDS)
def test_each_part_of_the_call_is_looked_at(field: str) -> None:
    assert [found.field for found in findings(content(**{field: "仅限本地机构。"}))] == [field]


def test_the_need_and_each_line_of_the_score_sheet_are_looked_at() -> None:
    """A line by itself: what ends one says nothing of the next."""
    found = findings(content(), need="仅限本地机构。", criteria=["注册资本不低于", "50万元的得10分", "成立满三年以上"])
    assert [(one.field, one.barrier) for one in found] == [
        ("need", Barrier.REGION),
        ("criteria", Barrier.CAPITAL),
        ("criteria", Barrier.YEARS),
    ]


def test_the_same_words_twice_are_one_finding_and_others_stand_in_order() -> None:
    text = "注册资本不低于50万元。成立满三年。注册资本不低于50万元。"
    assert [found.barrier for found in findings(content(eligibility=text))] == [Barrier.CAPITAL, Barrier.YEARS]


PIECES = st.lists(st.sampled_from([text for text, _barrier, _quote in FOUND] + HONEST + ["注册", "市", "不低于", "年"]))


@given(PIECES)
def test_quotes_stand_in_the_text_and_fit_their_column(pieces: list[str]) -> None:
    """Whatever people write, a finding quotes them word for word, and none is reported twice."""
    text = "".join(pieces)
    found = findings(content(eligibility=text))
    assert all(finding.quote in text and 0 < len(finding.quote) <= 200 for finding in found)
    assert len({finding.key for finding in found}) == len(found)
