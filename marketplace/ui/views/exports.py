"""Lists as CSV: streamed, with a byte order mark so that Excel reads the Chinese."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from marketplace.ui.views.columns import Column

BOM = "\ufeff"
# A spreadsheet runs cells that start like this as formulas.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_response(rows: Iterable[Any], columns: Sequence[Column], name: str) -> StreamingHttpResponse:
    """A download of the rows, written while it is read; `name` is the file's name without ending."""
    language = translation.get_language() or "zh-hans"
    response = StreamingHttpResponse(_lines(rows, columns, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _lines(rows: Iterable[Any], columns: Sequence[Column], language: str) -> Iterator[str]:
    chosen = [column for column in columns if column.export]
    writer = csv.writer(_Echo())
    # The response is read after the request's language has been put away.
    with translation.override(language):
        yield BOM + str(writer.writerow([str(column.label) for column in chosen]))
    for row in rows:
        with translation.override(language):
            yield str(writer.writerow([harmless(column.exported(row)) for column in chosen]))
