"""The inbox and the table of preferences."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import Membership, User
from marketplace.notifications import queries
from marketplace.notifications.models import Preference
from tests.factories import accounts, places
from tests.marketplace.notifications.conftest import QUIET, RETURNED, received, run, tell

pytestmark = pytest.mark.django_db
BACKEND = "marketplace.accounts.backends.Backend"


@pytest.fixture
def officer() -> Membership:
    return accounts.membership("street", places.street())


@pytest.fixture
def reader(client: Client, officer: Membership) -> Client:
    return accounts.signed_in(client, officer)


def inbox(client: Client, **query: str) -> str:
    response = client.get(reverse("notifications:inbox"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    for name in ("inbox", "preferences"):
        response = client.get(reverse(f"notifications:{name}"))
        assert response.status_code == 302
        assert "login" in response["Location"]


def test_the_inbox_shows_the_own_messages_and_their_number(reader: Client, officer: Membership) -> None:
    rival = accounts.user()
    tell(officer.user, title="楼道照明")
    tell(rival, title="对手的消息")
    run()
    page = inbox(reader)
    assert "楼道照明" in page
    assert "对手的消息" not in page
    assert 'count-hot">1<' in page


def test_an_empty_inbox_says_so(reader: Client) -> None:
    assert "暂无消息" in inbox(reader)


def test_opening_leads_on_and_marks_as_read(reader: Client, officer: Membership) -> None:
    tell(officer.user)
    run()
    response = reader.get(reverse("notifications:open", args=[received(officer.user)[0].pk]))
    assert response["Location"] == "/demands/1/"
    assert queries.unread(officer.user) == 0


def test_a_person_never_reaches_anothers_message(reader: Client) -> None:
    rival = accounts.user()
    tell(rival)
    run()
    pk = received(rival)[0].pk
    assert reader.get(reverse("notifications:open", args=[pk])).status_code == 404
    assert reader.post(reverse("notifications:read", args=[pk])).status_code == 404
    reader.post(reverse("notifications:read_all"))
    assert queries.unread(rival) == 1


def test_marking_read(reader: Client, officer: Membership) -> None:
    tell(officer.user, title="甲")
    tell(officer.user, title="乙")
    tell(officer.user, title="丙")
    run()
    reader.post(reverse("notifications:read", args=[received(officer.user)[0].pk]))
    page = inbox(reader, unread="on")
    assert "甲" not in page
    assert "乙" in page
    assert "已将 2 条消息标为已读" in reader.post(reverse("notifications:read_all"), follow=True).content.decode()
    assert queries.unread(officer.user) == 0


def test_marking_read_takes_a_post(reader: Client) -> None:
    assert reader.get(reverse("notifications:read_all")).status_code == 405


def test_what_a_sender_wrote_is_escaped(reader: Client, officer: Membership) -> None:
    tell(officer.user, title="<script>alert(1)</script>")
    run()
    assert "<script>alert" not in inbox(reader)


def test_preferences_are_shown_and_kept(reader: Client, officer: Membership) -> None:
    address = reverse("notifications:preferences")
    page = reader.get(address).content.decode()
    assert f'name="{RETURNED}:email"' in page
    assert "始终接收" in page
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    response = reader.post(address, {f"{QUIET}:sms": "on", f"{RETURNED}:sms": "on", "ticket": ticket}, follow=True)
    assert "已保存" in response.content.decode()
    kept = {(row.kind, row.channel): row.wanted for row in Preference.objects.filter(user=officer.user)}
    assert kept == {(RETURNED, "email"): False, (QUIET, "sms"): True}


def test_kinds_of_other_roles_are_not_in_the_table(client: Client) -> None:
    resident: User = accounts.user()
    client.force_login(resident, backend=BACKEND)
    page = client.get(reverse("notifications:preferences")).content.decode()
    assert RETURNED in page
    assert QUIET not in page


def test_a_kind_received_once_stays_in_the_table(client: Client) -> None:
    resident = accounts.user()
    tell(resident, kind=QUIET)
    run()
    assert QUIET in queries.kinds_for(resident)


def test_the_inbox_asks_the_database_little(
    reader: Client, officer: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        tell(officer.user, title=str(number))
    run()
    inbox(reader)
    with django_assert_max_num_queries(12):
        inbox(reader)
