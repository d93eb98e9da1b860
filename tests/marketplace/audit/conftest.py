"""A log of its own for every test: keys and published heads in a fresh folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from marketplace.accounts.models import User
from marketplace.audit import services, triggers
from marketplace.audit.models import Entry


@pytest.fixture(autouse=True)
def log_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.AUDIT_DIR = str(tmp_path / "audit")
    return tmp_path / "audit"


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user(name="李明", email="li@example.cn")


@pytest.fixture
def log(officer: User) -> list[Entry]:
    """Eight entries, placed and published."""
    written = [
        services.record(
            act="demands.returned",
            target=officer,
            actor=officer,
            parameters={"round": number, "amount": "50000.00"},
            reason=f"缺少第{number}份报价",
        )
        for number in range(8)
    ]
    services.checkpoint()
    return written


@pytest.fixture
def behind_the_back(db: None) -> Callable[..., None]:
    """Run SQL as somebody who owns the database and has taken the triggers away."""

    def run(statement: str, *values: Any) -> None:
        with triggers.lifted(connection), connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run
