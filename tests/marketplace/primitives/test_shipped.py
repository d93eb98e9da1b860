"""Broken tables and documents are told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace.primitives import shipped
from marketplace.primitives.shipped import BrokenFile


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('\ufeffcode,name\r\n1,"营门口,\r\n街道"\r\n', encoding="utf-8")
    assert list(shipped.rows(tmp_path, "t")) == [{"code": "1", "name": "营门口,\r\n街道"}]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"code,name\n1\n", r"t\.csv, line 2: 2 values"),
        (b"code,name\n1,a\n2,b,c\n", r"t\.csv, line 3: 2 values"),
        (b'code,name\n1,"never closed\n', r"t\.csv, line 1: unexpected end"),
        ("code,name\n1,营门口\n".encode("gb18030"), r"t\.csv: 'utf-8' codec"),
    ],
)
def test_a_broken_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(BrokenFile, match=told):
        list(shipped.rows(tmp_path, "t"))


def test_a_column_that_is_not_there_is_told_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code\n1\n")
    row = next(shipped.rows(tmp_path, "t"))
    with pytest.raises(BrokenFile, match=r"t\.csv, line 2: there is no column name"):
        row["name"]


def test_a_missing_file_and_a_broken_document_are_told(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text('name = "a\n')
    with pytest.raises(BrokenFile, match=r"d\.toml: .*line 1"):
        shipped.document(tmp_path, "d")
    for read in (shipped.document, shipped.rows):
        with pytest.raises(BrokenFile, match="No such file"):
            list(read(tmp_path, "nothing"))
