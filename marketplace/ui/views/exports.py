"""Lists as files: CSV streamed with a byte order mark so that Excel reads the Chinese, and xlsx."""

from __future__ import annotations

import csv
import re
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils import translation
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from marketplace.ui import limits
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
# Bytes of a workbook; larger ones are sent from disk.
IN_MEMORY = 1_000_000
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


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_response(rows: Iterable[Any], columns: Sequence[Column], name: str) -> StreamingHttpResponse:
    """A download of the rows, written while it is read; `name` is the file's name without ending."""
    language = translation.get_language() or "zh-hans"
    response = StreamingHttpResponse(_lines(rows, columns, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return response


def xlsx_response(rows: Iterable[Any], columns: Sequence[Column], name: str) -> FileResponse:
    """A workbook of the rows: openpyxl writes them to disk one by one, and there lies a packed file that is large."""
    chosen = [column for column in columns if column.export]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(chosen, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = NARROW if column.kind in NUMERIC else WIDE
    sheet.append([str(column.label) for column in chosen])
    for row in rows:
        sheet.append([_as_cell(column.exported(row)) for column in chosen])
    if _is_cut(rows):
        sheet.append([str(rows.words)])
    file = _spool()
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _spool() -> SpooledTemporaryFile[bytes]:
    """Whoever sends it closes it, and what lay on disk is gone."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)


def _as_cell(value: object) -> object:
    value = harmless(value)
    return value[:32767] if isinstance(value, str) else value


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.

    Control characters go first: the sign behind one would become the cell's first.
    """
    if not isinstance(value, str):
        return value
    text = CONTROL.sub("", value)
    return f"'{text}" if text.lstrip(" \u3000").startswith(FORMULA) else text


def _lines(rows: Iterable[Any], columns: Sequence[Column], language: str) -> Iterator[str]:
    chosen = [column for column in columns if column.export]
    writer = csv.writer(_Echo())
    # The response is read after the request's language has been put away.
    with translation.override(language):
        yield BOM + str(writer.writerow([str(column.label) for column in chosen]))
    for row in rows:
        with translation.override(language):
            yield str(writer.writerow([harmless(column.exported(row)) for column in chosen]))
    if _is_cut(rows):
        with translation.override(language):
            yield str(writer.writerow([str(rows.words)]))


def _is_cut(rows: Iterable[Any]) -> TypeGuard[Cut]:
    """Asked once all rows are written."""
    return isinstance(rows, Cut) and rows.is_cut


FORMATS: dict[str, Callable[[Iterable[Any], Sequence[Column], str], HttpResponseBase]] = {
    "csv": csv_response,
    "xlsx": xlsx_response,
}
