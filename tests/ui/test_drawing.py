"""What the tags draw: escaped, labelled, without a style attribute."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from marketplace.ui import sample
from marketplace.ui.components import Event, Fact, Segment, StepState
from marketplace.ui.drawing import bar, labels, values

EVIL = '"><script>alert(1)</script>'


def draw(source: str, language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load ui %}" + source).render(Context(context))


def test_a_colon_is_of_the_readers_language() -> None:
    assert [draw("a{% colon %}b", language) for language in ("en", "zh-hans")] == ["a: b", "a\N{FULLWIDTH COLON}b"]


def test_a_bar_adds_up_and_reads_its_values() -> None:
    parts = [Segment("Paid", Decimal(53), "53%", 1), Segment("Free", Decimal(47), "47%", 5)]
    drawn = draw("{% stacked_bar parts %}", parts=parts)
    assert 'aria-label="Paid 53%, Free 47%"' in drawn
    assert '<rect class="c1" x="0.0" width="530.0"' in drawn
    assert '<rect class="c5" x="530.0" width="470.0"' in drawn


def test_bars_under_each_other_share_a_scale() -> None:
    drawn = draw('{% stacked_bar parts "" whole %}', parts=[Segment("Paid", Decimal(53), "53", 1)], whole=Decimal(100))
    assert '<rect class="c1" x="0.0" width="530.0"' in drawn


def test_a_bar_of_nothing_is_drawn_without_dividing_by_zero() -> None:
    assert 'width="0.0"' in bar.stacked_bar([Segment("Paid", Decimal(0), "0%")])
    assert "0%" in bar.progress(5, 0)
    assert "<polyline" in bar.spark([], "nothing")
    assert "<polyline" in bar.spark([5, 5], "flat", 5)


@pytest.mark.parametrize(
    "source",
    [
        "{% stacked_bar parts %}{% bar_legend parts %}",
        "{% progress 1 2 evil %}",
        "{{ evil|said }}{% said evil %}{{ evil|said_lines }}",
        "{{ evil|masked_name }}{{ evil|hash_groups }}{% tag evil 'open' %}{{ evil|grade }}{{ evil|tier }}",
        "{% summary facts %}",
        "{% timeline events %}",
        "{% notice 'ok' title=evil %}{{ evil }}{% endnotice %}",
    ],
)
def test_nothing_people_wrote_becomes_markup(source: str) -> None:
    drawn = draw(
        source,
        evil=EVIL,
        parts=[Segment(EVIL, Decimal(1), EVIL)],
        facts=[Fact(EVIL, EVIL, "/x/")],
        events=[Event(EVIL, date(2026, 1, 5), note=EVIL)],
    )
    assert "<script" not in drawn
    assert 'alt="' not in drawn
    assert "style=" not in drawn


def test_the_cycle_names_the_step_under_way_once() -> None:
    drawn = draw("{% cycle_bar phases %}", phases=sample.phases(4))
    assert drawn.count('aria-current="step"') == 1
    assert drawn.count('class="is-done"') == 3
    assert 'class="is-now" aria-current="step"><b>Calling</b>' in drawn


def test_pips_read_the_step_in_both_languages() -> None:
    assert 'aria-label="Step 4 of 9: Calling"' in draw("{% pips phases %}", phases=sample.phases(4))
    assert 'aria-label="第 4 步，共 9 步：招募"' in draw("{% pips phases %}", "zh-hans", phases=sample.phases(4))
    assert sample.phases(9)[2].steps[2].state == StepState.NOW


def test_empty_values_are_a_dash() -> None:
    for drawn in (values.yuan(None), values.wan(None), values.day(None), values.moment(None), values.percent(None)):
        assert drawn == "—"
    assert labels.masked_phone("") == "—"
    assert "—" in labels.masked_name(None)


def test_money_has_its_machine_form() -> None:
    assert values.yuan(Decimal(86000)) == '<data class="money" value="86000.00">¥86,000.00</data>'
    assert values.percent(Decimal("0.77")) == "77.0%"


def test_a_zero_is_not_nothing() -> None:
    assert "¥0.00" in values.yuan(Decimal(0))


def test_tiers_and_grades_know_their_words() -> None:
    assert draw("{{ 'major'|tier }}", "zh-hans") == '<span class="tier tier-major">重大</span>'
    assert draw("{{ 'none'|grade }}", "zh-hans") == '<span class="tag tag-line">未评级</span>'


def test_hashes_stand_in_groups_of_four() -> None:
    assert ">9c41 e07b 52</code>" in labels.hash_groups("9c41e07b52")
