"""Conditions in a call that shut out providers unlawfully, found by their words (notice lint).

A finding is a reader's hint, no verdict: it is mended, or answered with a reason that is published with the call.
Implementing Regulations of the Government Procurement Law, article 20; 财库〔2020〕46号; 财库〔2019〕38号.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tendering.tenders.rules.notice import Content


class Barrier(StrEnum):
    """What a condition asks that it may not ask."""

    REGION = "region"
    LOCAL_RECORD = "local_record"
    CAPITAL = "capital"
    TURNOVER = "turnover"
    SIZE = "size"
    YEARS = "years"
    OWNERSHIP = "ownership"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the text: which field, what it seems to ask, the very words."""

    field: str
    barrier: Barrier
    quote: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The same words in the same field are the same finding, whoever saves the text."""
        return self.field, self.barrier.value, self.quote


# How far around the words that deny or soften them may stand, in characters.
NEAR = 20
FIELDS = ("eligibility", "requirements", "outputs", "materials", "how_to_submit")
# What the call says besides: the need it takes from its demand, the names and formulas of its score sheet.
NEED, CRITERIA = "need", "criteria"

_PLACE = (
    r"(?:本地|本省|本市|本区|本县|本街道|辖区内?|属地|[\u4e00-\u9fff]{2,4}(?:省|市|(?<![社小校园片])区|县|街道|镇))"
)
_SEAT = r"(?:注册地址?|登记地|住所地?|办公地点|办公场所|经营场所|营业场所|分支机构|分公司|服务网点|户籍)"
_LEAST = r"(?:不低于|不少于|不小于|不得低于|不得少于|达到|超过|大于|以上|满|≥|>=?)"
_GAP = r"[^。\uff1b;\n]{0,14}?"
_CHINESE_NUMBER = r"[0-9一二三四五六七八九十两百千]{1,6}"

FINDERS: tuple[tuple[Barrier, re.Pattern[str]], ...] = (
    (Barrier.REGION, re.compile(rf"{_SEAT}{_GAP}{_PLACE}")),
    (
        Barrier.REGION,
        re.compile(rf"(?:在|位于|须为|应为){_PLACE}(?:范围内|境内|辖区内|内)?{_GAP}(?:注册|登记|设立|设有|{_SEAT})"),
    ),
    (Barrier.REGION, re.compile(rf"(?:仅限|只限|限于|限){_PLACE}")),
    (
        Barrier.LOCAL_RECORD,
        re.compile(
            rf"{_PLACE}(?!居民|群众|老人)(?:范围内|境内|内)?(?:的|级)?{_GAP}(?:业绩|奖项|荣誉|获奖|表彰|服务经验|项目经验)"
        ),
    ),
    (Barrier.CAPITAL, re.compile(rf"(?:注册资[本金]金?|开办资金|实缴资本){_GAP}{_LEAST}[^。\uff1b;\uff0c,\n]{{0,10}}")),
    (
        Barrier.TURNOVER,
        re.compile(
            rf"(?:营业额|营业收入|年收入|销售额|利润|纳税额|纳税总额){_GAP}{_LEAST}[^。\uff1b;\uff0c,\n]{{0,10}}"
        ),
    ),
    (
        Barrier.SIZE,
        re.compile(
            rf"(?:资产总额|净资产|从业人员|员工人数|职工人数|经营规模|企业规模){_GAP}{_LEAST}[^。\uff1b;\uff0c,\n]{{0,10}}"
        ),
    ),
    (
        Barrier.YEARS,
        re.compile(
            rf"(?:成立|注册|登记|经营(?!范围)|存续)(?:时间|年限)?{_GAP}{_CHINESE_NUMBER}"
            rf"\s{{0,3}}个?年{_GAP}(?:以上)?"
        ),
    ),
    (
        Barrier.OWNERSHIP,
        re.compile(
            r"(?:须为|应为|必须是|仅限|只限|限)(?:国有|国资|央企|民营|外资|事业单位|股份制)[^。\uff1b;\uff0c,\n]{0,8}"
        ),
    ),
    (
        Barrier.BRAND,
        re.compile(
            r"(?:指定|限用|必须(?:使用|采用|选用)|统一(?:使用|采用)|采用|选用|使用)[^。\uff1b;\uff0c,\n]{0,10}(?:品牌|(?<![标识公示门招指路站名])牌(?!匾|子|照)|型号|厂家|原厂|产地)[^。\uff1b;\uff0c,\n]{0,10}"
        ),
    ),
    (Barrier.BRAND, re.compile(r"(?:品牌|型号|生产厂家|产地)[\uff1a:为][^。\uff1b;\uff0c,\n]{1,16}")),
)
# "不得以注册资本作为条件", "注册资本不限": the text itself forbids it.
_DENIED_BEFORE = re.compile(r"(?:不得|不以|不将|禁止|无需|不要求|不限(?:制|定)?|不设)[^。\uff1b;\uff0c,\n]{0,10}$")
_DENIED_AFTER = re.compile(r"^[^。\uff1b;\uff0c,\n]{0,4}(?:不限|不作(?:为)?(?:要求|条件|限制)|不得作为)")
# A brand given as an example of quality, with equals accepted, names no brand (87号令; 条例 20).
_EQUALS = re.compile(r"[^。\uff1b;\n]{0,12}(?:或同等|或相当|同等(?:及以上)?档次|不低于同等|相当于|同类产品)")


def findings(content: Content, *, need: str = "", criteria: Iterable[str] = ()) -> list[Finding]:
    """Every suspicious condition in what people wrote, each once, in the order of the fields and of the text."""
    texts = [*((field, str(getattr(content, field))) for field in FIELDS), (NEED, need)]
    texts += [(CRITERIA, criterion) for criterion in criteria]
    found = [finding for field, text in texts for finding in _in_field(field, text)]
    return list(dict.fromkeys(found))


def _in_field(field: str, text: str) -> Iterator[Finding]:
    hits = [(match.start(), barrier, match) for barrier, pattern in FINDERS for match in pattern.finditer(text)]
    taken: list[tuple[Barrier, int, int]] = []
    for start, barrier, match in sorted(hits, key=lambda hit: hit[0]):
        if _is_denied(text, match) or (barrier is Barrier.BRAND and _accepts_equals(text, match)):
            continue
        if any(barrier is other and start < end and begin < match.end() for other, begin, end in taken):
            continue
        taken.append((barrier, start, match.end()))
        yield Finding(field, barrier, match[0].strip())


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after))


def _accepts_equals(text: str, match: re.Match[str]) -> bool:
    return _EQUALS.search(match[0] + text[match.end() : match.end() + NEAR]) is not None
