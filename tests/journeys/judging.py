"""The residents' verdict on their phones, and mending what they did not like (民评)."""

from __future__ import annotations

import re

from tests.factories import files
from tests.gateways import Message
from tests.journeys.cast import Cast
from tests.journeys.person import Person


def names_panel(cast: Cast, title: str, phones: list[str]) -> None:
    """Residents by their telephone numbers, as they are shown to officers."""
    cast.author.does("Name the residents' panel", title).fills().sends()
    cast.author.follows("Name residents").fills(residents=phones).sends()
    cast.author.follows("Send the codes out").fills().sends()
    cast.days.pass_by(hours=1)


def answers(sent: list[Message], satisfied: int) -> None:
    """Everybody who got a code opens its link on the phone and answers; so many are satisfied."""
    for number, message in enumerate(sent):
        says = "Satisfied" if number < satisfied else "Dissatisfied"
        phone = Person().opens_link(address_in(message.text))
        phone.fills(code=code_in(message.text)).sends()
        phone.fills(answer=says, awareness="I know").sends().sees("Thank you, it has arrived", says)


def address_in(text: str) -> str:
    """The link in a message, without its host."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found.group(1)


def code_in(text: str) -> str:
    """The twelve digits in a message."""
    found = re.search(r"\d{4} \d{4} \d{4}", text)
    assert found, text
    return found.group()


def satisfied(cast: Cast, title: str, sent: list[Message], phones: list[str]) -> None:
    """A panel of these people, all satisfied; the last stage may be asked for afterwards."""
    names_panel(cast, title, phones)
    answers(sent[-len(phones) :], satisfied=len(phones))
    cast.days.pass_by(hours=1)


def mends(cast: Cast, title: str, contractor: Person) -> None:
    """A plan, agreed; the work with pictures, checked."""
    contractor.does("Plan how to mend it", title).follows("Write the plan").fills(plan="增加上门频次。").sends()
    cast.author.does("Look at the plan to mend", title).follows("Agree with the plan").fills().sends()
    contractor.does("Mend, and report with photos", title).follows("Report what was mended")
    contractor.fills(report="已整改。", photos=[files.upload(files.picture(), "整改.jpg")]).sends()
    cast.author.does("Check what was mended", title).follows("Mended, measure again").fills().sends()
