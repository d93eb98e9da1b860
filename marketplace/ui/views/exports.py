"""Lists as files, sent while they are read: CSV with a byte order mark so that Excel reads the Chinese, and xlsx."""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils import translation

from marketplace.ui import limits
from marketplace.ui.views import workbooks
from marketplace.ui.views.columns import NUMERIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from marketplace.ui.text import Text
    from marketplace.ui.views.columns import Column

BOM = "\ufeff"
# A spreadsheet runs cells that start like this as formulas; an East Asian one the full-width signs, too.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


# Characters of a column; nothing is measured, for rows are written while they are read.
NARROW, WIDE = 16, 28
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# XML knows no control characters and no such as are none; what people pasted must not break the file.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Cut:
    """The first `most` rows; where there are more, a last line says `words`."""

    def __init__(self, rows: Iterable[Any], most: int, words: Text) -> None:
        self.rows, self.most, self.words = rows, most, words
        self.is_cut = False

    def __iter__(self) -> Iterator[Any]:
        for number, row in enumerate(self.rows):
            if number == self.most:
                self.is_cut = True
                return
            yield row


def file_response(request: HttpRequest, rows: Iterable[Any], columns: Sequence[Column], name: str) -> HttpResponseBase:
    """The rows in the format that the address asks for, one of `FORMATS`.

    Raises:
        TooOften: so many files were asked for just now.
    """
    limits.spend(request, "file")
    return FORMATS[request.GET["format"]](rows, columns, name)


def csv_response(rows: Iterable[Any], columns: Sequence[Column], name: str) -> StreamingHttpResponse:
    """A download of the rows, written while it is read; `name` is the file's name without ending."""
    return _download(_lines(_cells(rows, _chosen(columns))), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_response(rows: Iterable[Any], columns: Sequence[Column], name: str) -> StreamingHttpResponse:
    """A workbook of the same rows, written while it is read, too."""
    chosen = _chosen(columns)
    heading = [str(column.label) for column in chosen]
    widths = [NARROW if column.kind in NUMERIC else WIDE for column in chosen]
    cells = islice(_cells(rows, chosen), 1, None)
    return _download(workbooks.streamed(name, heading, widths, cells), XLSX, f"{name}.xlsx")


def _chosen(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.export]


def _download(parts: Iterator[str] | Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.

    Control characters go first: the sign behind one would become the cell's first.
    """
    if not isinstance(value, str):
        return value
    text = CONTROL.sub("", value)
    return f"'{text}" if text.lstrip(" \u3000").startswith(FORMULA) else text


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(cells: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for number, row in enumerate(cells):
        line = str(writer.writerow(row))
        yield line if number else BOM + line


def _cells(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[Sequence[object]]:
    """What the file says, line by line: the heading, a row only when it is asked for, and whether there are more.

    The file is read after the request's language has been put away.
    """
    return _in(translation.get_language() or "zh-hans", _said(rows, columns))


def _said(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[Sequence[object]]:
    yield [str(column.label) for column in columns]
    for row in rows:
        yield [harmless(column.exported(row)) for column in columns]
    if isinstance(rows, Cut) and rows.is_cut:  # known once all rows are written
        yield [str(rows.words)]


def _in(language: str, lines: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    """Each of these worked out in this language; whoever reads them keeps their own."""
    while True:
        with translation.override(language):
            try:
                line = next(lines)
            except StopIteration:
                return
        yield line


FORMATS: dict[str, Callable[[Iterable[Any], Sequence[Column], str], HttpResponseBase]] = {
    "csv": csv_response,
    "xlsx": xlsx_response,
}
