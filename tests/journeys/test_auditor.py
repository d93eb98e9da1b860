"""Who reads everything and writes nothing but findings (审计): the log, its proofs, the files, a payment stopped."""

from __future__ import annotations

import json

import pytest

from marketplace.accounts.rules import Role
from tests.factories import contracts, places
from tests.factories.contracts import People
from tests.journeys.cast import person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R39")]
FINDING = "发票抬头与合同不符。"


def read(who: Person, link: str) -> str:
    """The text behind a link of the page that leads to no page."""
    url = who.page.link(link)
    assert url is not None, f"no link {link!r} on {who.page.url}"
    answer = who.client.get(url)
    assert answer.status_code == 200
    return answer.getvalue().decode()


def proves(auditor: Person) -> None:
    """The story of a contract from the list of all acts, one of its entries, the proof, the published fingerprint."""
    auditor.opens().follows("Audit log").follows("The contract was published and filed").sees("drafted the contract")
    auditor.follows("log index").sees("Proof holds", "Path", "Published fingerprint")
    proof = json.loads(read(auditor, "Proof for programs"))
    auditor.follows("contract ")
    auditor.follows("Published fingerprints of the log").sees("Ed25519")
    kept = read(auditor, str(proof["tree_size"]))
    assert kept.strip() == proof["checkpoint"].strip()


def test_an_auditor_reads_proves_and_stops_a_payment(days: Days) -> None:
    """Nothing it reads offers it an act but to stop the payment with a finding, which waits until it is answered."""
    people = People.of()
    payment = contracts.asked(contracts.signed(people), people)
    title = payment.stage.contract.demand.title
    days.pass_by(hours=2)
    auditor, clerk = person("何审计", Role.AUDITOR, places.district()), Person(people.checker)
    proves(auditor)
    assert "asked for stage 1" in read(auditor.opens().follows("Audit log"), "Download CSV")
    for page in ("The project's file", "Contract: ", "Result: "):
        auditor.opens().follows(title).follows(page)
        assert auditor.page.forms() == [], auditor.page.url
    clerk.does("Check a payment", title)
    assert auditor.client.get(clerk.page.url).status_code == 403

    auditor.opens().follows(title).follows("Contract: ").follows("Details").follows("Withhold")
    auditor.fills(reason=FINDING).sends()
    assert not clerk.has("Check a payment", title)
    clerk.opens().follows(title).follows("Contract: ").follows("Details").sees("Withheld", FINDING)
    auditor.does("A payment waits for your finding to be answered", title).follows("Let the payment go on")
    auditor.fills(reason="已换开发票。").sends()
    assert not auditor.has("A payment waits for your finding to be answered")
    assert clerk.has("Check a payment", title)
