"""The filesystem broker with several processes on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from marketplace.outbox import filesystem

ROUNDS = 300


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    filesystem.install()
    (tmp_path / "data").mkdir()
    options = {
        "data_folder_in": str(tmp_path / "data"),
        "data_folder_out": str(tmp_path / "data"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.default_channel


def drain(channel: Any, got: list[int], writer: threading.Thread) -> None:
    while writer.is_alive() or channel._size("celery"):
        try:
            got.append(channel._get("celery")["n"])
        except Empty:
            continue


def test_a_reader_never_sees_half_a_message(channel: Any) -> None:
    """With kombu's own channel this fails within a few dozen messages."""
    assert isinstance(channel, filesystem.Channel)
    padding = "x" * 20_000

    def write() -> None:
        for number in range(ROUNDS):
            channel._put("celery", {"n": number, "padding": padding})

    writer = threading.Thread(target=write)
    writer.start()
    got: list[int] = []
    drain(channel, got, writer)
    writer.join()
    assert sorted(got) == list(range(ROUNDS))


def test_nothing_is_said_about_a_host(channel: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Files have none; kombu would warn between the progress bars of a first start."""
    channel.connection.client.info()
    assert caplog.messages == []


def test_an_unreadable_message_is_dropped_and_the_next_one_read(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "data" / "0_x.celery.msg").touch()
    channel._put("celery", {"n": 1})
    assert channel._get("celery") == {"n": 1}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_folder_that_is_gone_is_an_error_of_the_channel(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "data").rmdir()
    with pytest.raises(ChannelError):
        channel._put("celery", {"n": 1})


def test_a_half_written_table_of_queues_is_made_anew(channel: Any, tmp_path: Path) -> None:
    channel._queue_bind("celery", "celery", "", "celery")
    (tmp_path / "control" / "celery.exchange").write_text('[["cel', encoding="utf-8")
    assert channel.get_table("celery") == []
    channel._queue_bind("celery", "celery", "", "celery")
    assert [row.queue for row in channel.get_table("celery")] == ["celery"]
    channel._delete("celery", "celery", "celery", "")
    assert channel.get_table("celery") == []
