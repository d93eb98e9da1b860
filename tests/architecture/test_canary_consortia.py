"""Before the opening what the members of a consortium agree to stands nowhere in the clear."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.architecture.canary import traces
from tests.architecture.test_canary import PLAN, june, listening
from tests.factories import accounts, bids, consortia, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32"), pytest.mark.usefixtures("nothing_kept")]
assert june  # a fixture of tests here, too


WORK, AGREED = "金丝雀分工：乙方只管接送", "金丝雀联合体协议"
SHARE = "61.37"  # per cent; no time of day, of which every table is full, holds this many seconds


def test_before_the_opening_the_terms_of_a_consortium_stand_nowhere(django_capture_on_commit_callbacks: Any) -> None:
    office = Office.of()
    tender, (lead, member) = consortia.call(office), tenders.providers(2)
    ours, theirs = tenders.bidder(lead), tenders.bidder(member)
    page, other = (accounts.signed_in(Client(), who) for who in (ours, theirs))
    with listening() as overheard:
        with django_capture_on_commit_callbacks(execute=True):
            bid = bids.written(bids.drafted(tender, lead, ours), ours)
            rows = {"row_count": 2, "lead_share": "38.63", "lead_work": PLAN, "share_0": SHARE, "work_0": WORK}
            rows |= {"member_0": str(member), "version": 0}
            upload = SimpleUploadedFile(f"{AGREED}.txt", (WORK * 3).encode())
            answer = page.post(f"/bids/{tender.number}/consortium/", rows | {"agreement": upload})
            assert answer.status_code == 302
            partner = consortia.asked(bid, member)
            assert WORK in other.get(f"/bids/consents/{partner.pk}/").content.decode()
            assert other.post(f"/bids/consents/{partner.pk}/agree/").status_code == 302
            assert page.post(f"/bids/{tender.number}/check/", {"unrelated": "on", "truthful": "on"}).status_code == 302
        bids.deliver_all()
        assert traces((WORK, AGREED, PLAN, SHARE), overheard.places()) == []
