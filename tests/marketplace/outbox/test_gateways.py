"""Ways out of the house."""

from __future__ import annotations

import pytest
from django.core import mail

from marketplace.outbox.gateways import Channel, gateway


def test_mail_carries_the_reference_so_that_repeats_are_dropped() -> None:
    gateway(Channel.EMAIL).send(to="li@example.cn", subject="中标\n通知", text="见附件", reference="m7")
    (sent,) = mail.outbox
    assert sent.subject == "中标 通知"
    assert sent.extra_headers["Message-ID"].startswith("<m7@")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WECHAT])
def test_the_console_shows_the_text_and_masks_the_phone(channel: Channel, capsys: pytest.CaptureFixture[str]) -> None:
    gateway(channel).send(to="13812341234", subject="", text="验证码 4711", reference="m8")
    shown = capsys.readouterr().out
    assert "验证码 4711" in shown
    assert "138****1234" in shown
    assert "13812341234" not in shown
