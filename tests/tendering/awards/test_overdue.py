"""An award nobody confirms within the days of the rules is told of: to the office, and to the district."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from tendering.awards.models import Award
from tendering.awards.queries.duties import duties
from tendering.awards.queries.overdue import unconfirmed
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, falling, following, publicity
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def owed(by: Membership) -> list[tuple[str, str, datetime | None]]:
    """What waits for somebody in this stage, where, and until when."""
    return [(one.kind, one.url, one.due_at) for one in duties(by, clock.now())]


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


def test_the_days_of_a_major_award_end_with_the_fifth_and_count_for_both_offices() -> None:
    """A consultation of the district: nobody is late before the end of the fifth working day, nor half confirmed."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        office = Office.of()
        tender = tenders.major(office)
        prices = ("280000.00", "285000.00", "290000.00")
        awards.evaluated(tender, office.preparer.user, tenders.providers(3), prices)
        award = awards.publicised(Tender.objects.get(pk=tender.pk), office)
    # Five working days of publicity, then five to confirm.
    assert award.publicity_ends_at == datetime(2026, 6, 9, tzinfo=SHANGHAI)
    with clock.moved_to(award.publicity_ends_at):
        assert publicity.elapse(award=award)
    end = datetime(2026, 6, 17, tzinfo=SHANGHAI)
    with clock.frozen(end - timedelta(milliseconds=1)):
        assert list(unconfirmed(clock.now())) == []
        assert confirming.confirm(award=award, by=office.approver).state == State.CONFIRMABLE
        assert list(unconfirmed(clock.now())) == []
    with clock.frozen(end):
        assert list(unconfirmed(clock.now())) == [award]
        officer = accounts.membership(Role.DISTRICT, places.district())
        assert [(one.kind, one.due_at) for one in duties(officer, clock.now())] == [("awards.confirm", end)]
        assert confirming.confirm(award=award, by=officer).state == State.AWARDED
        assert list(unconfirmed(clock.now())) == []


def test_a_result_is_proposed_in_five_working_days_and_then_street_and_district_see_it(client: Client) -> None:
    """Counted from the report (条例43); a call that is suspended meanwhile is nobody's delay."""
    office = Office.of()
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        tender = awards.ranked(office)
    street = accounts.membership(Role.STREET, office.community.parent)
    end = datetime(2026, 6, 9, tzinfo=SHANGHAI)
    with clock.frozen(end - timedelta(milliseconds=1)):
        assert owed(office.preparer) == [("awards.propose", f"/results/propose/{tender.number}/", end)]
        assert owed(street) == []
    with clock.frozen(end):
        assert owed(street) == [("awards.overdue", tender.get_absolute_url(), end)]
        shown = accounts.signed_in(client, accounts.membership(Role.DISTRICT)).get("/workbench/district/")
        assert tender.get_absolute_url() in shown.content.decode()
    with clock.moved_to(end + timedelta(hours=9)):
        announcing.suspend(tender=tender, by=street, reason="投诉核查")
        assert owed(street) == []
    with clock.moved_to(datetime(2026, 6, 15, 9, tzinfo=SHANGHAI)):
        announcing.resume(tender=tender, by=street, reason="核查结束")
        assert owed(office.preparer)[0][2] == datetime(2026, 6, 24, tzinfo=SHANGHAI)  # 19 June is a holiday


def test_a_fallen_award_is_followed_in_five_working_days(client: Client) -> None:
    """Counted from its fall; the street reads of it on the award's own page."""
    office = Office.of()
    award = awards.publicised(awards.ranked(office), office)
    street = accounts.membership(Role.STREET, office.community.parent)
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        falling.annul(award=award, by=accounts.membership(Role.DISTRICT), reason="投诉属实")
        end, url = datetime(2026, 6, 9, tzinfo=SHANGHAI), award.get_absolute_url()
        assert owed(office.preparer) == [("awards.follow", url, end)]
    with clock.frozen(end):
        assert owed(street) == [("awards.overdue", url, end)]
        following.next_in_rank(award=award, by=office.preparer)
        assert owed(street) == []
