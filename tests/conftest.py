"""What every test stands on: a seeded database, services that are there, nothing left over from the test before."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from pytest_django import DjangoDbBlocker, Settings

from marketplace.ui.catalogues.files import compile_all
from tests import demonstration, gateways, services
from tests.gateways import Message
from tests.seeds import Seed, seed_for

hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

# Who asks for one of these asks the database (pytest-django's, and ours).
DATABASE = {"db", "transactional_db", "live_server", "demo_seed"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order", default="", help="seed of the order of tests, or 'written'; the header prints it")


def pytest_configure(config: pytest.Config) -> None:
    drawn: dict[str, str] = getattr(config, "workerinput", {})
    config.option.order = drawn.get("order") or config.option.order or secrets.token_hex(3)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Chinese is compiled once, before the workers start; this process has looked for it before there was any."""
    if not hasattr(session.config, "workerinput"):
        compile_all()
        translation_file_changed(sender=None, file_path=Path("django.mo"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The workers of one run must agree on the order: the controller's seed goes down to them (xdist)."""
    node.workerinput["order"] = node.config.option.order


def pytest_report_header(config: pytest.Config) -> str:
    return f"order of tests: --order={config.option.order}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    if exitstatus:
        terminalreporter.write_line(f"order of tests: --order={terminalreporter.config.option.order}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks a database, and the demonstration, which stands on SQLite. Shuffle modules, and the tests inside
    each (fixtures of a module stay together)."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or DATABASE & fixtures:
            item.add_marker("database")
        if "demo_seed" in fixtures:
            item.add_marker("once")
    if config.option.order == "written":
        return
    shuffle = random.Random(config.option.order).shuffle
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.nodeid.split("::")[0], []).append(item)
    names = sorted(modules)
    shuffle(names)
    items.clear()
    for name in names:
        shuffle(modules[name])
        items.extend(modules[name])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in services.SERVICES:
        if item.get_closest_marker(marker) and (words := services.missing(marker)):
            if services.REQUIRED:
                pytest.fail(words, pytrace=False)
            pytest.skip(words)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A copy of the seed for this worker; `--create-db` builds the seed afresh."""
    demonstration.share_keys()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        seed = seed_for()
        seed.prepare(afresh=request.config.getoption("create_db"))
        seed.restore()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: seed.restore())
        yield
        seed.drop()


@pytest.fixture(scope="session")
def demo_seed(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Seed:
    """A seed that holds the whole demonstration."""
    with django_db_blocker.unblock():
        return demonstration.loaded(afresh=request.config.getoption("create_db"))


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """The cache, the language and the published heads of one test never reach the next."""
    yield
    cache.clear()
    shutil.rmtree(Path(settings.AUDIT_DIR) / "checkpoints", ignore_errors=True)
    (Path(settings.AUDIT_DIR) / "head.note").unlink(missing_ok=True)
    translation.deactivate()


@pytest.fixture
def nothing_kept(tmp_path: Path) -> Iterator[None]:
    """Files that other tests keep (the demonstration's) do not count, and are there again afterwards."""
    root, aside = Path(settings.PRIVATE_ROOT), tmp_path / "aside"
    if root.exists():
        shutil.move(root, aside)
    yield
    shutil.rmtree(root, ignore_errors=True)
    if aside.exists():
        shutil.move(aside, root)


@pytest.fixture
def text_messages(settings: Settings) -> list[Message]:
    """Text messages go to this list, oldest first."""
    settings.OUTBOX_GATEWAYS = settings.OUTBOX_GATEWAYS | {"sms": gateways.NAME}
    gateways.MemorySms.sent.clear()
    return gateways.MemorySms.sent
