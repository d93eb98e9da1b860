"""Hints of collusion are looked for once, with the opening; where a bid came from is sealed and then forgotten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from tendering.bids.draft_keys import wrapping_key
from tendering.bids.models import Bid, CollusionHint, HintInput, SealedOrigin
from tendering.bids.rules.content import PriceLine, Section
from tendering.bids.rules.origin import Digests, Origin, digests
from tendering.bids.services import closing, drafts, submitting
from tendering.tenders.models import Tender
from tests.factories import accounts, bids, files, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
HERE, THERE = Origin("203.0.113.9", "Browser/1"), Origin("198.51.100.7", "Browser/1")
SAME_DEVICE = Origin("203.0.113.9", "Browser/1")
APART = ("21000.00", "24100.00", "28800.00", "29900.00")


def handed_in(
    tender: Tender,
    provider: Provider,
    price: str,
    origin: Origin | None,
    *uploads: SimpleUploadedFile,
    plan: str = bids.PLAN,
) -> Bid:
    """A sealed bid from somewhere."""
    by = tenders.bidder(provider)
    bid = bids.written(bids.drafted(tender, provider, by), by, price, plan=plan)
    for upload in uploads:
        drafts.add_file(bid=bid, by=by, upload=upload)
    submitting.submit(bid=bid, by=by, declared=True, origin=origin)
    bid.refresh_from_db()
    return bid


def kinds(tender: Tender) -> list[str]:
    return list(CollusionHint.objects.filter(tender=tender).order_by("pk").values_list("kind", flat=True))


def test_bids_that_share_nothing_are_opened_without_a_hint(tender: Tender, office: Office) -> None:
    for provider, price, origin in zip(tenders.providers(3), APART, (HERE, THERE, None), strict=False):
        handed_in(tender, provider, price, origin)
    bids.opened(tender, office)
    assert kinds(tender) == []
    assert not Message.objects.filter(payload__kind="bids.hints_found").exists()


def test_phone_device_file_and_author_are_found(tender: Tender, office: Office) -> None:
    first, second, third = tenders.providers(3)
    Provider.objects.filter(pk__in=[first.pk, second.pk]).update(contact_phone="139 8765 4321")
    told = files.upload(files.PDF.replace(b"%%EOF", b"/Author (Wang Yanshi)\n%%EOF"), "甲.pdf")
    same = files.upload(files.PDF.replace(b"%%EOF", b"/Author (Wang Yanshi)\n%%EOF"), "乙.pdf")
    handed_in(tender, first, APART[0], HERE, told)
    handed_in(tender, second, APART[1], SAME_DEVICE, same)
    handed_in(tender, third, APART[2], THERE)
    bids.opened(tender, office)
    assert kinds(tender) == ["phone", "file", "author", "device"]
    shown = HintInput.objects.filter(hint__kind="author").order_by("position").values_list("value", "file")
    assert sorted(shown) == [("Wang Yanshi", "乙.pdf"), ("Wang Yanshi", "甲.pdf")]
    assert {row.bid.provider_id for row in HintInput.objects.all()} == {first.pk, second.pk}
    device = HintInput.objects.filter(hint__kind="device").values_list("value", flat=True)
    assert len(set(device)) == 1
    assert len(device[0]) == 12


def test_one_address_and_one_bank_account_are_found_however_they_are_written(tender: Tender, office: Office) -> None:
    """As the roster has them at the opening; who shares neither stands in no hint."""
    first, second, third = tenders.providers(3)
    written = (
        (first, "演示路 8 号 3 栋 201", "6222 0210 0100 0000 123"),
        (second, "演示路8号3栋201", "6222021001000000123"),
        (third, "演示路9号1栋101", "6222021001000000999"),
    )
    for (provider, address, account), price in zip(written, APART, strict=False):
        Provider.objects.filter(pk=provider.pk).update(address=address, bank_account=account)
        handed_in(tender, provider, price, None)
    bids.opened(tender, office)
    assert kinds(tender) == ["address", "bank_account"]
    for kind, values in (("address", [row[1] for row in written]), ("bank_account", [row[2] for row in written])):
        shown = HintInput.objects.filter(hint__kind=kind).order_by("position")
        assert {(row.bid.provider_id, row.value) for row in shown} == {(first.pk, values[0]), (second.pk, values[1])}


def test_a_withdrawn_bid_a_draft_and_an_unopened_call_never_enter(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(5)
    Provider.objects.filter(pk__in=[one.pk for one in rivals]).update(contact_phone="13987654321")
    for provider in rivals[1:4]:
        Provider.objects.filter(pk=provider.pk).update(contact_phone="")
    for provider, price in zip(rivals[:4], APART, strict=True):
        handed_in(tender, provider, price, HERE if provider is rivals[0] else None)
    withdrawn = handed_in(tender, rivals[4], "21000.00", HERE)
    submitting.withdraw(bid=withdrawn, by=tenders.bidder(rivals[4]))
    assert not SealedOrigin.objects.filter(bid=withdrawn).exists()
    assert not CollusionHint.objects.exists()
    bids.opened(tender, office)
    assert kinds(tender) == []


def test_a_hostile_file_does_not_hold_up_the_opening(tender: Tender, office: Office) -> None:
    first, second, third = tenders.providers(3)
    odd = files.PDF.replace(b"%%EOF", b"/Author <" + b"F" * 999 + b"> /Creator (" + b"\\" * 400 + b"\n%%EOF")
    handed_in(tender, first, APART[0], None, files.upload(odd, "怪.pdf"))
    handed_in(tender, second, APART[1], None)
    handed_in(tender, third, APART[2], None)
    assert bids.opened(tender, office).state == "opened"


def test_where_a_bid_came_from_is_sealed_and_gone_with_the_opening(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(3)
    for provider, price in zip(rivals, APART, strict=False):
        handed_in(tender, provider, price, HERE)
    rows = list(SealedOrigin.objects.all())
    assert len({bytes(row.ciphertext) for row in rows}) == 3
    known = digests(HERE, wrapping_key(), tender.number)
    kept = b"".join(bytes(row.ciphertext) + json.dumps(row.envelope).encode() for row in rows)
    for trace in (HERE.address, HERE.agent, known.network, known.device):
        assert trace.encode() not in kept
    bids.opened(tender, office)
    assert not SealedOrigin.objects.exists()
    assert kinds(tender) == ["device"]


def test_replacing_a_bid_replaces_where_it_came_from(tender: Tender) -> None:
    [provider] = tenders.providers(1)
    bid = handed_in(tender, provider, APART[0], HERE)
    before = bytes(SealedOrigin.objects.get(bid=bid).ciphertext)
    handed_in(tender, provider, APART[1], THERE)
    assert bytes(SealedOrigin.objects.get(bid=bid).ciphertext) != before
    handed_in(tender, provider, APART[1], None)
    assert not SealedOrigin.objects.filter(bid=bid).exists()


def test_a_call_that_fails_forgets_where_its_bids_came_from(tender: Tender) -> None:
    handed_in(tender, tenders.providers(1)[0], APART[0], HERE)
    for _extended_then_failed in range(2):
        bids.closed(tender)
    closing.destroy_leftovers()
    assert not SealedOrigin.objects.exists()


def test_another_call_gives_other_digests_and_an_ipv6_network_is_one(tender: Tender) -> None:
    key = b"k" * 32
    assert digests(HERE, key, "JN-1") != digests(HERE, key, "JN-2")
    assert digests(HERE, key, "JN-1") == digests(SAME_DEVICE, key, "JN-1")
    assert digests(HERE, key, "JN-1").network != digests(THERE, key, "JN-1").network
    one, other = (digests(Origin(f"2001:db8::{end}", "x"), key, "JN-1") for end in ("1", "ffff"))
    assert one == other
    assert digests(Origin("unknown", "x"), key, "JN-1") == Digests()
    assert digests(Origin("127.0.0.1", "x"), key, "JN-1") == Digests()
    assert digests(Origin("203.0.113.9", " "), key, "JN-1").device == ""


def test_the_page_hands_in_the_address_it_sees(tender: Tender, office: Office) -> None:
    for provider, price in zip(tenders.providers(3), APART, strict=False):
        by = tenders.bidder(provider)
        bids.written(bids.drafted(tender, provider, by), by, price)
        page = accounts.signed_in(Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Browser/1"), by)
        url = f"/bids/{tender.number}/check/"
        data = {"ticket": page.get(url).context["ticket"], "unrelated": "on", "truthful": "on"}
        assert page.post(url, data).status_code == 302
    bids.opened(tender, office)
    assert kinds(tender) == ["device"]


def test_quotes_and_lines_in_a_pattern_are_found(tender: Tender, office: Office) -> None:
    amounts = (("12000.00", "8000.00", "5000.00"), ("12600.00", "8400.00", "5250.00"), ("9000.00", "9100.00", "1.00"))
    for provider, lines in zip(tenders.providers(3), amounts, strict=True):
        by = tenders.bidder(provider)
        total = sum(map(Decimal, lines))
        bid = bids.written(bids.drafted(tender, provider, by), by, str(total))
        parts = tuple(PriceLine(f"第{at}项", Decimal(1), "项", Decimal(line)) for at, line in enumerate(lines))
        changes = {"lines": parts, "total": total}
        drafts.save_draft(bid=bid, by=by, section=Section.PRICE, changes=changes, complete=True)
        submitting.submit(bid=bid, by=by, declared=True)
    bids.opened(tender, office)
    assert kinds(tender) == ["line_ratio"]


SHARED = (
    "首月完成全部独居老人入户评估并逐户建立服务档案,次月起由护理员与社工结对上门,"
    "每次服务前后测量血压心率并由家属签字确认,遇异常即联系社区卫生服务站处置。"
)
OTHER = "按楼栋编组,由低龄老人志愿者陪同。"


@pytest.mark.parametrize(
    ("kind", "prices", "plans", "mails", "concerned"),
    [
        ("equal_quotes", ("21000.00", "21000.00", "28800.00"), (), (), (0, 1)),
        ("arithmetic", ("21000.00", "23000.00", "25000.00"), (), (), (0, 1, 2)),
        ("geometric", ("20000.00", "22000.00", "24200.00"), (), (), (0, 1, 2)),
        ("near_ceiling", ("29500.00", "29700.00", "29950.00"), (), (), (0, 1, 2)),
        ("one_far_below", ("20000.00", "27000.00", "27400.00"), (), (), (0, 1, 2)),
        ("passage", APART, (f"一、{SHARED}", OTHER, f"{SHARED}{OTHER}"), (), (0, 2)),
        ("mail_domain", APART, (), ("jia@tongzhou-demo.cn", "yi@163.com", "bing@Tongzhou-demo.CN"), (0, 2)),
    ],
)
def test_what_quotes_plans_and_mail_have_in_common_is_found_at_the_opening(
    tender: Tender,
    office: Office,
    kind: str,
    prices: Sequence[str],
    plans: Sequence[str],
    mails: Sequence[str],
    concerned: Sequence[int],
) -> None:
    """By the values of the call's rule set, and nothing beside it; it names the bids that it concerns."""
    rivals = tenders.providers(3)
    for at, provider in enumerate(rivals):
        Provider.objects.filter(pk=provider.pk).update(contact_email=mails[at] if mails else "")
        handed_in(tender, provider, prices[at], None, plan=plans[at] if plans else bids.PLAN)
    bids.opened(tender, office)
    assert kinds(tender) == [kind]
    assert {row.bid.provider_id for row in HintInput.objects.all()} == {rivals[at].pk for at in concerned}


