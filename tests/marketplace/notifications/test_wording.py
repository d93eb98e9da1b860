"""Messages in words."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.notifications import kinds
from marketplace.notifications.kinds import Kind
from marketplace.notifications.rules import is_local, value
from marketplace.notifications.wording import words
from tests.marketplace.notifications.conftest import RETURNED


def test_values_are_written_as_the_language_writes_them() -> None:
    parameters = {"title": "照明", "amount": "1234.50", "due": "2026-11-27T00:00:00+08:00"}
    with translation.override("zh-hans"):
        assert words(RETURNED, parameters).body == "¥1,234.50, due 2026年11月26日 24:00"
    with translation.override("en"):
        assert words(RETURNED, parameters).body == "¥1,234.50, due 26 Nov 2026, 24:00"


def test_an_old_message_stays_readable() -> None:
    assert words(RETURNED, {}).title == "Returned: …"
    with translation.override("en"):
        assert words("gone.kind", {}).title == "A message"


def test_a_kind_has_one_set_of_words() -> None:
    with pytest.raises(ValueError, match="two apps"):
        kinds.register({RETURNED: Kind(title="Other", body="")})


def test_a_kind_is_named_without_its_parameters() -> None:
    assert kinds.find(RETURNED).name == "Returned"
    assert Kind(title="a %(b)s", body="", label="Something returned").name == "Something returned"


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}\+08:00)?", fullmatch=True))
def test_no_value_breaks_it(text: str) -> None:
    assert isinstance(str(value(text)), str)


@pytest.mark.parametrize(("url", "local"), [("/a/?b=1#c", True), ("//a", False), ("http://a", False), ("/a\n", False)])
def test_local_addresses(url: str, local: bool) -> None:
    assert is_local(url) is local
