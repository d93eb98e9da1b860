import gc

import pytest
from django.db import connection

from marketplace.demo import haste


@pytest.mark.django_db
def test_afterwards_everything_is_as_it_was() -> None:
    before = gc.get_threshold()
    sizes = haste._cache()
    with haste.undisturbed():
        assert gc.get_threshold() == haste.SELDOM
        if connection.vendor == "sqlite":
            assert haste._cache() == -haste.CACHE
    assert gc.get_threshold() == before
    assert haste._cache() == sizes
