"""Somebody without a provider (投标人): an account, proofs, the roster, a supplement, admission, the first bid."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from catalog.rules.periods import months_after
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.outbox import services as outbox
from tests.factories import accounts, catalog, places, tenders
from tests.gateways import Message
from tests.journeys import letting
from tests.journeys.cast import person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R28"), pytest.mark.requirement("R30")]
NAME, TITLE, WORD = "云上演示中心", "独居老人助浴服务项目", "yunshang-2026-demo"
SUPPLEMENT = "请补充专业优势。"


def delivered() -> None:
    """Whatever the portal has to send or to index is done."""
    while outbox.sweep():
        continue


def newcomer(texts: list[Message]) -> Person:
    """An account opened from the home page; e-mail and phone are proved."""
    who = Person().opens("Home").follows("Open an account")
    who.fills(name="周负责", phone="13800005521", email="zhou@demo.example", password1=WORD, password2=WORD).sends()
    letter = re.search(r"https?://[^/\s]+(/\S+confirm\S+)", str(mail.outbox[-1].body))
    assert letter is not None
    who.opens_link(letter[1]).fills().sends("Confirm").sees("You have confirmed zhou@demo.example")
    who.opens().follows("My account").follows("Verify the phone").fills().sends()
    delivered()
    digits = re.search(r"\b\d{6}\b", texts[-1].text)
    assert digits is not None
    return who.fills(code=digits[0]).sends().sees("The phone is verified.")


def registers(who: Person) -> None:
    """From the workbench of somebody without a role; who signs for a provider sets up the second step first."""
    who.opens().sees("You hold no role yet").follows("Register an organisation")
    who.fills(name=NAME, org_type="Private non-enterprise unit", uscc=accounts.uscc(990_077)).sends()
    who.fills(password=WORD).sends("Confirm")
    secret = who.page.main.find("code")
    assert secret is not None
    who.fills(code=accounts.digits_of(secret.get_text())).sends("Switch it on")


def applies(who: Person) -> None:
    """Every part of the application, found on its list."""
    who.does("Apply for the roster", NAME).follows("Begin an application").fills().sends()
    day = months_after(clock.today(), -60)
    who.follows("Registration")
    who.fills(registered_date=day, legal_representative="陈负责", annual_report_year=day.year + 4).sends()
    who.follows("Contact details")
    who.fills(contact_name="李联系", contact_phone="13800005521", address="演示路1号").sends()
    who.follows("Organisation profile")
    staff = {"fulltime_staff": 9, "certified_social_workers": 5, "volunteers": 130}
    who.fills(development="2016年登记。", strengths="助浴", domains=["elderly care"], **staff).sends()
    who.does("Finish the roster application", NAME).follows("Files")
    while "Still missing" in who.page.words:  # the form stands at the first that is
        who.fills(upload=catalog.upload()).sends()


def test_a_newcomer_is_admitted_and_bids(days: Days, text_messages: list[Message]) -> None:
    """Returned once for a supplement; listed when its days are over; before that its organisation does not bid."""
    office = tenders.Office.of()
    catalog.rules_without_assessment()
    officer = person("陈处长", Role.DISTRICT, places.district())
    who = newcomer(text_messages)
    registers(who)
    applies(who)
    who.follows("Our organisation").follows("Check your answers and submit").fills(declared=True).sends()

    officer.does("Check a roster application", NAME)
    assert who.client.get(officer.page.url).status_code == 403
    officer.follows("Return").fills(reason=SUPPLEMENT).sends()
    who.does("The application was returned: correct it", NAME).sees(SUPPLEMENT).follows("Organisation profile")
    who.fills(strengths="居家助浴、失能预防").sends()
    who.does("The application was returned: correct it", NAME).follows("Check your answers and submit")
    who.fills(declared=True).sends()
    officer.does("Check a roster application", NAME).sees("居家助浴").follows("Accept").fills().sends()
    who.opens().follows("My organisation on the roster").sees("The admission is in publicity.")
    Person().opens("Home").follows("Provider roster").sees_nothing_of(NAME)
    days.pass_by(12)
    Person().opens("Home").follows("Provider roster").follows(NAME).sees("陈*", "居家助浴").sees_nothing_of("陈负责")

    tenders.announced(office)
    delivered()
    letting.bids(who, TITLE, "25000.00")
    who.opens().follows("Our bids").sees(TITLE, "Submitted")
