"""Words that people who use the portal do not know: numbers of the requirements, names of data structures."""

from __future__ import annotations

import re

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


def test_no_message_speaks_in_numbers_or_names_of_ours() -> None:
    """Nobody outside this repository has the table of requirements; a rule is named by what it says."""
    wrong = []
    for section in sections():
        if not section.catalogue.exists():
            continue
        for entry in polib.pofile(str(section.catalogue)):
            said = " ".join([entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()])
            if REQUIREMENT.search(said) or STRANGE.search(said):
                wrong.append(f"{section.name}: {said}")
    assert wrong == []
