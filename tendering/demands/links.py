"""Where a project's file is shown: a later stage knows, the pages of the stages ask (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable

# A demand's number to the address of its file.
FileLink = Callable[[str], str]

_sources: list[FileLink] = []


def register(source: FileLink) -> None:
    """Let a later stage say where the file of a project is; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def file_url(number: str) -> str:
    """The address of the file of the demand with this number, empty where no stage shows one."""
    return next((source(number) for source in _sources), "")
