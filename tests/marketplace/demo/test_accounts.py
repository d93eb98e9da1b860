from http import HTTPStatus

import pytest
from django.test import Client

from catalog.queries.duties import duties as roster_duties
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.demo import accounts, loading
from tendering.contracts.models import Code, PanelState
from tendering.demands.queries import duties as demand_duties
from tendering.overview.queries import workbench
from tests.factories.accounts import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def membership(account: str) -> Membership:
    return Membership.objects.scoped().get(user__email=f"{account}@demo.example")


@pytest.mark.parametrize("person", accounts.PERSONS, ids=lambda person: person.account)
def test_every_account_signs_in_and_has_pages(person: accounts.Person, client: Client) -> None:
    held = membership(person.account)
    assert held.role == person.role
    assert client.login(username=person.email, password=accounts.PASSWORD)
    signed_in(client, held)
    for page in ("/demands/", "/roster/"):
        assert client.get(page).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("account", "kinds"),
    [
        ("community", {"demands.screen", "demands.record_meeting", "demands.fund", "demands.answer_interest"}),
        ("supervision", {"demands.countersign"}),
        ("street", {"demands.file", "demands.approve"}),
        ("leading-group", {"demands.give_opinion"}),
        ("district", {"demands.approve", "demands.overdue_approval"}),
        ("district-group", {"demands.give_opinion"}),
        ("provider", {"demands.answer_invitation"}),
        ("bidder", {"demands.answer_invitation"}),
    ],
)
def test_something_waits_for_whoever_decides(account: str, kinds: set[str]) -> None:
    found = {duty.kind for duty in demand_duties.duties(membership(account), clock.now())}
    assert kinds <= found


@pytest.mark.parametrize(
    ("account", "kinds"),
    [
        (
            "community",
            {
                "tenders.approve_docs",
                "tenders.answer_question",
                "awards.confirm",
                "contracts.sign",
                "contracts.verify",
                "contracts.check_payment",
            },
        ),
        ("supervision", {"contracts.opinion"}),
        ("representative", {"evaluation.declare"}),
        ("resident", {"contracts.opinion"}),
        ("professional", {"contracts.opinion"}),
        ("street", {"contracts.approve_payment"}),
        ("street-finance", {"contracts.pay"}),
        ("finance", {"contracts.pay"}),
        ("provider", {"tenders.answer_invitation", "contracts.sign", "contracts.report"}),
    ],
)
def test_something_waits_at_every_step_of_letting_and_delivery(account: str, kinds: set[str]) -> None:
    with clock.frozen(loading.BEGINNING):
        found = {duty.kind for duty in workbench.waiting(membership(account), clock.now())}
    assert kinds <= found


def test_the_resident_may_judge_a_project() -> None:
    held = membership("resident")
    code = Code.objects.get(member__user=held.user, member__panel__state=PanelState.OPEN)
    assert not code.is_used


def test_applications_wait_for_the_district() -> None:
    found = [duty.kind for duty in roster_duties(membership("district"), clock.now())]
    assert found.count("catalog.decide") == 2
