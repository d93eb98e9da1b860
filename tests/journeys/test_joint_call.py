"""A street lets projects of two communities together, and one of them is taken out before the announcement."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import JointCall, Notice
from tendering.tenders.rules.joint import JointState
from tendering.tenders.rules.timetable import earliest_deadline
from tendering.tenders.services import keys
from tests.factories import accounts, demands, joint, tenders
from tests.factories.joint import StreetOffice

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def signed_in(member: Membership) -> Client:
    return accounts.signed_in(Client(), member)


def send(client: Client, url: str, data: dict[str, object]) -> str:
    """Send a form with the ticket of its page; where it leads."""
    ticket = client.get(url).context["ticket"]
    response = client.post(url, data | {"ticket": ticket})
    assert response.status_code == 302, response.content.decode()[:3000]
    return response.headers["Location"]


def documents(**changes: object) -> dict[str, object]:
    common = joint.common()
    return {
        "title": "西片区助浴服务联合采购",
        "method": "comparison_public",
        "eligibility": common.eligibility,
        "materials": common.materials,
        "period_from": common.period_from.isoformat(),
        "period_to": common.period_to.isoformat(),
        "how_to_submit": common.how_to_submit,
        "contact_name": common.contact_name,
        "contact_phone": common.contact_phone,
        "supervision_phone": common.supervision_phone,
    } | changes


def test_from_the_choice_of_projects_to_the_announcement_of_the_lots() -> None:
    demands.rules()
    office = StreetOffice.of()
    rows = joint.projects(office, "31000.00", "24500.00", "8200.00")
    street = signed_in(office.preparer)
    choice = street.get(reverse("tenders:joint_new"))
    assert [row.number for row in choice.context["demands"]] == sorted(row.number for row in rows)
    chosen = f"{reverse('tenders:joint_documents')}?" + "&".join(f"demand={row.number}" for row in rows)
    seen = street.get(chosen)
    assert seen.context["grounds"].tier == "ordinary"
    assert [row.number for row in seen.context["lots"]] == [row.number for row in rows]
    page = send(street, chosen, documents())
    call = JointCall.objects.get()
    assert page == call.get_absolute_url()
    assert Client().get(page).status_code == 404

    own = signed_in(accounts.membership("community", rows[2].community))
    assert own.get(page).status_code == 200
    out = reverse("tenders:joint_take_out", args=[call.number])
    assert own.post(out, {"lot": "1", "reason": "不是本社区的"}).status_code == 422
    send(own, out, {"lot": "3", "reason": "改为下半年实施"})
    assert call.lots.count() == 2

    send(street, reverse("tenders:joint_submit", args=[call.number]), {})
    keys.fill_pool(size=2, now=clock.now())
    approver, url = signed_in(office.approver), reverse("tenders:joint_announce", args=[call.number])
    lot = call.lots.get(lot=1)
    day = earliest_deadline(clock.today(), lot.procedure, work_calendar())
    early = approver.post(url, {"deadline_at": f"{clock.today().isoformat()}T17:00"})
    assert early.status_code == 422
    send(approver, url, {"deadline_at": f"{day.isoformat()}T17:00"})
    call.refresh_from_db()
    assert call.state == JointState.ANNOUNCED

    public = Client().get(page).content.decode()
    for lot in call.lots.all():
        assert lot.number in public
        told = Client().get(lot.get_absolute_url()).content.decode()
        assert (
            f"联合采购 {call.number} 共 2 个标段,本标段为第 {lot.lot} 标段".replace(",", "\N{FULLWIDTH COMMA}") in told
        )
        notice = Notice.objects.get(tender=lot)
        record = Client().get(reverse("overview:record", args=["notice", notice.pk])).content.decode()
        assert all(other.number in record for other in call.lots.all())
    assert call.number in Client().get(reverse("tenders:joints")).content.decode()


def test_what_cannot_be_let_together_goes_back_to_the_choice_with_the_reason() -> None:
    demands.rules()
    office = StreetOffice.of()
    one = joint.projects(office, "9000.00")[0]
    works = joint.projects(office, "9000.00", kind="works")[0]
    foreign = joint.projects(StreetOffice.of(), "9000.00")[0]
    street = signed_in(office.preparer)
    for other, words in ((works, "不能在同一联合采购中发包"), (foreign, "个标段")):
        url = f"{reverse('tenders:joint_documents')}?demand={one.number}&demand={other.number}"
        for answer in (street.get(url, follow=True), street.post(url, documents(), follow=True)):
            assert words in answer.content.decode()
    assert not JointCall.objects.exists()


def test_one_project_more_and_documents_that_go_back() -> None:
    demands.rules()
    office = StreetOffice.of()
    call = joint.prepared(office)
    more = joint.projects(office, "27300.00")[0]
    street, approver = signed_in(office.preparer), signed_in(office.approver)
    send(street, reverse("tenders:joint_join", args=[call.number]), {"project": more.number})
    assert call.lots.get(lot=1).demand_id == more.pk
    send(street, reverse("tenders:joint_submit", args=[call.number]), {})
    send(approver, reverse("tenders:joint_return", args=[call.number]), {"reason": "请写明标段范围"})
    call.refresh_from_db()
    assert call.state == JointState.PREPARING
    lot = call.lots.get(lot=1)
    community = signed_in(accounts.membership("community", lot.demand.community))
    shown = community.get(lot.get_absolute_url()).content.decode()
    assert reverse("tenders:submit", args=[lot.number]) not in shown
    assert community.get(reverse("tenders:submit", args=[lot.number])).status_code == 403
    assert tenders.content().contact_phone in shown
