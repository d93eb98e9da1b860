"""The back office: every write goes through a service and leaves an entry; refusals come back in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.audit.models import Entry
from marketplace.primitives.calendar import WorkCalendar
from marketplace.rulebook import effects
from marketplace.rulebook.backoffice.editing import HEAD, PartEditor
from marketplace.rulebook.backoffice.forms import PartForm
from marketplace.rulebook.models import CalendarOverride, RuleSet, ServiceDomain
from marketplace.rulebook.wording import document
from tests.factories import accounts
from tests.factories.audit import acts
from tests.factories.rulebook import rules
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db
PARTS = [HEAD, *(part.path for section in document(rules()) for part in section.parts)]


@pytest.fixture
def drafter(client: Client, office: Office) -> Client:
    client.cookies["django_language"] = "zh-hans"
    return accounts.in_back_office(client, office.drafter)


def _url(name: str, *args: object) -> str:
    return reverse(f"rulebook_admin:{name}", args=args)


def _as_sent(draft: RuleSet, part: str) -> dict[str, Any]:
    """What a browser sends when nothing was typed."""
    form = PartForm(editor=PartEditor(draft.rules, part), revision=draft.revision)
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        sent[name] = value
    return sent


@pytest.mark.parametrize("part", PARTS)
def test_saving_a_part_untouched_changes_nothing(drafter: Client, office: Office, part: str) -> None:
    draft = office.draft()
    assert drafter.get(_url("part", draft.pk, part)).status_code == 200
    response = drafter.post(_url("part", draft.pk, part), _as_sent(draft, part))
    assert response.status_code == 302, response.content.decode()[-3000:]
    saved = RuleSet.objects.get(pk=draft.pk)
    assert (saved.values, saved.revision) == (draft.values, 0)


@pytest.mark.parametrize(
    ("part", "typed", "path", "value"),
    [
        ("tiers", {"tiers.ordinary": "300,000"}, ("tiers", "ordinary"), "300000.00"),
        ("money", {"money.city_share": "40"}, ("money", "city_share"), "0.40"),
        ("decision", {"decision.quorum": "3/4"}, ("decision", "quorum"), "3/4"),
        ("roster", {"roster.assessment.pass": "65.5"}, ("roster", "assessment", "pass"), "65.50"),
        ("letting.micro", {"letting.micro.observers": ["supervision_committee", "discipline"]},
         ("letting", "micro", "observers"), ["supervision_committee", "discipline"]),
        ("letting.micro", {"letting.micro.minimum_responses.inquiry": "4"},
         ("letting", "micro", "minimum_responses", "inquiry"), 4),
        ("satisfaction", {"satisfaction.counts": "both"}, ("satisfaction", "counts"), "both"),
        (HEAD, {"name_zh": "金牛规则(修订)"}, ("name_zh",), "金牛规则(修订)"),
        ("money", {"money.closing_from": "11-15"}, ("money", "closing_from"), "11-15"),
        ("money", {"money.fund_types": "guarantee、incentive,public_service,green"},
         ("money", "fund_types"), ["guarantee", "incentive", "public_service", "green"]),
    ],
)  # fmt: skip
def test_what_is_typed_is_what_is_stored(
    drafter: Client, office: Office, part: str, typed: dict[str, Any], path: tuple[str, ...], value: object
) -> None:
    draft = office.draft()
    response = drafter.post(_url("part", draft.pk, part), _as_sent(draft, part) | typed)
    assert response.status_code == 302, response.content.decode()[-3000:]
    stored: Any = RuleSet.objects.get(pk=draft.pk).values
    for name in path:
        stored = stored[name]
    assert stored == value
    assert acts()[-1] == "rulebook.draft.edited"


def test_shares_are_shown_in_plain_percent(drafter: Client, office: Office) -> None:
    page = drafter.get(_url("part", office.draft().pk, "money")).content.decode()
    assert 'value="50"' in page
    assert "E+1" not in page


def test_a_rate_is_added_and_taken_out(drafter: Client, office: Office) -> None:
    draft = office.draft()
    sent = _as_sent(draft, "money")
    row = {"money.rates.4.fund_type": "incentive", "money.rates.4.from_year": "2031", "money.rates.4.amount": "25000"}
    drafter.post(_url("part", draft.pk, "money"), sent | row)
    draft = RuleSet.objects.get(pk=draft.pk)
    assert draft.values["money"]["rates"][4] == {"fund_type": "incentive", "from_year": 2031, "amount": "25000.00"}
    emptied = dict.fromkeys(row, "")
    drafter.post(_url("part", draft.pk, "money"), _as_sent(draft, "money") | emptied)
    assert len(RuleSet.objects.get(pk=draft.pk).values["money"]["rates"]) == 4


def test_half_a_row_is_refused_with_the_key_named(drafter: Client, office: Office) -> None:
    draft = office.draft()
    response = drafter.post(
        _url("part", draft.pk, "money"), _as_sent(draft, "money") | {"money.rates.4.fund_type": "incentive"}
    )
    assert response.status_code == 422
    assert "缺少这一项" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1e9", "0.001", "9" * 30])
def test_nonsense_is_refused_at_its_field(drafter: Client, office: Office, typed: str) -> None:
    draft = office.draft()
    response = drafter.post(_url("part", draft.pk, "tiers"), _as_sent(draft, "tiers") | {"tiers.micro": typed})
    assert response.status_code == 422
    assert 'href="#id_tiers.micro"' in response.content.decode()
    assert RuleSet.objects.get(pk=draft.pk).revision == 0


def test_a_colleagues_edit_in_between_is_not_overwritten(drafter: Client, office: Office) -> None:
    draft = office.draft()
    sent = _as_sent(draft, "tiers")
    drafter.post(_url("part", draft.pk, "tiers"), sent | {"tiers.ordinary": "300000"})
    response = drafter.post(_url("part", draft.pk, "tiers"), sent | {"tiers.micro": "40000"})
    assert response.status_code == 409


def test_the_whole_road_in_the_back_office(client: Client, drafter: Client, office: Office) -> None:
    assert office.current.name in drafter.get(_url("index")).content.decode()
    day = clock.today() + timedelta(days=5)
    response = drafter.post(_url("start", office.current.pk), {"effective_from": day.isoformat()})
    draft = RuleSet.objects.get(status="draft")
    assert response["Location"] == _url("draft", draft.pk)
    drafter.post(_url("part", draft.pk, "tiers"), _as_sent(draft, "tiers") | {"tiers.micro": "40000"})
    page = drafter.get(_url("draft", draft.pk)).content.decode()
    for words in ("草稿目前不能施行", "备案限额不得高于小微项目限额", "¥40,000.00", "将受影响的事项"):
        assert words in page
    draft = RuleSet.objects.get(pk=draft.pk)
    drafter.post(_url("part", draft.pk, "tiers"), _as_sent(draft, "tiers") | {"tiers.micro": "55000"})
    own = drafter.post(_url("put_in_force", draft.pk), {"revision": 2, "reason": "自批"})
    assert own.status_code == 403
    assert "同事" in own.content.decode(), "the rule is named"
    assert RuleSet.objects.get(pk=draft.pk).is_draft
    colleague = accounts.in_back_office(Client(), office.colleague)
    refused = colleague.post(_url("put_in_force", draft.pk), {"revision": 1, "reason": "年度评估"})
    assert refused.status_code == 409
    done = colleague.post(_url("put_in_force", draft.pk), {"revision": 2, "reason": "年度评估"})
    assert done["Location"] == _url("index")
    assert not RuleSet.objects.get(pk=draft.pk).is_draft


def test_a_draft_is_discarded_with_a_reason(drafter: Client, office: Office) -> None:
    draft = office.draft()
    assert drafter.post(_url("discard", draft.pk), {"reason": ""}).status_code == 422
    assert drafter.post(_url("discard", draft.pk), {"reason": "改期"}).status_code == 302
    assert acts()[-1] == "rulebook.draft.discarded"


@pytest.mark.parametrize("name", ["draft", "put_in_force", "discard", "items", "item_add"])
def test_only_drafts_have_these_pages(drafter: Client, office: Office, name: str) -> None:
    assert drafter.get(_url(name, office.current.pk)).status_code == 404
    assert drafter.get(_url(name, office.draft().pk)).status_code == 200


def test_catalogue_of_a_draft(drafter: Client, office: Office) -> None:
    draft = office.draft()
    item = {"category": "A", "code": "A10", "name_zh": "安宁疗护", "name_en": "palliative care",
            "default_kind": "service", "chengdu_class": "community_building", "domains": ["health"]}  # fmt: skip
    assert drafter.post(_url("item_add", draft.pk), item).status_code == 302
    assert "安宁疗护" in drafter.get(_url("items", draft.pk)).content.decode()
    assert drafter.post(_url("item_add", draft.pk), item).status_code == 422
    renamed = item | {"name_zh": "临终关怀"}
    assert drafter.get(_url("item", draft.pk, "A10")).status_code == 200
    assert drafter.post(_url("item", draft.pk, "A10"), renamed).status_code == 302
    assert drafter.post(_url("item_remove", draft.pk, "A10"), {"reason": "合并"}).status_code == 302
    assert drafter.get(_url("item", draft.pk, "A10")).status_code == 404
    names = {"name_zh": "民生", "name_en": "living"}
    assert drafter.post(_url("category", draft.pk, "A"), names).status_code == 302
    assert acts()[1:] == ["rulebook.item.saved"] * 2 + ["rulebook.item.removed", "rulebook.category.renamed"]


class TestViewSets:
    """Wagtail's own views, saving through services."""

    DAY = "2027-02-06"
    TYPED = {"day": DAY, "is_workday": "on", "name": "春节调休", "source": "国办发明电〔2026〕8号"}

    def test_what_a_day_would_move_is_shown_before_it_is_set(self, drafter: Client, office: Office) -> None:
        """The first save shows it; the same save again makes the change; another answer is shown anew."""

        def moving(old: WorkCalendar, new: WorkCalendar, _now: datetime) -> Iterator[effects.Effect]:
            if old.workdays_between(date(2027, 2, 1), date(2027, 2, 8)) != new.workdays_between(
                date(2027, 2, 1), date(2027, 2, 8)
            ):
                yield effects.Effect("3 项审批的期限将变动", count=3)

        with effects.registrations():
            effects.register_day(moving)
            shown = drafter.post(reverse("rulebook_calendar:add"), self.TYPED).content.decode()
            assert "3 项审批的期限将变动" in shown
            assert 'name="seen" value="2027-02-06:True"' in shown
            assert not CalendarOverride.objects.exists()
            other = drafter.post(reverse("rulebook_calendar:add"), self.TYPED | {"seen": f"{self.DAY}:False"})
            assert "3 项审批的期限将变动" in other.content.decode()
            assert not CalendarOverride.objects.exists()
            drafter.post(reverse("rulebook_calendar:add"), self.TYPED | {"seen": f"{self.DAY}:True"})
            row = CalendarOverride.objects.get()
            page = drafter.get(reverse("rulebook_calendar:delete", args=[row.pk])).content.decode()
            assert "3 项审批的期限将变动" in page

    def test_a_day_is_set_changed_and_removed(self, drafter: Client, office: Office) -> None:
        assert drafter.get(reverse("rulebook_calendar:index")).status_code == 200
        assert drafter.get(reverse("rulebook_calendar:add")).status_code == 200
        drafter.post(reverse("rulebook_calendar:add"), self.TYPED)
        row = CalendarOverride.objects.get()
        assert drafter.get(reverse("rulebook_calendar:edit", args=[row.pk])).status_code == 200
        drafter.post(reverse("rulebook_calendar:edit", args=[row.pk]), self.TYPED | {"name": "调休上班"})
        row.refresh_from_db()
        assert (str(row.day), row.name) == (self.DAY, "调休上班")
        assert drafter.get(reverse("rulebook_calendar:delete", args=[row.pk])).status_code == 200
        drafter.post(reverse("rulebook_calendar:delete", args=[row.pk]), {})
        assert CalendarOverride.objects.exists(), "without a reason nothing is removed"
        drafter.post(reverse("rulebook_calendar:delete", args=[row.pk]), {"reason": "通知更正"})
        assert not CalendarOverride.objects.exists()
        assert acts() == ["rulebook.day.set", "rulebook.day.set", "rulebook.day.removed"]

    def test_a_past_day_is_refused_in_words(self, drafter: Client, office: Office) -> None:
        response = drafter.post(reverse("rulebook_calendar:add"), self.TYPED | {"day": "2026-01-01"})
        assert response.status_code == 422
        assert "已经过去" in response.content.decode()
        assert not CalendarOverride.objects.exists()

    def test_domains_are_added_and_renamed(self, drafter: Client, office: Office) -> None:
        typed = {"code": "pets", "name_zh": "宠物文明", "name_en": "pets", "is_active": "on"}
        assert drafter.get(reverse("rulebook_domains:index")).status_code == 200
        drafter.post(reverse("rulebook_domains:add"), typed)
        row = ServiceDomain.objects.get(code="pets")
        drafter.post(reverse("rulebook_domains:edit", args=[row.pk]), typed | {"name_zh": "文明养宠"})
        row.refresh_from_db()
        assert row.name_zh == "文明养宠"
        assert acts() == ["rulebook.domain.saved"] * 2

    def test_a_domain_in_use_stays_on(self, drafter: Client, office: Office) -> None:
        row = ServiceDomain.objects.get(code="elderly")
        response = drafter.post(
            reverse("rulebook_domains:edit", args=[row.pk]), {"name_zh": "养老", "name_en": "elderly care"}
        )
        assert response.status_code == 409
        assert "A1" in response.content.decode()

    def test_domains_are_never_deleted(self, drafter: Client, office: Office) -> None:
        row = ServiceDomain.objects.get(code="elderly")
        drafter.post(reverse("rulebook_domains:delete", args=[row.pk]), {})
        assert ServiceDomain.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", ["street", "auditor", "operator", "community"])
def test_other_roles_do_not_get_in(client: Client, office: Office, role: str) -> None:
    from tests.factories import places

    scope = {"street": places.street, "community": places.community}.get(role, places.district)()
    other = accounts.in_back_office(client, accounts.membership(role, scope))
    draft = office.draft()
    before = Entry.objects.count()
    for url in (_url("index"), _url("draft", draft.pk), _url("part", draft.pk, "tiers"), _url("items", draft.pk)):
        assert other.get(url).status_code in (302, 403)
    for url in (reverse("rulebook_calendar:add"), reverse("rulebook_domains:add"), _url("discard", draft.pk)):
        assert other.post(url, {"reason": "越权"}).status_code in (302, 403)
    assert Entry.objects.count() == before
