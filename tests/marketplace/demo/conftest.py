"""The demonstration, loaded once for a session and copied for every module that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from marketplace.demo import loading
from tests.seeds import Seed, seed_for


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the loaded demonstration keeps its state, its clock and its table of accounts."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_seed(django_db_setup: None, django_db_blocker: DjangoDbBlocker, demo_folder: Path) -> Iterator[Seed]:
    """A seed that holds the whole demonstration."""
    with django_db_blocker.unblock():
        empty = seed_for()
        empty.restore()
        with override_settings(**_folders(demo_folder)):
            loading.load(quiet=True)
        loaded = empty.keep("demo")
        empty.restore()
        yield loaded
        loaded.forget()


@pytest.fixture(scope="module")
def demonstration(demo_seed: Seed, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The loaded demonstration in the test database while this module runs; ask for `db` as well."""
    with django_db_blocker.unblock():
        demo_seed.restore()
        yield
        seed_for().restore()


@pytest.fixture
def on_the_day(demonstration: None, demo_folder: Path) -> Iterator[None]:
    """The demonstration's own clock, which began when it was loaded."""
    with override_settings(**_folders(demo_folder)):
        yield


def _folders(folder: Path) -> dict[str, object]:
    assert settings.DEMONSTRATION
    return {"VAR_DIR": folder, "CLOCK_OFFSET_FILE": str(folder / "clock-offset")}
