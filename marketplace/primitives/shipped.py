"""Tables and documents that the project ships: where one is broken, file and line are named."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn


class BrokenFile(ValueError):
    """A file of the project is missing, unreadable, or lacks what it should hold."""


class Row(dict[str, str]):
    """One row of a table; a column that the table does not have is told with file and line."""

    place: str

    def __missing__(self, column: str) -> NoReturn:
        raise BrokenFile(f"{self.place}: there is no column {column}")


def rows(folder: Traversable | Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file in UTF-8, by its name without ending.

    Raises:
        BrokenFile: the file is missing or no UTF-8, a quote is never closed, a row is shorter or longer than the head.
    """
    file = f"{name}.csv"
    reader = csv.DictReader(io.StringIO(_text(folder, file), newline=""), strict=True)
    try:
        for found in reader:
            place = f"{file}, line {reader.line_num}"
            if None in found or None in found.values():
                raise BrokenFile(f"{place}: {len(reader.fieldnames or ())} values are expected")
            row = Row(found)
            row.place = place
            yield row
    except csv.Error as error:
        raise BrokenFile(f"{file}, line {reader.line_num}: {error}") from error


def document(folder: Traversable | Path, name: str) -> dict[str, Any]:
    """A TOML file, by its name without ending.

    Raises:
        BrokenFile: the file is missing, no UTF-8 or no TOML; the message says where.
    """
    file = f"{name}.toml"
    try:
        return tomllib.loads(_text(folder, file))
    except tomllib.TOMLDecodeError as error:
        raise BrokenFile(f"{file}: {error}") from error


def _text(folder: Traversable | Path, file: str) -> str:
    try:
        return folder.joinpath(file).read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise BrokenFile(f"{file}: {error}") from error
