"""Files are sent while they are read, or from disk: however many rows there are, they never stand in memory."""

from __future__ import annotations

import csv
import io
import random
import tracemalloc
from collections.abc import Iterator
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


def test_a_workbook_is_never_in_memory_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "IN_MEMORY", 10_000, raising=False)
    pulled: list[int] = []
    tracemalloc.start()
    try:
        response = exports.xlsx_response(drawn(pulled), COLUMNS, "file")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    content = b"".join(response)
    response.close()
    assert len(pulled) == ROWS
    assert len(content) > 800_000 > most
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    assert [len(str(value)) for (value,) in sheet.iter_rows(values_only=True)][1:3] == [LETTERS, LETTERS]
