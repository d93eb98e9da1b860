"""Words that people who use the portal do not know: numbers of the requirements, names of data structures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import polib
import pytest

from marketplace.ui.catalogues.files import sections

REQUIREMENT = re.compile(r"(?<![A-Za-z0-9])R\d{1,2}(?![A-Za-z0-9])")
STRANGE = re.compile("树头|默克尔")


@pytest.mark.parametrize(
    ("said", "found"),
    [("R49: a named panel", True), ("（R27）", True), ("R15–R19、R26：", True), ("RMB 27", False), ("JR27", False)],
)
def test_a_number_of_the_requirements_is_known_by_its_form(said: str, found: bool) -> None:
    assert bool(REQUIREMENT.search(said)) is found


def entries() -> Iterator[tuple[str, polib.POEntry]]:
    """Every entry of every catalogue, with the part of the code whose catalogue holds it."""
    for section in sections():
        if section.catalogue.exists():
            yield from ((section.name, entry) for entry in polib.pofile(str(section.catalogue)) if not entry.obsolete)


def test_no_message_speaks_in_numbers_or_names_of_ours() -> None:
    """Nobody outside this repository has the table of requirements; a rule is named by what it says."""
    wrong = []
    for name, entry in entries():
        said = " ".join([entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()])
        if REQUIREMENT.search(said) or STRANGE.search(said):
            wrong.append(f"{name}: {said}")
    assert wrong == []


def test_a_message_stands_once() -> None:
    """Of two entries the reader of the files takes one, and nobody knows which: in one catalogue or in two."""
    held = defaultdict[tuple[str, str], list[str]](list)
    for name, entry in entries():
        held[entry.msgctxt or "", entry.msgid].append(name)
    assert {key: names for key, names in held.items() if len(names) > 1} == {}
