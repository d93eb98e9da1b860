"""The field template and the fields."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ui.forms import (
    DateField,
    DateTimeField,
    Form,
    ReasonField,
    TextField,
    UploadField,
    UploadsField,
    VersionedForm,
    YuanField,
)


class Sample(Form):
    title = TextField(label="Title", help_text="As in lists.")
    amount = YuanField(label="Amount", required=False)
    way = forms.ChoiceField(label="Way", choices=[("a", "Let"), ("b", "Self")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="All of it is true.")


def drawn(**data: str) -> str:
    with translation.override("en"):
        return str(Sample(data=data)) if data else str(Sample())


def cleaned(field: forms.Field, value: Any) -> Any:
    return field.clean(value)


def refused(field: forms.Field, value: Any) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(value)
    return str(caught.value.error_list[0].code)


def test_a_field_ties_label_hint_and_control_together() -> None:
    page = drawn()
    assert '<label for="id_title">Title</label>' in page
    assert '<p class="hint" id="id_title_helptext">As in lists.</p>' in page
    assert 'class="input"' in page
    assert 'aria-describedby="id_title_helptext"' in page
    assert "aria-invalid" not in page
    assert "error-summary" not in page


def test_only_optional_fields_are_marked() -> None:
    assert drawn().count("(optional)") == 1


def test_money_stands_between_sign_and_unit() -> None:
    assert '<div class="affix"><span>¥</span><input type="text"' in drawn()
    assert "<span>yuan</span></div>" in drawn()


def test_radios_and_boxes_are_choices_in_a_group_with_a_legend() -> None:
    page = drawn()
    assert "<legend>Way</legend>" in page
    assert '<label class="choice" for="id_way_0"><input type="radio"' in page
    assert '<label class="choice" for="id_sure"><input type="checkbox"' in page


def test_errors_stand_at_the_fields_and_in_a_summary_that_leads_there() -> None:
    page = drawn(title="", amount="1.234")
    assert page.startswith('<div class="error-summary" role="alert"')
    assert "4 things need mending" in page
    for target in ("id_title", "id_amount", "id_way_0", "id_sure"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert "Please fill in “Title”." in page
    assert "Please choose “Way”." in page
    assert "Please confirm “All of it is true”." in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page


def test_a_field_without_words_of_its_own_is_named_in_the_summary() -> None:
    assert '<a href="#id_amount">Amount: Enter at most two decimals.</a>' in drawn(amount="1.234")


@given(st.decimals(min_value="0.01", max_value="999999999999.99", places=2))
def test_every_amount_survives_being_shown_and_read(amount: Decimal) -> None:
    field = YuanField()
    assert cleaned(field, field.prepare_value(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5", "5.00"),
        ("1,250.5", "1250.50"),
        ("¥86，000.00 元", "86000.00"),
        ("0.01", "0.01"),
        ("7.", "7.00"),
        ("8,6000", "86000.00"),
    ],
)
def test_amounts_as_people_type_them(text: str, amount: str) -> None:
    assert str(cleaned(YuanField(), text)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "NaN",
        "Infinity",
        "０．５",
        "٥",
        "1.2.3",
        "--1",
        ".5.",
        "0x10",
        "1_000",
        "abc",
        "9" * 40,
        "½",
        "1/2",
        0.1,
        "+5",
        "86,5",
        "12,50",
        "1,2,3",
        ",5",
        "1,000,00",
    ],
)
def test_what_is_not_a_plain_amount_is_refused(text: object) -> None:
    assert refused(YuanField(), text) == "invalid"


def test_decimals_and_limits_are_refused_never_rounded() -> None:
    assert refused(YuanField(), "0.001") == "decimals"
    assert refused(YuanField(), "0") == "min_value"
    assert refused(YuanField(), "-1") == "min_value"
    assert refused(YuanField(max_value=Decimal(50000)), "50000.01") == "max_value"
    assert cleaned(YuanField(max_value=Decimal(50000)), "50000.00") == Decimal(50000)
    assert refused(YuanField(), "1000000000000") == "max_value"


@given(st.text(max_size=30))
def test_no_text_breaks_the_amount_field(text: str) -> None:
    try:
        value = YuanField(required=False).clean(text)
    except forms.ValidationError:
        return
    assert value is None or (value >= Decimal("0.01") and value == value.quantize(Decimal("0.01")))


@pytest.mark.parametrize(("reason", "code"), [("", "required"), (" 好 ", "min_length"), ("好" * 2001, "max_length")])
def test_a_reason_has_a_length(reason: str, code: str) -> None:
    assert refused(ReasonField(), reason) == code


def test_a_reason_loses_the_spaces_around_it() -> None:
    assert cleaned(ReasonField(), "  资料不全 ") == "资料不全"


@pytest.mark.parametrize("field", [TextField(), ReasonField(), VersionedForm().fields["version"], YuanField()])
def test_no_field_lets_a_nul_through(field: forms.Field) -> None:
    with pytest.raises(forms.ValidationError):
        field.clean("12\x0034")


@pytest.mark.parametrize("day", ["2026-11-28", "2026/11/28", "2026年11月28日"])
def test_days_as_people_type_them(day: str) -> None:
    assert cleaned(DateField(), day).isoformat() == "2026-11-28"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2026-02-30", "28.11.2026", "x"])
def test_days_out_of_range_are_refused(day: str) -> None:
    assert refused(DateField(), day) in {"range", "invalid"}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-11-28T25:00"])
def test_moments_out_of_range_are_refused(moment: str) -> None:
    assert refused(DateTimeField(), moment) in {"range", "invalid"}


def test_moments_are_in_shanghai_time() -> None:
    assert cleaned(DateTimeField(), "2026-11-28T17:00").isoformat() == "2026-11-28T17:00:00+08:00"


@pytest.mark.parametrize("version", ["-1", "x", "99999999999999999999", ""])
def test_a_version_is_a_small_number(version: str) -> None:
    assert not VersionedForm(data={"version": version}).is_valid()


def upload(name: str = "plan.pdf", size: int = 3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_an_upload_keeps_to_endings_and_size() -> None:
    field = UploadField(extensions=("pdf",), max_bytes=10)
    assert cleaned(field, upload()).name == "plan.pdf"
    assert refused(field, upload("plan.exe")) == "extension"
    assert refused(field, upload("pdf")) == "extension"
    assert refused(field, upload(size=11)) == "too_large"
    assert refused(field, upload(size=0)) == "empty"
    assert refused(field, None) == "required"


def test_several_uploads_come_as_a_list_and_each_is_examined() -> None:
    class Attach(Form):
        papers = UploadsField(max_files=2, required=False)

    def bound(*files: SimpleUploadedFile) -> Attach:
        return Attach(data={}, files=MultiValueDict({"papers": list(files)}))

    two = bound(upload("a.pdf"), upload("b.jpg"))
    assert two.is_valid()
    assert [file.name for file in two.cleaned_data["papers"]] == ["a.pdf", "b.jpg"]
    assert not bound(upload("a.pdf"), upload("b.exe")).is_valid()
    assert not bound(*[upload(f"{n}.pdf") for n in range(3)]).is_valid()
    none = bound()
    assert none.is_valid()
    assert none.cleaned_data["papers"] == []
    assert "multiple" in str(none["papers"])


@pytest.mark.parametrize("letter", ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f"])
def test_a_text_holds_no_control_characters(letter: str) -> None:
    for field in (TextField(), ReasonField(), TextField(rows=3)):
        with pytest.raises(forms.ValidationError) as refused:
            cleaned(field, f"甲{letter}乙")
        assert refused.value.error_list[0].code == "control_characters"


def test_lines_and_tabs_stay_in_a_text() -> None:
    assert cleaned(TextField(rows=3), "一\t二\r\n三") == "一\t二\r\n三"
