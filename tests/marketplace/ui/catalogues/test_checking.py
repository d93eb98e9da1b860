import polib
import pytest

from marketplace.ui.catalogues.checking import problems
from marketplace.ui.catalogues.extraction import Message

BID = Message("bid", place="views.py:1")
BIDS = Message("%(n)s bid", plural="%(n)s bids", place="views.py:2")


def entry(message: Message, chinese: str, *, fuzzy: bool = False) -> polib.POEntry:
    flags = ["fuzzy"] if fuzzy else []
    if message.plural:
        return polib.POEntry(msgid=message.id, msgid_plural=message.plural, msgstr_plural={0: chinese}, flags=flags)
    return polib.POEntry(msgid=message.id, msgstr=chinese, flags=flags)


def test_a_whole_catalogue_has_no_problems() -> None:
    known = {("", "bid"): {"bids": entry(BID, "投标")}, ("", "%(n)s bid"): {"bids": entry(BIDS, "%(n)s份投标")}}
    assert problems({"bids": [BID, BIDS]}, known) == []


def test_chinese_of_another_app_will_do() -> None:
    assert problems({"awards": [BID]}, {("", "bid"): {"bids": entry(BID, "投标")}}) == []


@pytest.mark.parametrize("held", [{}, {"bids": entry(BID, "")}, {"bids": entry(BID, "投标", fuzzy=True)}])
def test_missing_empty_and_fuzzy_are_problems(held: dict[str, polib.POEntry]) -> None:
    assert problems({"bids": [BID]}, {("", "bid"): held}) == ["bids: no Chinese for 'bid' (views.py:1)"]


def test_two_translations_of_one_message_are_a_problem() -> None:
    known = {("", "bid"): {"bids": entry(BID, "投标"), "awards": entry(BID, "响应文件")}}
    assert problems({"bids": [BID]}, known) == [
        "'bid' has several translations: bids: 投标; awards: 响应文件",
        "'bid' stands in several catalogues: bids, awards",
    ]


def test_an_entry_that_nothing_says_is_a_problem() -> None:
    known = {("", "bid"): {"bids": entry(BID, "投标")}}
    assert problems({}, known) == ["bids: nothing says 'bid'"]
    assert problems({"awards": [BID]}, known) == []


def test_the_projects_catalogue_may_say_what_packages_leave_out() -> None:
    assert problems({}, {("", "bid"): {"project": entry(BID, "投标")}}) == []


def test_a_placeholder_lost_is_a_problem() -> None:
    assert len(problems({"bids": [BIDS]}, {("", "%(n)s bid"): {"bids": entry(BIDS, "若干投标")}})) == 1


def test_a_plural_kept_as_a_plain_entry_is_a_problem() -> None:
    known = {("", "%(n)s bid"): {"bids": entry(Message("%(n)s bid"), "%(n)s份投标")}}
    assert problems({"bids": [BIDS]}, known) == ["bids: no plural '%(n)s bids' (views.py:2)"]


@pytest.mark.parametrize("chinese", ["投标,响应", "投标：(响应)", "投标(响应)", "响应;投标"])
def test_latin_signs_in_a_chinese_sentence_are_a_problem(chinese: str) -> None:
    found = problems({"bids": [BID]}, {("", "bid"): {"bids": entry(BID, chinese)}})
    assert found == [f"bids: Latin punctuation in the Chinese {chinese!r}"]


def test_what_yesno_takes_apart_keeps_its_comma() -> None:
    choice = Message("yes,no", place="views.py:3")
    assert problems({"bids": [choice]}, {("", "yes,no"): {"bids": entry(choice, "是,否")}}) == []
