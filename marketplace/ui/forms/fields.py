"""Fields that money, reasons, days and files need; every text has a greatest length."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from marketplace.ui.formats import yuan
from marketplace.ui.forms.widgets import DateInput, DateTimeInput, FilesInput, YuanInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.base import File
    from django.db.models import Model

    _One = forms.ModelChoiceField[Model]
    _Several = forms.ModelMultipleChoiceField[Model]
else:
    _One, _Several = forms.ModelChoiceField, forms.ModelMultipleChoiceField

MAX_YUAN = Decimal("999999999999.99")
MAX_TEXT = 2000
AMOUNT = re.compile(r"-?\d{1,15}(\.\d*)?")
# Separators stand between groups of three digits, or of four (万); "86,5" is no 865 yuan.
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?|-?\d{1,4}(,\d{4})+(\.\d*)?")
SIGNS = str.maketrans({"，": ",", " ": None, "¥": None, "￥": None, "元": None, "\u00a0": None})


# What no keyboard writes: files, letters and spreadsheets made of the text would break or be read otherwise.
plain = RegexValidator(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
    message=_("The text holds characters that cannot be shown. Type it anew or paste it as plain text."),
    code="control_characters",
    inverse_match=True,
)


class TextField(forms.CharField):
    """A text of bounded length (200 characters unless told otherwise), without control characters."""

    default_validators = [plain]

    def __init__(self, *, max_length: int = 200, rows: int = 0, **options: Any) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(max_length=max_length, **options)


class ReasonField(TextField):
    """Why somebody acts as they do: 2 to 2,000 characters, spaces around it dropped."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Reason"))
        options.setdefault("min_length", 2)
        options.setdefault("rows", 4)
        options.setdefault("max_length", MAX_TEXT)
        super().__init__(**options)


class YuanField(forms.Field):
    """An exact amount in yuan with at most two decimals.

    Thousands separators and the signs ¥ and 元 may be typed. Exponents, other digits and more
    decimals are refused, never rounded; `max_value` and `min_value` (default 0.01) are inclusive.
    """

    widget = YuanInput
    default_error_messages = {
        "invalid": _("Enter an amount in yuan with at most two decimals, for example 86000.00."),
        "decimals": _("Enter at most two decimals."),
        "max_value": _("The amount must not be above %(limit)s."),
        "min_value": _("The amount must not be below %(limit)s."),
    }

    def __init__(
        self,
        *,
        min_value: Decimal | None = Decimal("0.01"),
        max_value: Decimal | None = None,
        **options: Any,
    ) -> None:
        self.min_value = min_value
        self.max_value = MAX_YUAN if max_value is None else min(max_value, MAX_YUAN)
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """Text to an exact Decimal with two places.

        Raises:
            ValidationError: not a plain decimal number, or more than two decimals.
        """
        if value in self.empty_values:
            return None
        if isinstance(value, float):
            self._refuse("invalid")
        text = str(value).translate(SIGNS)
        if text.isascii() and GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not text.isascii() or not AMOUNT.fullmatch(text):
            self._refuse("invalid")
        if len(text.partition(".")[2]) > 2:
            self._refuse("decimals")
        return Decimal(text).quantize(Decimal("0.01"))

    def validate(self, value: Any) -> None:
        """Presence and limits."""
        super().validate(value)
        if value is None:
            return
        if value > self.max_value:
            self._refuse("max_value", yuan(self.max_value))
        if self.min_value is not None and value < self.min_value:
            self._refuse("min_value", yuan(self.min_value))

    def prepare_value(self, value: Any) -> Any:
        """Stored amounts show two decimals and separators; what a person typed stays as typed."""
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not spellings."""
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True

    def _refuse(self, code: str, limit: str = "") -> NoReturn:
        raise ValidationError(self.error_messages[code], code=code, params={"limit": limit})


class DateField(forms.DateField):
    """A day, chosen with the browser's control; 1900 to 2199."""

    widget = DateInput
    default_error_messages = {"range": _("Enter a day between 1900 and 2199.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"])
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        """Presence and range."""
        super().validate(value)
        if value is not None and not 1900 <= value.year < 2200:
            raise ValidationError(self.error_messages["range"], code="range")


