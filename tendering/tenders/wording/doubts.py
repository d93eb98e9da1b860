"""What a draft's dates cannot keep, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.ui.formats import day
from tendering.tenders.rules.foresight import BeginsTooEarly, Doubt, EndsTooLate, Estimated, Limit
from tendering.tenders.wording.timetable import WORDS

LATE: dict[Limit, str | Promise] = {
    Limit.START: gettext_lazy("“%(step)s” can come as late as %(day)s, but the work is to begin on %(limit)s."),
    Limit.CLOSING: gettext_lazy(
        "“%(step)s” can come as late as %(day)s; from %(limit)s on the year's accounts are being closed."
    ),
    Limit.YEAR_END: gettext_lazy(
        "“%(step)s” can come as late as %(day)s, after the year's end: money not awarded by then is set free."
    ),
}


def doubt_words(doubt: Doubt) -> str:
    """One sentence in the reader's language."""
    if isinstance(doubt, BeginsTooEarly):
        return _(
            "The work is to begin on %(begins)s, but the contract cannot be signed before %(earliest)s "
            "even if nobody loses a day."
        ) % {"begins": day(doubt.begins), "earliest": day(doubt.earliest)}
    if isinstance(doubt, EndsTooLate):
        return _(
            "The work ends on %(ends)s, after the year %(year)s whose money pays for it; "
            "what is unfinished at its end counts as not accepted."
        ) % {"ends": day(doubt.ends), "year": doubt.fiscal_year}
    if isinstance(doubt, Estimated):
        return _("The official calendar of %(year)s is not known yet: dates in it are estimates.") % {
            "year": doubt.year
        }
    values = {"step": WORDS[doubt.step], "day": day(doubt.day), "limit": day(doubt.limit_day)}
    return str(LATE[doubt.limit]) % values