def test_district_and_discipline_are_told_and_nobody_else(tender: Tender, office: Office) -> None:
    told = [accounts.membership(role, places.district()) for role in (Role.DISTRICT, Role.DISCIPLINE)]
    for provider, price in zip(tenders.providers(3), APART, strict=False):
        handed_in(tender, provider, price, HERE)
    bids.opened(tender, office)
    tender.refresh_from_db()
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(hours=1)):
        bids.deliver_all()
    rows = Notification.objects.filter(kind="bids.hints_found")
    assert {row.recipient_id for row in rows} == {one.user_id for one in told}
    entry = Entry.objects.get(act="bids.hint.found")
    for who, status in (
        (told[0], 200),
        (told[1], 200),
        (office.approver, 403),
        (accounts.membership(Role.AUDITOR), 403),
    ):
        assert accounts.signed_in(Client(), who).get(f"/audit/entry/{entry.pk}/").status_code == status


def test_the_database_keeps_what_was_found_and_lets_values_be_erased(tender: Tender, office: Office) -> None:
    for provider, price in zip(tenders.providers(3), APART, strict=False):
        handed_in(tender, provider, price, HERE)
    bids.opened(tender, office)
    row = HintInput.objects.order_by("pk")[0]
    HintInput.objects.filter(pk=row.pk).update(value="")
    for statement in ("UPDATE bids_hintinput SET position = 9", "UPDATE bids_collusionhint SET kind = 'phone'"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
