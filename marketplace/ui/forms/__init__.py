"""Forms: one renderer, base classes and the fields that money, reasons and files need."""

from marketplace.ui.forms.bases import FilterForm, Form, ModelForm, ReasonForm, VersionedForm
from marketplace.ui.forms.fields import (
    DateField,
    DateTimeField,
    OneField,
    ReasonField,
    SeveralField,
    TextField,
    UploadField,
    UploadsField,
    YuanField,
)
from marketplace.ui.forms.renderer import Renderer

__all__ = [
    "DateField",
    "DateTimeField",
    "FilterForm",
    "Form",
    "ModelForm",
    "OneField",
    "ReasonField",
    "ReasonForm",
    "Renderer",
    "SeveralField",
    "TextField",
    "UploadField",
    "UploadsField",
    "VersionedForm",
    "YuanField",
]
