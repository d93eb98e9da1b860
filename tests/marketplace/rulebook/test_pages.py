"""Public pages: both languages, drafts kept private, a constant number of queries."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from marketplace.primitives.calendar import Override
from marketplace.primitives.ruleset import PublicStage
from marketplace.rulebook import services
from marketplace.rulebook.models import RuleSet
from tests.factories import accounts
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db


def _text(client: Client, url: str, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def _urls(office: Office) -> list[str]:
    return ["/rules/", f"/rules/{office.current.pk}/", "/rules/calendar/", "/rules/catalogue/", "/rules/domains/"]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "规则"), ("en", "Rules")])
def test_every_page_opens_in_both_languages(client: Client, office: Office, language: str, word: str) -> None:
    for url in _urls(office):
        assert word in _text(client, url, language)


def test_the_rules_read_like_a_document(client: Client, office: Office) -> None:
    text = _text(client, f"/rules/{office.current.pk}/")
    for words in ("小微项目限额", "¥50,000.00", "三分之二", "3个工作日", "示例", "柳州文件"):
        assert words in text
    english = _text(client, f"/rules/{office.current.pk}/", "en")
    for words in ("Micro up to", "two thirds", "3 working days", "Example", "resident-implemented"):
        assert words in english
    for page in (text, english):
        assert "delivery_days" not in page


def test_a_changed_value_is_marked_as_the_districts_own(client: Client, office: Office) -> None:
    draft = office.draft()
    services.edit_values(by=office.drafter, draft=draft, revision=0, values={"tiers.ordinary": "300000.00"})
    signed_in = accounts.signed_in(client, office.drafter)
    assert "本区规定" in _text(signed_in, f"/rules/{draft.pk}/")
    changes = _text(signed_in, f"/rules/{draft.pk}/changes-from/{office.current.pk}/")
    for words in ("项目等级 › 一般项目限额", "¥200,000.00", "¥300,000.00"):
        assert words in changes


def test_a_draft_is_the_districts_alone(client: Client, office: Office) -> None:
    draft = office.draft()
    assert client.get(f"/rules/{draft.pk}/").status_code == 404
    assert client.get(f"/rules/{draft.pk}/changes-from/{office.current.pk}/").status_code == 404
    assert client.get(f"/rules/{office.current.pk}/changes-from/{draft.pk}/").status_code == 404
    street = accounts.signed_in(client, accounts.membership("auditor"))
    assert street.get(f"/rules/{draft.pk}/").status_code == 404


def test_a_coming_version_is_announced(client: Client, office: Office) -> None:
    draft = office.draft()
    services.put_in_force(by=office.colleague, draft=draft, revision=0, reason="调整")
    assert "即将施行" in _text(client, "/rules/")


@pytest.mark.parametrize(("year", "status"), [(2026, 200), (2003, 404), (2050, 404), (99999, 404)])
def test_calendar_covers_what_is_known(client: Client, office: Office, year: int, status: int) -> None:
    assert client.get(f"/rules/calendar/{year}/").status_code == status


def test_a_year_without_notice_is_marked_as_estimated(client: Client, office: Office) -> None:
    assert "放假安排" in _text(client, "/rules/calendar/2027/")
    assert "放假安排" not in _text(client, "/rules/calendar/2026/")


def test_days_of_the_district_are_listed(client: Client, office: Office) -> None:
    from datetime import date

    days = [Override(date(2027, 2, 6), True, "春节调休", "国办发明电〔2026〕8号")]
    services.set_days(by=office.drafter, days=days)
    text = _text(client, "/rules/calendar/2027/")
    assert "国办发明电〔2026〕8号" in text
    assert "放假安排" not in text, "an announced year is no estimate any more"


def test_number_of_queries_does_not_grow_with_versions(client: Client, office: Office) -> None:
    _count(client, office)  # the process learns the calendar once
    counts = [_count(client, office)]
    for _round in range(3):
        draft = services.draft_version(
            by=office.drafter, rule_set=RuleSet.objects.latest("pk"), effective_from=office.current.effective_from
        )
        RuleSet.objects.filter(pk=draft.pk).update(status="in_force")
    counts.append(_count(client, office))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def _count(client: Client, office: Office) -> list[int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for url in _urls(office):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        found.append(len(queries))
    return found


def test_inside_a_request_the_calendar_is_asked_once(client: Client, office: Office) -> None:
    with translation.override("en"):
        counts = _count(client, office)
    assert counts[2] <= 4


def test_the_rules_lead_the_district_to_its_drafts_and_nobody_else(client: Client, office: Office) -> None:
    drafts = "/admin/rulebook/rules/"
    assert drafts not in _text(client, "/rules/")
    assert drafts in _text(accounts.signed_in(client, office.drafter), "/rules/")


def test_publicity_is_one_table_with_a_line_for_each_stage(client: Client, office: Office) -> None:
    """What a column means stands once above it."""
    text = _text(client, f"/rules/{office.current.pk}/")
    part = text[text.index('aria-labelledby="publicity"') :]
    part = part[: part.index("</section>")]
    assert part.count("<table") == 1
    assert part.count('<th scope="row">') == len(PublicStage)
    assert part.count("该阶段向居民公开的内容") == 1
