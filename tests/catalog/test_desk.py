"""The desk of roster applications."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import accounts, catalog

pytestmark = pytest.mark.django_db


def test_what_waits_comes_before_what_is_done() -> None:
    catalog.rules_without_assessment()
    officer = catalog.officer()
    done = catalog.publicised(catalog.applicant(), officer)
    type(done).objects.filter(pk=done.pk).update(due_at=None)
    waiting = catalog.submitted(catalog.applicant())
    text = accounts.signed_in(Client(), officer).get("/roster/desk/").content.decode()
    first, second = (text.index(reverse("catalog:application", args=[row.pk])) for row in (waiting, done))
    assert first < second
