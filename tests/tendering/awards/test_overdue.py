"""An award nobody confirms within the days of the rules is told of: to the office, and to the district."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.awards.models import Award
from tendering.awards.queries.overdue import unconfirmed
from tendering.awards.services import publicity
from tests.factories import accounts, awards
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def test_five_working_days_and_then_the_district_sees_it() -> None:
    office, before = Office.of(), clock.now()
    with awards.acting_before(before):
        award = awards.publicised(awards.without_competition(office), office)
    publicity.elapse(award=award)
    award = Award.objects.get(pk=award.pk)
    days = award.tender.procedure.confirm_working_days
    assert days == 5
    with clock.moved_to(before + timedelta(days=3)):
        assert list(unconfirmed(clock.now())) == []
    with clock.moved_to(before + timedelta(days=20)):
        assert list(unconfirmed(clock.now())) == [award]
        officer = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT))
        shown = officer.get("/workbench/district/").content.decode()
        assert award.get_absolute_url() in shown
        awards.confirm(award, office)
        assert list(unconfirmed(clock.now())) == []
