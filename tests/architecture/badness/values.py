"""For every field of a form one value that could be right, and all that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from marketplace import clock
from marketplace.ui.forms import UploadField, UploadsField, YuanField
from tests.factories import files

# Typed by nobody and sent by machines: (kind, value).
Bad = tuple[str, Any]
HUGE = "长" * 100_000
MEGABYTE = "长" * 350_000  # three bytes each
LONGEST_NAME = 200  # of a file, in characters (`UploadField`)
BEYOND = "9" * 30
DAYS = [
    ("wrong type", "明天"),
    ("no such day", "2026-02-30"),
    ("beyond", "99999-01-01"),
    ("negative", "1026-01-01"),
]
NUMBERS = [("wrong type", "十二"), ("not a number", "NaN"), ("exponent", "1e999"), ("beyond", BEYOND)]


def good(field: forms.Field) -> Any:
    """A value this field takes; the empty text where there is none (a choice of nothing)."""
    if isinstance(field, forms.FileField):
        return good_file(field)
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return _choices(field)[:1]
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return next(iter(_choices(field)), "")
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.DateTimeField):
        return (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, forms.DateField):
        return (clock.today() + timedelta(days=30)).isoformat()
    if isinstance(field, YuanField | forms.IntegerField):
        return str(_number(field))
    return _text(field)


def good_file(field: forms.FileField) -> SimpleUploadedFile:
    """A real file of a kind the field takes."""
    takes_paper = not isinstance(field, UploadField) or "pdf" in field.extensions
    return files.upload() if takes_paper else files.upload(files.picture(), "照片.jpg")


def bad(field: forms.Field) -> Iterator[Bad]:
    """Everything this field must refuse, by kind."""
    if field.required:
        yield "empty", ""
    if isinstance(field, forms.FileField):
        yield from _bad_files(field)
    elif isinstance(field, YuanField | forms.IntegerField):
        yield from _bad_numbers(field)
    elif isinstance(field, forms.ModelChoiceField):
        yield from _bad_keys(field)
    elif isinstance(field, forms.ChoiceField):
        yield from _bad_choices(field)
    elif isinstance(field, forms.DateField | forms.DateTimeField):
        yield from DAYS
    elif isinstance(field, forms.CharField):
        yield from _bad_texts(field)


def flood(field: forms.Field) -> Iterator[Bad]:
    """So much text that several such fields together would be more than a request may hold."""
    if isinstance(field, forms.CharField):
        yield "megabyte", MEGABYTE


def odd(field: forms.Field) -> Iterator[Bad]:
    """What is taken or refused in words, as the rule may be: the longest name of a file, one file chosen twice."""
    if isinstance(field, forms.FileField):
        sound = good_file(field)
        ending = (sound.name or "").rpartition(".")[2]
        yield "longest name", SimpleUploadedFile(f"{'长' * (LONGEST_NAME - 1 - len(ending))}.{ending}", sound.read())
    if isinstance(field, UploadsField):
        yield "twice", [good_file(field), good_file(field)]


def lying(field: forms.Field) -> Iterator[Bad]:
    """Files that are not what their name says: the service that keeps them finds out, after the form."""
    if isinstance(field, forms.FileField):
        name = good_file(field).name or ""
        yield "markup", SimpleUploadedFile(name, b"<html><script>alert(1)</script></html>")
        yield "cut short", SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n")


def _text(field: forms.Field) -> str:
    if isinstance(field, forms.EmailField):
        return "someone@demo.example"
    text = "由社区居民议事会讨论后说明的事由"
    longest = getattr(field, "max_length", None) or len(text)
    return (text * (1 + (getattr(field, "min_length", None) or 0) // len(text)))[:longest]


def _number(field: Any) -> Decimal | int:
    lowest = getattr(field, "min_value", None)
    return 1 if lowest is None else max(lowest, 1) if isinstance(field, forms.IntegerField) else lowest


def _choices(field: Any) -> list[Any]:
    if hasattr(field, "queryset"):
        return [field.prepare_value(row) for row in field.queryset.all()[:3]]
    flat = (entry for key, words in field.choices for entry in (words if isinstance(words, list | tuple) else [(key,)]))
    return [entry[0] for entry in flat if entry[0] not in ("", None)]


def _bad_numbers(field: Any) -> Iterator[Bad]:
    yield from NUMBERS
    yield "huge", "9" * 100_000
    if field.min_value is not None and field.min_value >= 0:
        yield "negative", "-1"
    yield "decimals", "1.005"


def _bad_choices(field: forms.ChoiceField) -> Iterator[Bad]:
    many = isinstance(field, forms.MultipleChoiceField)
    yield from ((kind, [text] if many else text) for kind, text in [("unknown", "no-such-choice"), ("huge", HUGE)])


def _bad_keys(field: Any) -> Iterator[Bad]:
    many = isinstance(field, forms.ModelMultipleChoiceField)
    keys: list[Bad] = [("unknown", "no-such-key"), ("negative", "-1"), ("beyond", BEYOND), ("huge", HUGE)]
    keys += [("foreign", field.prepare_value(row)) for row in _others(field)]
    yield from ((kind, [key] if many else key) for kind, key in keys)


def _others(field: Any) -> list[Model]:
    """A row that exists and is not offered: of another community, another provider, another call."""
    offered = field.queryset.values("pk")
    return list(field.queryset.model._default_manager.exclude(pk__in=offered)[:1])


def _bad_texts(field: forms.CharField) -> Iterator[Bad]:
    yield "huge", HUGE
    if isinstance(field, forms.EmailField):
        yield "wrong type", "not an address"
    if field.required and field.strip:
        yield "blank", " \t\n　"


def _bad_files(field: forms.FileField) -> Iterator[Bad]:
    name = good_file(field).name
    assert name is not None
    yield "program", SimpleUploadedFile("计算器.exe", b"MZ" + bytes(64))
    yield "no content", SimpleUploadedFile(name, b"")
    if isinstance(field, UploadField):
        yield "long name", SimpleUploadedFile(f"{'长' * 300}.{name.rpartition('.')[2]}", files.PDF)
        yield "too large", SimpleUploadedFile(name, bytes(field.max_bytes + 1))
