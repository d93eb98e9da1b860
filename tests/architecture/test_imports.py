from contextlib import chdir

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.sources import ROOT


def test_import_contracts_hold() -> None:
    with chdir(ROOT):
        assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
