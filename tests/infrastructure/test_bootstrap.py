"""What `make` says where the machine lacks something: what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "deploy/bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_without_a_python_of_ours_is_told_which_and_how(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 1))
    monkeypatch.setattr(bootstrap, "NEWEST", (9, 2))
    with pytest.raises(SystemExit) as stopped:
        bootstrap.find_python()
    told = str(stopped.value)
    for words in ("Python 3.1 to 3.2 with venv is needed", sys.version.split()[0], "apt-get install", "brew install"):
        assert words in told


def test_the_running_python_is_one_of_ours(bootstrap: ModuleType) -> None:
    assert bootstrap.supported(sys.executable)
    assert not bootstrap.supported("/no/such/python")


def test_a_command_that_fails_is_named_with_what_it_said(bootstrap: ModuleType) -> None:
    with pytest.raises(SystemExit) as stopped:
        bootstrap.run(sys.executable, "-c", "import sys; print('no room'); sys.exit(3)")
    assert "This failed:" in str(stopped.value)
    assert "no room" in str(stopped.value)
