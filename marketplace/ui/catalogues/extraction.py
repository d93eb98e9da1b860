"""The messages that code and templates use. Needs babel, which only developers install."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from marketplace.ui.catalogues.files import PROJECT, Section, sections

_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_SKIPPED = {"migrations", "locale", "static"}
# What belongs to no app: the wiring of the project.
_WIRING = ("marketplace/*.py", "marketplace/settings/*.py", "tendering/*.py")


@dataclass(frozen=True)
class Message:
    """One message as gettext knows it, with the first place that uses it."""

    id: str
    plural: str = ""
    context: str = ""
    place: str = field(default="", compare=False)


def messages_of(path: Path) -> Iterator[Message]:
    """The messages of one Python file or template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Inside brackets the tokenizer does not mind how a template is indented.
        source = "(" + templatize(source, origin=str(path)) + ")"
    for line, found, _comments, context in extract("python", io.BytesIO(source.encode()), _KEYWORDS):
        one, many = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        yield Message(str(one), str(many or ""), str(context or ""), f"{path.name}:{line}")


def _sources(section: Section) -> Iterator[Path]:
    app = ("**/*.py", "templates/**/*.html", "templates/**/*.txt")
    for pattern in _WIRING if section.name == PROJECT else app:
        for path in sorted(section.folder.glob(pattern)):
            if not _SKIPPED.intersection(path.relative_to(section.folder).parts):
                yield path


def used() -> dict[str, list[Message]]:
    """Messages by section; each file counts for the innermost app that holds it."""
    found: dict[str, list[Message]] = {}
    seen: set[Path] = set()
    for section in sections():
        files = [path for path in _sources(section) if path not in seen]
        seen.update(files)
        found[section.name] = list(dict.fromkeys(message for path in files for message in messages_of(path)))
    return found
