"""docs/states.md: every table of states as a diagram, read from the code.

`python -m tests.state_diagrams` writes the page, `--check` fails where the page on disk is out of date.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from typing import Any

import django

from tests import written_page
from tests.written_page import ROOT

PAGE = ROOT / "docs/states.md"
PACKAGES = ("catalog", "tendering")
_HEAD = """# States

Written by `make states` from the tables (`transitions*.py`) that the services move along; do not edit. An arrow bears
the act, who does it, and in square brackets the condition that picks it where one act leads to several states.

Who does it is whose work it is, for readers of this page. Who may do it is asked of person, place and object in each
app's `permissions`: that admits others too, who act for an office or only now and then, and keeps out whoever acted
before. [permissions.md](permissions.md) tells of it.
"""


def machines() -> Iterator[tuple[str, Any]]:
    """Each table once, with the module it stands in, in the order of the files."""
    from marketplace.primitives.state_machine import StateMachine

    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("transitions*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            module = vars(importlib.import_module(name))
            yield from ((name, value) for value in module.values() if isinstance(value, StateMachine))


def page() -> str:
    """The whole page."""
    parts = [
        f"## {machine.name}\n\n`{module}`\n\n```mermaid\n{machine.mermaid()}\n```\n" for module, machine in machines()
    ]
    return "\n".join([_HEAD, *parts])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    django.setup()
    written_page.keep(PAGE, page(), "states")


if __name__ == "__main__":
    main()
