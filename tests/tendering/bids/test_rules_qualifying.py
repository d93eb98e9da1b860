"""When several offices check who qualifies: what the last word is, whatever the order they speak in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import Office
from tendering.bids.rules.qualifying import View, answers_a_doubt, is_due, outcome

pytestmark = pytest.mark.requirement("R39")
COMMUNITY, STREET, DISTRICT = Office.COMMUNITY, Office.STREET, Office.DISTRICT
BOTH = (COMMUNITY, STREET)


@pytest.mark.parametrize(
    ("views", "found"),
    [
        ([], None),
        ([View(COMMUNITY, True)], None),
        ([View(COMMUNITY, True), View(STREET, True)], True),
        ([View(COMMUNITY, False), View(STREET, False)], False),
        # Whoever speaks second has read the doubt: its pass stands.
        ([View(COMMUNITY, False), View(STREET, True)], True),
        # Whoever spoke before the doubt is asked again, and only once.
        ([View(COMMUNITY, True), View(STREET, False)], None),
        ([View(COMMUNITY, True), View(STREET, False), View(COMMUNITY, True)], True),
        ([View(COMMUNITY, True), View(STREET, False), View(COMMUNITY, False)], False),
    ],
)
def test_a_bid_fails_only_where_both_say_so(views: list[View], found: bool | None) -> None:
    assert outcome(BOTH, views) is found


def test_one_office_decides_alone() -> None:
    assert outcome((COMMUNITY,), [View(COMMUNITY, False)]) is False
    assert outcome((COMMUNITY,), [View(COMMUNITY, True)]) is True


@given(
    st.lists(st.sampled_from([COMMUNITY, STREET, DISTRICT]), min_size=1, max_size=3, unique=True),
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=40, max_size=40),
)
def test_whoever_is_asked_the_check_comes_to_an_end(offices: list[Office], chances: list[tuple[int, bool]]) -> None:
    """A bid fails only where every office's last word is no; each pass against a doubt had the doubt before it."""
    views: list[View] = []
    for pick, passed in chances:
        due = [office for office in offices if is_due(office, views)]
        if not due:
            break
        views.append(View(due[pick % len(due)], passed))
    found = outcome(offices, views)
    last = {view.office: view for view in views}
    assert found is any(view.passed for view in last.values())
    assert len(views) <= len(offices) * len(offices)
    if any(not view.passed for view in views):
        for office, view in last.items():
            position = max(n for n, one in enumerate(views) if one is view or one.office is office)
            assert not view.passed or answers_a_doubt(office, views[:position])
