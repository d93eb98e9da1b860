"""Every form of ours, found in the code: no text without an end, no NUL, in a form drawn by our template."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

from marketplace.ui.forms.bases import RefusalMixin

OURS = ("marketplace", "catalog", "tendering", "cms", "search")


def _modules(package: ModuleType) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if {"forms", "views", "wagtail_hooks", "viewsets"} & set(found.name.split(".")):
            yield found.name


def _below(base: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for child in base.__subclasses__():
        yield child
        yield from _below(child)


def every_form() -> list[type[forms.BaseForm]]:
    """Form classes of our packages that stand on our bases (sign-in and back office build on their libraries')."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OURS and config.module is not None:
            for name in _modules(config.module):
                importlib.import_module(name)
    return sorted(
        {form for form in _below(RefusalMixin) if form.__module__.split(".")[0] in OURS},
        key=lambda form: (form.__module__, form.__qualname__),
    )


def text_fields() -> Iterator[tuple[str, forms.CharField]]:
    for form in every_form():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.CharField):
                yield f"{form.__module__}.{form.__qualname__}.{name}", field


def test_every_text_has_a_greatest_length() -> None:
    endless = [name for name, field in text_fields() if field.max_length is None and not field.disabled]
    assert endless == []


def _lets_through(field: forms.CharField, text: str) -> bool:
    try:
        field.clean(text)
    except ValidationError:
        return False
    return True


def test_no_text_lets_a_nul_through() -> None:
    assert [name for name, field in text_fields() if _lets_through(field, "a\x00b")] == []


def test_the_forms_are_found() -> None:
    assert {form.__module__.split(".")[0] for form in every_form()} >= {"marketplace", "catalog"}
