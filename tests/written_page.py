"""A page of docs/ that the code writes: written anew, or compared with the one on disk."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def keep(path: Path, text: str, target: str) -> None:
    """Write the page; with `--check` on the command line fail where the one on disk is another.

    Args:
        target: of the Makefile, which writes it.
    """
    if "--check" not in sys.argv:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"{path.relative_to(ROOT)} is out of date: make {target}")
