"""Commands with wrong arguments, broken data, or run twice: a sentence and status 1, nothing half written."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands

from marketplace.accounts.models import User
from marketplace.audit.models import Entry
from marketplace.demo import loading, tables
from marketplace.places.models import Place
from marketplace.primitives.shipped import BrokenFile
from marketplace.rulebook import preset_files
from marketplace.rulebook.models import RuleSet, ScopeCatalogue
from marketplace.rulebook.services.loading import load_catalogue, load_presets
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db
# Arguments that cannot be, by command; every command of ours has a row.
WRONG = {
    "demo": [["--port", "eighty"], ["--reset", "--no-such"]],
    "demo_clock": [["--days", "-1"], ["--hours", "-1"], ["--days", "soon"], ["--days", "9" * 12], ["1"]],
    "demo_code": [[], ["nobody"], ["nobody@demo.example", "extra"]],
    "erase_from_log": [
        [],
        ["--person", "nobody@demo.example", "--reason", "x"],
        ["--object", "no.model", "1", "--names", "a", "--reason", "x"],
        ["--object", "accounts.user", "one", "--names", "a", "--reason", "x"],
        ["--object", "accounts.user", "9" * 30, "--names", "a", "--reason", "x"],
        ["--object", "accounts", "1", "--names", "a", "--reason", "x"],
        ["--object", "accounts.user", "1", "--reason", "x"],
    ],
    "fold_migrations": [["no_such_app"]],
    "generate_history": [
        [],
        ["--projects", "0"],
        ["--projects", "-5"],
        ["--projects", "NaN"],
        ["--projects", "1", "--years", "1066"],
        ["--projects", "1", "--communities", "0"],
        ["--projects", "1", "--communities", "100000"],
        ["--projects", "1"],
    ],
    "load_demo_data": [["--no-such"]],
    "messages": [[], ["invent"]],
    "rebuild_search": [["--no-such"], ["nonsense"]],
    "reconcile_search": [["--no-such"], ["nonsense"]],
    "sweep_files": [["--no-such"]],
    "verify_audit": [["--no-such"]],
    "verify_files": [["--no-such"]],
    "verify_ledger": [["--show", "many"]],
}


def ours() -> set[str]:
    labels = {config.name for config in apps.get_app_configs()}
    own = {name for name in labels if name.split(".")[0] in {"marketplace", "tendering", "catalog", "cms", "search"}}
    return {command for command, app in get_commands().items() if app in own}


def test_every_command_has_its_wrong_arguments() -> None:
    assert set(WRONG) == ours()


@pytest.mark.parametrize(
    ("command", "arguments"), [(command, one) for command, several in WRONG.items() for one in several]
)
def test_wrong_arguments_are_told_in_a_sentence(command: str, arguments: list[str]) -> None:
    before = Entry.objects.count()
    with pytest.raises(CommandError) as told:
        call_command(command, *arguments, stdout=StringIO(), stderr=StringIO())
    assert str(told.value)
    assert Entry.objects.count() == before


def test_the_demonstration_is_not_loaded_over_another(tmp_path: Path) -> None:
    places.community()
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo_data", verbosity=0)


def test_a_broken_table_of_the_demonstration_is_told_and_nothing_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(tables.DATA, data)
    table = data / "jinniu_streets_communities.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    table.write_text("\n".join([*lines[:5], lines[5].rpartition(",")[0], *lines[6:]]), encoding="utf-8")
    monkeypatch.setattr(tables, "DATA", data)
    monkeypatch.setattr(loading, "state_file", lambda: tmp_path / "demo-state")
    with pytest.raises(CommandError, match=r"jinniu_streets_communities\.csv, line 6"):
        call_command("load_demo_data", verbosity=0)
    assert not Place.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scope_items.csv", "居民素质提升", "居民素质下降"),
        ("scope_items.csv", "item_zh", "item_xx"),
        ("service_domains.csv", "code", "kode"),
    ],
)
def test_a_broken_catalogue_is_told_and_nothing_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str
) -> None:
    folder = tmp_path / "presets"
    shutil.copytree(Path(str(preset_files._FOLDER)), folder)
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8-sig").replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(preset_files, "_FOLDER", folder)
    with pytest.raises(BrokenFile, match=name.replace(".", r"\.")):
        load_catalogue()
    assert not ScopeCatalogue.objects.exists()


def test_presets_are_loaded_once_however_often_it_is_asked() -> None:
    places.community()
    load_presets()
    counts = RuleSet.objects.count(), ScopeCatalogue.objects.count()
    assert load_presets() == []
    assert (RuleSet.objects.count(), ScopeCatalogue.objects.count()) == counts


def test_what_is_erased_twice_is_erased_once() -> None:
    person = accounts.membership("resident", places.community()).user
    for _ in range(2):
        call_command("erase_from_log", "--person", person.email, "--reason", "本人申请", stdout=StringIO())
