"""Files are sent while they are read: however many rows there are, they never stand in memory."""

from __future__ import annotations

import csv
import io
import itertools
import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict, StreamingHttpResponse
from django.utils import translation
from openpyxl import load_workbook

from marketplace.ui.views import Column, Kind, exports
from marketplace.ui.views.address import Address
from marketplace.ui.views.tables import Table

COLUMNS = [Column(name="text", label="Text", value=lambda row: row)]
ROWS, LETTERS = 2_000, 1_000


def drawn(pulled: list[int]) -> Iterator[str]:
    """Rows that cannot be packed well; each is noted when it is asked for."""
    source = random.Random(7)
    for number in range(ROWS):
        pulled.append(number)
        yield f"{source.getrandbits(4 * LETTERS):x}"


def test_a_tier_is_written_in_words_and_a_column_for_files_stands_in_no_table() -> None:
    tier, number = Column(name="tier", label="Tier", kind=Kind.TIER), Column(name="number", label="No", file_only=True)
    with translation.override("zh-hans"):
        assert [tier.exported(SimpleNamespace(tier=code)) for code in ("micro", "")] == ["小微", ""]
    table = Table([number, tier], [], "", Address("/", QueryDict()))
    assert [heading.column.name for heading in table.headings()] == ["tier"]


def test_csv_is_sent_while_it_is_read() -> None:
    pulled: list[int] = []
    response = exports.csv_response(drawn(pulled), COLUMNS, "file")
    assert isinstance(response, StreamingHttpResponse)
    chunks = iter(response)
    assert next(chunks).decode("utf-8-sig").strip() == "Text"
    assert pulled == []
    next(chunks)
    assert pulled == [0]
    assert len(list(csv.reader(io.StringIO(b"".join(chunks).decode())))) == ROWS - 1


def test_a_workbook_is_sent_while_it_is_read() -> None:
    """Its head is there before any row is asked, and what is sent is never more than a few rows behind."""
    pulled: list[int] = []
    response = exports.xlsx_response(drawn(pulled), COLUMNS, "file")
    assert isinstance(response, StreamingHttpResponse)
    chunks = iter(response)
    found = [next(chunks)]
    assert pulled == []
    behind = []
    for chunk in chunks:
        before = len(pulled)
        found.append(chunk)
        behind.append(before)
    asked = [after - before for before, after in itertools.pairwise(behind)]
    assert len(pulled) == ROWS
    assert behind[0] < 200
    assert max(asked) < 200
    assert max(map(len, found)) < 100_000 < len(b"".join(found))
    sheet = load_workbook(io.BytesIO(b"".join(found)), read_only=True).worksheets[0]
    said = [str(value) for (value,) in sheet.iter_rows(values_only=True)]
    assert said == ["Text", *drawn([])]


def most_memory(number: int) -> int:
    """Bytes at most while so many rows are sent and forgotten."""
    tracemalloc.start()
    try:
        for _chunk in exports.xlsx_response(itertools.islice(drawn([]), number), COLUMNS, "file"):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_memory_of_a_workbook_does_not_grow_with_its_rows() -> None:
    few, many = most_memory(ROWS // 10), most_memory(ROWS)
    assert many < few * 1.2
    assert many < LETTERS * ROWS / 2, "less than the file"


VALUES = [
    "老旧院落绿化提升项目",
    "=1+1",
    " \u3000@SUM(A1)",
    '<b>&amp;</b> "x" ]]>',
    " two\nlines\r\nand\ta tab ",
    "字" * 40_000,
    12_000,
    -3,
    Decimal("1234567.85"),
    date(2026, 11, 20),
    datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    None,
    "",
    True,
]


def test_a_workbook_holds_what_the_other_file_does() -> None:
    """Text as text and numbers as numbers; a cell takes so many characters, and no more."""
    columns = [Column(name="value", label="值", value=lambda row: row), Column(name="same", label="-", value=str)]
    text = csv_text(exports.csv_response(VALUES, columns, "文件"))
    lines = list(csv.reader(io.StringIO(text, newline="")))
    book = load_workbook(io.BytesIO(b"".join(exports.xlsx_response(VALUES, columns, "文件"))))
    sheet = book.worksheets[0]
    assert sheet.title == "文件"
    cells = [list(row) for row in sheet.iter_rows()]
    plain = [["" if cell.value is None else str(cell.value) for cell in row] for row in cells]
    assert [len(row) for row in plain] == [2] * (len(VALUES) + 1)
    assert plain == [[part[:32_767] for part in line] for line in lines]
    kinds = {cell.value: cell.data_type for row in cells for cell in row}
    assert {kinds[one] for one in (12_000, -3, 1234567.85)} == {"n"}
    assert {kind for value, kind in kinds.items() if isinstance(value, str)} == {"s"}


def csv_text(response: StreamingHttpResponse) -> str:
    return b"".join(response).decode("utf-8-sig")


@pytest.mark.parametrize("make", [exports.csv_response, exports.xlsx_response])
def test_rows_are_worked_out_in_the_language_of_who_asked(make: Callable[..., StreamingHttpResponse]) -> None:
    """Also those that a file asks for after the request's language has been put away; the reader keeps their own."""
    asked: list[str | None] = []

    def rows() -> Iterator[str]:
        for _number in range(2):
            asked.append(translation.get_language())
            yield ""

    def said(row: str) -> str:
        asked.append(translation.get_language())
        return row

    columns = [Column(name="text", label="Text", value=said)]
    with translation.override("en"):
        response = make(rows(), columns, "file")
    with translation.override("zh-hans"):
        for _chunk in response:
            assert translation.get_language() == "zh-hans"
    assert asked == ["en"] * 4
