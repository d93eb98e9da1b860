"""A phone and an identity number in whatever people write: no visitor reads them, on no page and in no file."""

from __future__ import annotations

import re
from collections import deque
from html import unescape

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, F, Field, Model, TextField, Value
from django.db.models.functions import Concat, Left
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.models import Demand
from tendering.demands.services import publication
from tendering.tenders.models import Tender
from tendering.tenders.services import keys, questions
from tendering.tenders.services.announcing import announce
from tendering.tenders.services.preparing import submit_docs
from tests.factories import accounts, awards, demands, places, projects, tenders
from tests.factories.demands import People
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PHONE, IDENTITY = "13912345678", "510106199003071234"
PLANTED = f"请打{PHONE}，身份证{IDENTITY}"
# Free text of these: what people fill in on the way of a project. Titles are refused with numbers in them.
APPS = ("demands", "tenders", "awards", "contracts", "evaluation", "bids", "catalog")
TITLES = {"title", "name", "number", "contact_name", "contact_phone", "contact_email", "phone", "email"}
LONG = 200
MOST_PAGES = 250


def is_free(field: Field[object, object]) -> bool:
    """Whether people write in it what they like."""
    is_long = isinstance(field, TextField) or (isinstance(field, CharField) and (field.max_length or 0) >= LONG)
    return is_long and not field.choices and not field.unique and field.name not in TITLES


def plant() -> set[str]:
    """Behind every free text that stands in a row; what only grows is planted through its services."""
    planted = set()
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            planted |= {
                f"{model._meta.label}.{one.name}" for one in model._meta.fields if is_free(one) and _put(model, one)
            }
    return planted


def _put(model: type[Model], field: Field[object, object]) -> bool:
    longest = field.max_length or 2000
    text = Concat(Value(PLANTED), F(field.name), output_field=TextField())
    try:
        with transaction.atomic():
            return model._base_manager.update(**{field.name: Left(text, longest)}) > 0
    except DatabaseError:
        return False


def leaks(url: str, text: str) -> list[str]:
    """Where a number stands, with what stands before it."""
    return [f"{url} …{text[max(0, hit.start() - 90) : hit.end()]}" for hit in re.finditer(f"{PHONE}|{IDENTITY}", text)]


def running() -> Tender:
    """A call whose demand, documents and answer hold the numbers."""
    office = Office.of()
    demand = demands.published(office.community, need=PLANTED, outputs=PLANTED)
    said = dict.fromkeys(("requirements", "outputs", "eligibility", "materials", "how_to_submit"), PLANTED)
    tender = tenders.prepared(office, demand, **said)
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    tender = announce(tender=tenders.unsplit(tender), by=office.approver, deadline_at=tenders.deadline(tender))
    asked = questions.ask(tender=tender, by=tenders.bidder(tenders.providers(1)[0]), text=PLANTED)
    questions.answer(question=asked, by=office.preparer, text=PLANTED)
    return tender


def crawl(client: Client, *starts: str, most: int = MOST_PAGES) -> dict[str, str]:
    """What the pages and files say that links lead to, each path once; files and documents in every form."""
    seen, found, ahead = set(starts), dict[str, str](), deque(starts)
    while ahead and len(found) < most:
        url = ahead.popleft()
        answer = client.get(url)
        body = answer.getvalue() if answer.streaming else answer.content
        if answer.status_code != 200:
            continue
        found[url] = body.decode(errors="replace")
        for href in re.findall(r'href="(/[^"#]*)', found[url]):
            link = unescape(href)
            path, _mark, query = link.partition("?")
            is_file = "format=csv" in query and f"{path}?format=csv" not in seen
            target = f"{path}?format=csv" if is_file else path
            if target not in seen and not path.startswith(("/static/", "/accounts/", "/admin/", "/media/")):
                seen.add(target)
                ahead.append(target)
    return found


def test_no_visitor_reads_a_number_that_somebody_wrote_down() -> None:
    demands.rules()
    tender = running()
    office = Office.of()
    award = awards.publicised(awards.ranked(office), office)
    awards.objected(award, text=PLANTED)
    contract = projects.closed()
    planted = plant()
    assert {"demands.Demand.need", "tenders.Query.answer", "awards.Objection.text"} <= planted
    starts = [tender.get_absolute_url(), award.get_absolute_url(), contract.get_absolute_url()]
    starts += [demand.get_absolute_url() for demand in Demand.objects.order_by("pk")]
    lists = [reverse(name) for name in ("demands:list", "tenders:list", "awards:list", "contracts:list")]
    stranger = accounts.signed_in(Client(), accounts.membership(Role.PROVIDER_BIDDER))
    for client in (Client(), stranger):
        pages = crawl(client, *starts, *lists, "/search/", "/")
        assert len(pages) > 60
        assert [where for url, text in pages.items() for where in leaks(url, text)] == []


def test_the_offices_of_the_place_read_what_was_written() -> None:
    tender = running()
    near = accounts.membership(Role.STREET, tender.demand.community.parent)
    far = accounts.membership(Role.STREET, places.street())
    for who, reads in ((near, True), (far, False)):
        client = accounts.signed_in(Client(), who)
        for url in (tender.get_absolute_url(), tender.demand.get_absolute_url()):
            text = client.get(url).content.decode()
            assert (PHONE in text, IDENTITY in text) == (reads, reads), (who.role, url)


def test_whom_to_call_about_a_call_stays_public() -> None:
    tender = running()
    pages = crawl(Client(), tender.get_absolute_url(), most=30)
    told = {url for url, text in pages.items() if tender.content["contact_phone"] in text}
    announcement = tender.notices.order_by("number")[0]
    assert {tender.get_absolute_url(), reverse("overview:record", args=["notice", announcement.pk])} <= told


@pytest.mark.parametrize("number", [PHONE, IDENTITY, "li@demo.example", "028-87654321"])
def test_a_title_with_a_number_is_refused(number: str) -> None:
    """Titles stand as written in lists, messages, files and addresses of every stage."""
    demands.rules()
    people = People.of()
    with refused("text.tells_numbers", kind=InvalidInput):
        demands.drafted(people, title=f"助浴 {number}")
    with refused("text.tells_numbers", kind=InvalidInput):
        publication.open_batch(
            district=places.district(), title=number, fiscal_year=2026, by=people.district, now=clock.now()
        )
