"""Where our catalogues stand, and turning them into what Django reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings

LANGUAGE = "zh_Hans"
PROJECT = "project"


@dataclass(frozen=True)
class Section:
    """A part of the code with a catalogue of its own: an app, or the rest of the project."""

    name: str
    folder: Path

    @property
    def catalogue(self) -> Path:
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def sections() -> list[Section]:
    """Our apps, deepest first, and last the project itself, whose catalogue also serves third-party texts."""
    root = Path(settings.BASE_DIR)
    ours = [
        Section(config.label, Path(config.path))
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(root) and "site-packages" not in Path(config.path).parts
    ]
    ours.sort(key=lambda section: (-len(section.folder.parts), section.name))
    return [*ours, Section(PROJECT, root)]


def catalogues() -> Iterator[Path]:
    """Every .po file of ours, all languages."""
    for section in sections():
        yield from sorted(section.folder.glob("locale/*/LC_MESSAGES/*.po"))


def compile_all() -> list[Path]:
    """Write the .mo file of every catalogue that is newer than its .mo; return what was written."""
    return [path.with_suffix(".mo") for path in catalogues() if compile_one(path)]


def compile_one(path: Path) -> bool:
    """Write the .mo file of one catalogue; False where it is up to date already."""
    compiled = path.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
        return False
    unfinished = path.with_suffix(".mo.new")
    polib.pofile(str(path)).save_as_mofile(str(unfinished))
    unfinished.replace(compiled)  # a running server never reads half a file
    return True
