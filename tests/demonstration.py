"""The demonstration, loaded once for each state of the code: the first worker to ask loads it, the others copy it."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import override_settings

from marketplace import clock
from marketplace.demo import loading
from tests.seeds import CACHE, Seed, fingerprint, one_at_a_time, seed_for

PACKAGES = ("marketplace", "tendering", "catalog", "cms", "search")
# What loading writes beside the database, all of it under VAR_DIR.
FOLDERS = ("private", "vault")
FILES = ("demo-accounts.csv", "demo-state")
# What one worker sealed the others must be able to check and read.
KEYS = ("audit/entry.key", "audit/signing.key", "drafts/drafts.key")


def share_keys() -> None:
    """Give this process the keys that every process of the suite has; before it makes its own."""
    for name in KEYS:
        path = Path(settings.VAR_DIR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64encode(hashlib.sha256(name.encode()).digest()))
        path.chmod(0o600)


def clock_file() -> dict[str, str]:
    """The setting that lets the demonstration's own clock run in this process."""
    return {"CLOCK_OFFSET_FILE": str(Path(settings.VAR_DIR) / "clock-offset")}


def loaded(*, afresh: bool = False) -> Seed:
    """A seed that holds the whole demonstration; its files stand in this process's own folders, its clock begins now.

    The test database is as empty as before.
    """
    assert settings.DEMONSTRATION
    name = _state_of_the_code()
    with override_settings(**clock_file()):
        with one_at_a_time("demo"):
            seed = None if afresh else seed_for().kept(name)
            if seed is None or not _store(name).exists():
                seed = _load(name)
            else:
                _copy(_store(name), Path(settings.VAR_DIR))
        clock.start_from(loading.BEGINNING)
    return seed


def _load(name: str) -> Seed:
    empty = seed_for()
    empty.restore()
    loading.load(quiet=True)
    store = _store(name)
    for old in CACHE.glob(f"kept-*-{connection.vendor}.files"):
        shutil.rmtree(old)
    _copy(Path(settings.VAR_DIR), store)
    seed = empty.keep(name)
    empty.restore()
    return seed


def _copy(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for folder in FOLDERS:
        if (source / folder).exists():
            shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)
    for file in FILES:
        shutil.copy(source / file, target / file)


def _store(name: str) -> Path:
    return CACHE / f"kept-{name}-{connection.vendor}.files"


def _state_of_the_code() -> str:
    """Twelve hex digits that change with any file the demonstration could depend on."""
    digest = hashlib.sha256(fingerprint().encode())
    base = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for path in sorted((base / package).rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".mo"}:
                digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
