"""What is said of a plan's money on several pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.ui.formats import yuan
from tendering.funds.queries.plans import Freed


def freed_at_signing(freed: Freed) -> str:
    """To whom it went that a contract came to less than was set aside; empty where it did not."""
    if not (freed.fund or freed.others):
        return ""
    if not freed.others:
        return _("At signing %(sum)s was set free for the fund's accounts.") % {"sum": yuan(freed.fund)}
    if not freed.fund:
        return _("At signing %(sum)s was set free for the other contributors.") % {"sum": yuan(freed.others)}
    return _("At signing %(sum)s was set free for the fund's accounts and %(rest)s for the other contributors.") % {
        "sum": yuan(freed.fund),
        "rest": yuan(freed.others),
    }