class DateTimeField(forms.DateTimeField):
    """A moment in Shanghai time, chosen with the browser's control; 1900 to 2199."""

    widget = DateTimeInput
    default_error_messages = {"range": _("Enter a day between 1900 and 2199.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        """Presence and range."""
        super().validate(value)
        if value is not None and not 1900 <= value.year < 2200:
            raise ValidationError(self.error_messages["range"], code="range")


class OneField(_One):
    """One row of several, called what its kind calls it: override `label_from_instance`."""


class SeveralField(_Several):
    """Several rows by their keys; a key that no row can have is an unknown choice, never an error of the database."""

    def clean(self, value: Any) -> Any:
        """The rows chosen.

        Raises:
            ValidationError: a key is none of the rows offered, or nothing is chosen where something must be.
        """
        assert self.queryset is not None
        model = self.queryset.model
        key = model._meta.get_field(self.to_field_name or model._meta.pk.name)
        assert isinstance(key, Field)
        for chosen in value or ():
            try:
                key.clean(chosen, None)
            except ValidationError:
                shown = str(chosen)[:40]
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": shown}
                ) from None
        return super().clean(value)


class UploadField(forms.FileField):
    """One file; type and content are examined again by `files.services.store`.

    Args:
        extensions: endings allowed, lower case without dot.
        max_bytes: greatest size of the file in bytes (20 MB unless told otherwise).
    """

    default_error_messages = {
        "extension": _("%(name)s: files of this kind are not accepted; allowed are %(allowed)s."),
        "too_large": _("%(name)s is too large; at most %(limit)s MB are accepted."),
    }

    def __init__(
        self,
        *,
        extensions: Sequence[str] = ("pdf", "docx", "xlsx", "jpg", "jpeg", "png"),
        max_bytes: int = 20 * 1024 * 1024,
        **options: Any,
    ) -> None:
        self.extensions = tuple(extensions)
        self.max_bytes = max_bytes
        options.setdefault("max_length", 200)
        options.setdefault("help_text", self._allowed())
        super().__init__(**options)
        self.widget.attrs.setdefault("accept", ",".join(f".{ending}" for ending in self.extensions))

    def to_python(self, data: Any) -> Any:
        """One uploaded file, examined for its name and size."""
        upload = super().to_python(data)
        if upload is not None:
            self._examine(upload)
        return upload

    def _examine(self, upload: File[Any]) -> None:
        name = upload.name or ""
        if PurePath(name).suffix.lower().lstrip(".") not in self.extensions:
            allowed = ", ".join(self.extensions)
            raise ValidationError(
                self.error_messages["extension"], code="extension", params={"name": name, "allowed": allowed}
            )
        if (upload.size or 0) > self.max_bytes:
            limit = self.max_bytes // (1024 * 1024)
            raise ValidationError(
                self.error_messages["too_large"], code="too_large", params={"name": name, "limit": limit}
            )

    def _allowed(self) -> str:
        # Endings and a number read the same in both languages.
        return f"{' · '.join(ending.upper() for ending in self.extensions)} · ≤ {self.max_bytes // (1024 * 1024)} MB"


class UploadsField(UploadField):
    """Several files; `cleaned_data` holds a list, empty if none was chosen.

    Args:
        max_files: how many at once.
    """

    widget = FilesInput
    default_error_messages = {"too_many": _("Choose at most %(limit)s files.")}

    def __init__(self, *, max_files: int = 20, **options: Any) -> None:
        self.max_files = max_files
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:
        """Every file is examined; the first that fails is named in its message."""
        uploads = [item for item in (data if isinstance(data, list | tuple) else [data]) if item]
        if not uploads and self.required and not initial:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.max_files:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"limit": self.max_files})
        return [super(UploadsField, self).clean(item, initial) for item in uploads]
