"""The desk of roster applications."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Provider
from marketplace import clock
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


def test_an_application_that_cannot_be_accepted_is_offered_to_be_returned() -> None:
    """The page says so and puts the return first; whoever accepts all the same is not sent to mend it themselves."""
    catalog.rules_without_assessment()
    client = accounts.signed_in(Client(), catalog.officer())
    application = catalog.submitted(catalog.applicant())
    names = ("application", "application_accept", "application_return")
    page, accept, back = (reverse(f"catalog:{name}", args=[application.pk]) for name in names)
    main = 'class="btn btn-block" href="{}"'
    assert main.format(accept) in client.get(page).content.decode()
    Provider.objects.filter(pk=application.provider_id).update(annual_report_year=clock.today().year - 5)
    shown = client.get(page).content.decode()
    assert "有条件不符合，目前不能受理" in shown
    assert main.format(back) in shown
    assert accept not in shown
    sent = client.post(accept, {"version": application.version, "reason": ""}).content.decode()
    assert "请将申请退回补正" in sent
    assert "请在机构信息中更正" not in sent
