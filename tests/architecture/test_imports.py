import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from tests.architecture.sources import PACKAGES, ROOT


def test_import_contracts_hold() -> None:
    """In a process of its own: import-linter silences every logger that is there before it."""
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout


def test_every_app_keeps_to_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    inside = next(one for one in contracts if one["name"] == "Inside every app")
    ours = {config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES}
    assert inside["exhaustive"]
    assert ours - set(inside["containers"]) == {"marketplace.ui", "marketplace.demo"}, "they have no such layers"
