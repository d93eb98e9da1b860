"""What a row of the places file must look like; no framework."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.primitives.refusal import InvalidInput

STREET_CODE = re.compile(r"[0-9]{9}")
COMMUNITY_CODE = re.compile(r"[0-9]{12}")
LARGEST_COUNT = 1_000_000

# English names are derived by hand: no transliteration works offline. Communities keep their Chinese names.
ENGLISH_NAMES = {
    "5101": "Chengdu",
    "510106": "Jinniu District, Chengdu",
    "510106024": "Xi'anlu Street",
    "510106025": "Xihua Street",
    "510106027": "Hehuachi Street",
    "510106030": "Simaqiao Street",
    "510106031": "Chadianzi Street",
    "510106032": "Fuqin Street",
    "510106035": "Jiulidi Street",
    "510106036": "Wukuaishi Street",
    "510106038": "Yingmenkou Street",
    "510106040": "Jinquan Street",
    "510106041": "Shaheyuan Street",
    "510106042": "Tianhuizhen Street",
    "510106043": "Fenghuangshan Street",
}
CHINESE_NAMES = {"5101": "成都市", "510106": "成都市金牛区"}


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """One community with its street, from the file of streets and communities (headcounts are persons)."""

    street_code: str
    street: str
    code: str
    name: str
    population: int | None
    households: int | None
    courtyards: int | None


def parse_row(number: int, row: Mapping[str, str]) -> CommunityRow:
    """Read one row.

    Raises:
        InvalidInput: ``places.row.*`` with `row` (the line counted from 1 without the header) and `column`.
    """
    street_code = _matching(STREET_CODE, number, row, "street_code")
    code = _matching(COMMUNITY_CODE, number, row, "community_code")
    if not code.startswith(street_code):
        raise InvalidInput("places.row.not_in_street", field="community_code", row=number, column="community_code")
    return CommunityRow(
        street_code=street_code,
        street=_text(number, row, "street"),
        code=code,
        name=_text(number, row, "community"),
        population=_count(number, row, "population_example"),
        households=_count(number, row, "households_example"),
        courtyards=_count(number, row, "courtyards_example"),
    )


def _matching(pattern: re.Pattern[str], number: int, row: Mapping[str, str], column: str) -> str:
    value = (row.get(column) or "").strip()
    if not pattern.fullmatch(value):
        raise InvalidInput("places.row.code", field=column, row=number, column=column)
    return value


def _text(number: int, row: Mapping[str, str], column: str) -> str:
    value = (row.get(column) or "").strip()
    if not value or len(value) > 80 or not value.isprintable():
        raise InvalidInput("places.row.name", field=column, row=number, column=column)
    return value


def _count(number: int, row: Mapping[str, str], column: str) -> int | None:
    value = (row.get(column) or "").strip()
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 7 or int(value) > LARGEST_COUNT:
        raise InvalidInput("places.row.count", field=column, row=number, column=column)
    return int(value)
