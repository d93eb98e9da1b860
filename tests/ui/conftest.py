"""Pages of these tests stand beside the portal's."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.ui import pages


@pytest.fixture
def english(client: Client) -> Client:
    """A reader of English."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def acted() -> Iterator[list[object]]:
    """What the test pages did."""
    pages.acted.clear()
    yield pages.acted
    pages.acted.clear()
