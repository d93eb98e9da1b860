"""How code reads (style): bars on length, names, and what we do without."""

import ast
import re
import statistics

import pytest
from django.apps import AppConfig, apps

from tests.architecture import sources

OURS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in sources.PACKAGES]
MARKS = re.compile(r"# ?(type: ignore|noqa|TODO|FIXME|XXX)")
DRAWERS = {"utils", "common", "core", "helpers", "misc"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"}


def longest(sizes: list[int], share: float) -> int:
    """The length that this share of all stays below or at."""
    return sorted(sizes)[int(len(sizes) * share) - 1] if sizes else 0


def test_files_are_short() -> None:
    sizes = {path: sources.lines(path) for path in sources.modules()}
    assert [f"{path} ({size})" for path, size in sizes.items() if size > 500] == []
    assert longest(list(sizes.values()), 0.9) <= 300
    assert statistics.median(sizes.values()) <= 80


def test_test_files_are_short_enough() -> None:
    assert [f"{path}" for path in sources.tests() if sources.lines(path) > 500] == []


def test_functions_are_short() -> None:
    sizes = dict(sources.functions())
    assert [f"{name} ({size})" for name, size in sizes.items() if size > 40] == []
    assert longest(list(sizes.values()), 0.9) <= 25
    assert statistics.median(sizes.values()) < 10


def test_nothing_is_called_a_drawer() -> None:
    assert [path for path in [*sources.modules(), *sources.tests()] if DRAWERS & {path.stem, *path.parts}] == []


def test_no_check_is_silenced_and_nothing_is_left_for_later() -> None:
    found = [
        f"{path}:{number}"
        for path in [*sources.modules(), *sources.tests()]
        for number, line in enumerate((sources.ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if MARKS.search(line) and path.name != "test_style.py"
    ]
    assert found == []


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_every_app_says_what_it_is(app: AppConfig) -> None:
    readme = sources.ROOT / app.name.replace(".", "/") / "README.md"
    assert readme.exists()
    assert 3 < readme.read_text(encoding="utf-8").count("\n") <= 80


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_order_is_asked_for_never_implied(app: AppConfig) -> None:
    assert [model.__name__ for model in app.get_models() if model._meta.ordering and not model._meta.proxy] == []


def test_relations_name_the_class() -> None:
    """Strings hide from the import contracts; in one module nothing hides, and two classes may need each other."""
    found = [
        f"{path}:{node.lineno} {target.value}"
        for path, module in sources.modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and _called(node) in RELATIONS
        for target in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "to")]
        if isinstance(target, ast.Constant) and isinstance(target.value, str)
        if target.value not in {"self", *(one.name for one in module.body if isinstance(one, ast.ClassDef))}
    ]
    assert found == []


def test_no_generic_relations_and_no_model_signals() -> None:
    banned = {"GenericForeignKey", "GenericRelation", "pre_save", "post_save", "pre_delete", "post_delete", "receiver"}
    found = [
        f"{path}:{node.lineno} {alias.name}"
        for path, module in sources.modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in banned
    ]
    assert found == []


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_a_day_is_taken_from_a_moment_in_one_place() -> None:
    """The database answers in UTC, a day behind Shanghai until eight in the morning: `calendar.day_of` knows."""
    found = [
        f"{path}:{node.lineno}"
        for path, module in sources.modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and _called(node) == "date" and not (node.args or node.keywords)
    ]
    assert [place for place in found if not place.startswith("marketplace/primitives/calendar.py")] == []


def test_services_of_the_roster_are_told_the_moment() -> None:
    """Views, tasks and later stages read the clock; a service reads it only where a deadline guards (`clock.read`)."""
    services = [path for path in sources.modules() if path.parts[:2] == ("catalog", "services")]
    reading = [
        path for path in services if re.search(r"clock\.(now|today)\(", (sources.ROOT / path).read_text("utf-8"))
    ]
    assert services
    assert reading == []


def test_links_to_acts_are_told_the_moment() -> None:
    """A page shows what one moment allows: its tables of acts read no clock of their own."""
    texts = {path: (sources.ROOT / path).read_text("utf-8") for path in sources.modules()}
    tables = {path: text for path, text in texts.items() if re.search(r"= ActionTable\[", text)}
    assert len(tables) > 5
    assert [str(path) for path, text in tables.items() if re.search(r"\bclock\.", text)] == []


def test_classes_need_no_patched_generics() -> None:
    """Django's forms and paginators take no type in brackets unless a package that patches them was imported first."""
    found = {
        f"{path} {ast.unparse(base.value)}"
        for path, module in sources.modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Subscript)
        if re.fullmatch(r"forms\.\w+|Paginator", ast.unparse(base.value))
    }
    assert found == set()
