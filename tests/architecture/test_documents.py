"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

READMES = sorted(ROOT.glob("*/README.md")) + sorted(ROOT.glob("*/*/README.md"))
# Settings of one place only: development, the demonstration, the test suite.
_ELSEWHERE = {"DEBUG", "DEMONSTRATION", "TEST_DATABASE_URL"}
_MODULE = re.compile(r"`((?:[a-z_]+/)*[a-z_]+\.py)`")


def _environment() -> set[str]:
    settings = (ROOT / "marketplace/settings").glob("*.py")
    return {
        name for path in settings for name in re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', path.read_text("utf-8"))
    }


def test_every_setting_of_the_environment_stands_in_the_deployment_guide() -> None:
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/deployment.md").read_text("utf-8")))
    assert _environment() - told == _ELSEWHERE


def _files() -> set[str]:
    packages = ("marketplace", "catalog", "tendering", "cms", "search", "tests")
    return {f"/{path.relative_to(ROOT)}" for package in packages for path in (ROOT / package).rglob("*.py")}


@pytest.mark.parametrize("page", READMES, ids=lambda path: str(path.relative_to(ROOT).parent))
def test_the_modules_a_readme_names_exist(page: Path) -> None:
    named = {f"/{name}" for name in _MODULE.findall(page.read_text("utf-8"))}
    files = _files()
    assert [name for name in sorted(named) if not any(file.endswith(name) for file in files)] == []
