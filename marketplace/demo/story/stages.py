"""How far each row of the tables of lettings has come on 20 November, by the name of its stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from marketplace.demo import accounts
from marketplace.demo.agenda import at_hour
from marketplace.demo.story.anew import RECHECKED, REQUALIFIED
from marketplace.demo.story.desk import TODAY
from marketplace.demo.story.together import ASKED
from marketplace.demo.story.verdict import Verdict
from marketplace.primitives.ruleset import Method, Office

# A call that is open on the first day stays open for more than a month of trying.
STAYS_OPEN = date(2026, 12, 23)
INVITED = Method.COMPARISON_INVITED
WITHOUT_COMPETITION = (Method.DIRECT_AWARD, Method.RESIDENT_IMPLEMENTED, Method.AGREED)
# Who has been drawn and has not declared yet: with it the last member has, and sheets are open to it.
AWAITED = frozenset(person.email for person in accounts.PERSONS)
# Days on which the stories of the last weeks go on.
ASKED_FOR_PAYMENT, REPORTED, INSPECTED, JUDGED, RECTIFIED = (
    date(2026, 11, 13),
    date(2026, 11, 5),
    date(2026, 11, 12),
    date(2026, 11, 6),
    date(2026, 10, 21),
)


def _announced(call: Verdict) -> None:
    call.prepare().announce(STAYS_OPEN)
    if call.method is INVITED:
        call.accept_invitations()
    if call.row.story == ASKED:
        call.ask_to_join(1)
    if call.row.story == "question":
        call.ask(1, answered=False)


def _sealed_open(call: Verdict) -> None:
    call.prepare().announce(STAYS_OPEN).ask(1, answered=True).answer()


def _sealed(call: Verdict) -> Verdict:
    return call.prepare().announce().answer().close()


def _opened(call: Verdict) -> Verdict:
    return _sealed(call).open()


def _convened(call: Verdict) -> None:
    _opened(call).qualify().convene().declare(but=AWAITED)


def _quoting(call: Verdict) -> None:
    """The last round of a consultation: one final quote is awaited, the others are sealed."""
    _opened(call).qualify().convene().declare().revise().open_answers()
    call.call_for_quotes(STAYS_OPEN).quote(range(1, call.row.bidders))


def _published(call: Verdict) -> Verdict:
    return _opened(call).evaluate().publicise()


def _upheld(call: Verdict) -> None:
    """Story 4: an objection is upheld, the next in rank is in publicity."""
    _published(call).object(1).uphold(3).follow()


def _complained(call: Verdict) -> None:
    """A complaint was decided, the call went on, and the contract waits for its signatures."""
    _published(call).complain().confirm().draft()


def _cancelled(call: Verdict) -> None:
    call.prepare().announce().cancel(2)


def _failed(call: Verdict) -> Verdict:
    return call.prepare().announce().answer().fall_short().again()


def _lettered(call: Verdict) -> Verdict:
    """Up to the award letter, by whichever method."""
    if call.row.method == Method.AGREED:
        _failed(call)
        _failed(call)
    if call.row.method in WITHOUT_COMPETITION:
        return call.offer().publicise().confirm()
    return _published(call).confirm()


def _working(call: Verdict) -> Verdict:
    return _lettered(call).begin_delivery()


def _finished(call: Verdict) -> Verdict:
    return _lettered(call).finish_work()


def _desk(call: Verdict) -> None:
    """Half of the money waits for the street, the first report for the community."""
    _lettered(call).sign().on(REPORTED).report(1)
    call.on(ASKED_FOR_PAYMENT).check_payment(1)


def _removed(call: Verdict) -> None:
    """Story 14: the contractor leaves the roster, its contract runs on."""
    _working(call).on(REPORTED).report(1).remove_contractor()


def _unfinished(call: Verdict) -> None:
    """Story 7: the year ends before the second milestone; the project is barred in the next one (R27)."""
    _working(call).reach(1).end_year()


def _late(call: Verdict) -> None:
    _working(call).reach(1, 2).miss_payment(2)


def _acceptance_called(call: Verdict) -> None:
    _finished(call).on(ASKED_FOR_PAYMENT).call_team(at_hour(date(2026, 11, 26), 14), (7, 1, 2))


def _inspection(call: Verdict) -> None:
    """Today at half past eight the team of demo accounts meets; the second half waits for the finance officer."""
    _working(call).reach(1, 2, 3)
    call.on(INSPECTED).approve_payment(2)
    call.on(INSPECTED).call_team(at_hour(TODAY, 8, 30), (0, 0, 0))


def _measuring(call: Verdict) -> None:
    """The panel answers; the second stage waits for the community's check."""
    _working(call).reach(1, 2, 3).on(JUDGED).accept().measure(30, call.row.satisfied, call.row.answers)
    call.on(ASKED_FOR_PAYMENT).request_payment(2)


def _rectifying(call: Verdict) -> None:
    _finished(call).on(RECTIFIED).accept().judge().plan_rectification()


def _paid(call: Verdict) -> None:
    _finished(call).accept()
    if call.row.story == "5":
        call.judge_small().rectify()
    else:
        call.judge()
    call.pay(3)


WALKS: Mapping[str, Callable[[Verdict], object]] = {
    "doc_review": lambda call: call.prepare(),
    "split_answered": lambda call: call.prepare().explain_splitting(),
    "announced": _announced,
    "sealed_open": _sealed_open,
    "sealed_closed": _sealed,
    "opening": lambda call: _sealed(call).confirm_opening(Office.COMMUNITY, Office.STREET),
    "qualifying": lambda call: _opened(call).qualify(but=1),
    "convened": _convened,
    "quoting": _quoting,
    "scoring": lambda call: _opened(call).qualify().convene().declare().score(judges=1),
    "publicity": _published,
    RECHECKED: lambda call: _published(call).recheck().publicise(),
    REQUALIFIED: lambda call: _published(call).requalify().publicise(),
    "objection": lambda call: _published(call).object(1),
    "upheld": _upheld,
    "complained": _complained,
    "countersigning": lambda call: _published(call).confirm_for(Office.COMMUNITY),
    "confirmable": lambda call: _published(call).elapse(),
    "cancelled": _cancelled,
    "relaunched": lambda call: _failed(call).prepare().announce(STAYS_OPEN),
    "drafted": lambda call: _lettered(call).draft(),
    "signed_once": lambda call: _lettered(call).draft().sign_once(),
    "delivering_first": lambda call: _working(call).on(REPORTED).report(1),
    "delivering_removed": _removed,
    "delivering_late": _late,
    "delivering_midterm": lambda call: _working(call).reach(1, 2).pay(2),
    "delivering_acceptance": _acceptance_called,
    "delivering_desk": _desk,
    "inspection": _inspection,
    "unfinished": _unfinished,
    "measuring": _measuring,
    "rectifying": _rectifying,
    "paid": _paid,
}
