"""Duties, messages and sentences of this stage. Nothing here tells anybody but the bidder of a sealed bid."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.primitives.money import exact_yuan, format_yuan
from marketplace.ui.duties import DutyWords
from marketplace.ui.navigation import Area, Item
from tendering.bids.models.opening import OfficeChoice

HINT_READERS = (Role.DISTRICT, Role.DISCIPLINE)
_AREA = _("Bids")
_BIDDERS = PROVIDER_ROLES


def office_name(code: object) -> str:
    """An office in words."""
    return str(OfficeChoice(str(code)).label)


def _yuan(text: object) -> str:
    return format_yuan(exact_yuan(str(text)))


OWN_BIDS = Item("bids", _("Our bids"), url_name="bids:mine", area=Area.ACCOUNT, roles=_BIDDERS)
DUTIES = {
    "bids.begin": DutyWords(_("Write the bid you accepted to make"), _("Begin")),
    "bids.finish": DutyWords(_("Finish and submit your bid"), _("Continue")),
    "bids.open": DutyWords(_("Confirm the opening of the bids"), _("Confirm")),
    "bids.qualify": DutyWords(_("Check the bidders' qualification"), _("Check")),
    "bids.answer_doubt": DutyWords(_("Answer another office's doubt about a bidder"), _("Answer")),
}
KINDS = {
    "bids.to_open": Kind(
        _("Ready to be opened: %(title)s"), _("The call has closed. Your office confirms the opening."), area=_AREA
    ),
    "bids.to_qualify": Kind(
        _("Qualification to check: %(title)s"),
        _("The bids are open. Decide for each whether it qualifies."),
        area=_AREA,
    ),
    "bids.doubted": Kind(
        _("Another office doubts a bidder you passed: %(title)s"),
        _("Read its doubt about %(bidder)s, then join it or say in writing why it does not stand."),
        area=_AREA,
    ),
    "bids.opened": Kind(
        _("Your bid was opened: %(title)s"),
        _("It opened and was compared with its commitment. The result is published later."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.unopenable": Kind(
        _("Your bid does not open: %(title)s"),
        _("It counts as no response. You can object while the result is published."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.withdrawn_by_roster": Kind(
        _("Your sealed bid was withdrawn: %(title)s"),
        _("By the roster you may not bid now. Once your entry is in force again, you can bid until the deadline."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.hints_found": Kind(
        _("Hints among the bids: %(title)s"),
        _("A hint is no verdict. Each needs a written answer before the award is made."),
        area=_AREA,
        roles=HINT_READERS,
    ),
    "bids.disqualified": Kind(
        _("Your bid did not pass the qualification check: %(title)s"),
        _("The reasons stand on the page of your bid."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.qualified_after_all": Kind(
        _("Your bid passed the new qualification check: %(title)s"),
        _("What was decided before counts no longer; your bid is evaluated with the others."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.check_anew": Kind(
        _("Qualification to be checked anew: %(title)s"),
        _("What was said before is set aside. Check every bid by the same measure, with the reason in mind."),
        area=_AREA,
    ),
}
SENTENCES = {
    "bids.draft.started": Sentence(_("%(actor)s began a bid")),
    "bids.draft.saved": Sentence(_("%(actor)s saved a part of the bid")),
    "bids.draft.discarded": Sentence(_("%(actor)s gave the draft up; it was destroyed")),
    "bids.bid.submitted": Sentence(_("%(actor)s sealed and submitted version %(version)s, receipt %(receipt)s")),
    "bids.bid.withdrawn": Sentence(_("%(actor)s withdrew the bid, receipt %(receipt)s")),
    "bids.bid.withdrawn_by_roster": Sentence(_("The bid was withdrawn: the provider may no longer bid")),
    "bids.bid.opened": Sentence(_("The bid was opened: %(price)s"), {"price": _yuan}),
    "bids.bid.unopenable": Sentence(_("The bid does not open")),
    "bids.bid.qualified": Sentence(_("%(actor)s found the bidder qualified")),
    "bids.bid.disqualified": Sentence(_("%(actor)s found the bidder not qualified: %(reason)s")),
    "bids.bid.check_passed": Sentence(_("Every office has decided: the bidder is qualified")),
    "bids.bid.check_failed": Sentence(_("Every office has decided: the bidder is not qualified: %(reason)s")),
    "bids.view.passed": Sentence(_("%(actor)s (%(office)s) found %(bidder)s qualified"), {"office": office_name}),
    "bids.view.doubted": Sentence(
        _("%(actor)s (%(office)s) found %(bidder)s not qualified: %(reason)s"), {"office": office_name}
    ),
    "bids.opening.checks_set_aside": Sentence(
        _("%(actor)s set the qualification of the bids aside, all are checked anew: %(reason)s")
    ),
    "bids.hint.found": Sentence(_("The platform noticed something that %(bids)s bids have in common")),
    "bids.opening.confirmed": Sentence(_("%(actor)s confirmed the opening")),
    "bids.opening.fixed": Sentence(_("The list of commitments was fixed")),
    "bids.opening.opened": Sentence(_("%(opened)s bids were opened, %(unopenable)s do not open")),
}
