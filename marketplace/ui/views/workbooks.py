"""Workbooks that leave while they are written: however many rows there are, none waits for the last.

openpyxl makes the book with its head alone; what it made is packed anew, with the rows put in where they belong. Nobody
goes back in a packed file: what is known of a part only at its end stands behind it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SHEET, END = "xl/worksheets/sheet1.xml", b"</sheetData>"
# Bytes that wait for each other, and the most characters that a cell takes.
SENT, LONGEST = 16_384, 32_767


def streamed(
    name: str, heading: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[object]]
) -> Iterator[bytes]:
    """The bytes of a workbook of one sheet, whose head stays where it is; no row is asked before it is written.

    Args:
        name: of the sheet.
        widths: of the columns, in characters.
        rows: numbers stay numbers, everything else is text; never a formula.
    """
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        with ZipFile(_head(name, heading, widths)) as made:
            for part in made.namelist():
                if part != SHEET:
                    archive.writestr(_part(part), made.read(part))
            begin, end, rest = made.read(SHEET).partition(END)
        with archive.open(_part(SHEET), "w") as sheet:
            sheet.write(begin)
            yield sink.taken()
            for number, row in enumerate(rows, start=2):
                sheet.write(_row(number, row))
                if len(sink) >= SENT:
                    yield sink.taken()
            sheet.write(end + rest)
    yield sink.taken()


class _Sink:
    """Where the archive writes to, and what is sent is taken from; nobody goes back in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def __len__(self) -> int:
        return len(self._waiting)

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """What waits can still be taken."""

    def taken(self) -> bytes:
        found = bytes(self._waiting)
        self._waiting.clear()
        return found


def _head(name: str, heading: Sequence[str], widths: Sequence[int]) -> io.BytesIO:
    """A book with one sheet that holds the heading."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append(list(heading))
    file = io.BytesIO()
    book.save(file)
    return file


def _part(name: str) -> ZipInfo:
    """A part of the archive; the day on it says nothing."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part


def _row(number: int, values: Sequence[object]) -> bytes:
    cells = (_cell(f"{get_column_letter(column)}{number}", value) for column, value in enumerate(values, start=1))
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _cell(place: str, value: object) -> str:
    if value == "":
        return f'<c r="{place}"/>'
    if not isinstance(value, str):
        return f'<c r="{place}" t="n"><v>{value}</v></c>'
    text = escape(value[:LONGEST], {"\r": "&#13;"})
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
