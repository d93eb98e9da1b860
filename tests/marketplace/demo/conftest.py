"""The demonstration, copied for every module that looks at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests import demonstration as demo
from tests.seeds import Seed, seed_for


@pytest.fixture(scope="module")
def demonstration(demo_seed: Seed, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The loaded demonstration in the test database while this module runs; ask for `db` as well."""
    with django_db_blocker.unblock():
        demo_seed.restore()
        yield
        seed_for().restore()


@pytest.fixture
def on_the_day(demonstration: None) -> Iterator[None]:
    """The demonstration's own clock, which began when it was loaded."""
    with override_settings(**demo.clock_file()):
        yield
