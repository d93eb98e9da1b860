"""Codes leave by the gateway that an installation names, the console where it names none."""

from __future__ import annotations

import pytest

from marketplace.accounts import sms
from tests.gateways import Message


def test_without_an_operator_a_code_is_shown_on_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    sms.send("+8613812341234", "您的验证码是 123456")
    shown = capsys.readouterr().out
    assert "123456" in shown
    assert "13812341234" not in shown


def test_every_message_has_a_reference_of_its_own(text_messages: list[Message]) -> None:
    for _attempt in range(2):
        sms.send("+8613812341234", "您好")
    assert len({message.reference for message in text_messages}) == 2
