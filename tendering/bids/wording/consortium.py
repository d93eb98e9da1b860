"""What consortia say: refusals, messages, sentences. Before the opening they reach members alone."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.ui.duties import DutyWords
from marketplace.ui.refusals import Words

_AREA = _("Bids")
_BIDDERS = PROVIDER_ROLES
_LAW = _("Government Procurement Law, article 24; Implementing Regulations, article 22: several answer as one bidder")
_ONE = _("Implementing Regulations, article 22: who is in a consortium stands in no other answer to the call")
_SEALED = _("Bids stay sealed until the opening")
_TERMS = _("Correct members, shares or agreement on the page of the consortium.")

REFUSALS = {
    "bids.consortium_not_admitted": Words(_("This call admits no consortia."), _LAW, _("Answer it alone.")),
    "bids.consortium_sealed": Words(
        _("What is sealed was consented to as it is."), _SEALED, _("Withdraw the bid, then change the consortium.")
    ),
    "bids.consortium_alone": Words(_("A consortium has at least one member beside the lead."), _LAW, _TERMS),
    "bids.consortium_too_many": Words(_("The call admits %(most)s organisations together at most."), _LAW, _TERMS),
    "bids.consortium_share": Words(_("A share lies above 0 and below 100 percent."), _LAW, _TERMS),
    "bids.consortium_sum": Words(_("The shares do not add up to 100 percent."), _LAW, _TERMS),
    "bids.consortium_work": Words(_("For each member say what it does, in at most 500 characters."), _LAW, _TERMS),
    "bids.consortium_twice": Words(_("An organisation is named twice."), _LAW, _TERMS),
    "bids.consortium_agreement": Words(_("The consortium agreement is missing."), _LAW, _TERMS),
    "bids.consortium_unanswered": Words(
        _("Not every member has consented to the terms as they stand."),
        _LAW,
        _("Wait for their answers, or change the members."),
    ),
    "bids.stands_elsewhere": Words(
        _("Your organisation stands in another answer to this call."),
        _ONE,
        _("Take that consent back, or withdraw your own bid, before the deadline."),
    ),
    "bids.consent_answered": Words(_("Your organisation has said so already."), _LAW, _("Look at what is asked.")),
    "bids.consent_gone": Words(
        _("The lead has changed the terms or given them up."), _LAW, _("Look at what is asked now.")
    ),
}
DUTIES = {"bids.consent": DutyWords(_("Say whether you join a consortium"), _("Answer"))}
KINDS = {
    "bids.consortium_asked": Kind(
        _("You are asked to bid together with others: %(title)s"),
        _("Read the terms and consent or decline before the deadline. Only the members know of it."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.consortium_consented": Kind(
        _("A member consented to your consortium: %(title)s"),
        _("Once all have consented the bid can be sealed."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.consortium_declined": Kind(
        _("A member does not join your consortium: %(title)s"),
        _("Change the members and ask again, or bid alone."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.consortium_unsealed": Kind(
        _("A member left: your sealed bid was withdrawn: %(title)s"),
        _("Until the deadline you can hand in another one."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.consortium_withdrawn": Kind(
        _("The bid of a consortium you joined was withdrawn: %(title)s"),
        _("It is not opened unless it is handed in again. Your consent stands until you take it back."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.consortium_dissolved": Kind(
        _("A consortium you joined was given up: %(title)s"),
        _("You are free to answer the call alone or with others."),
        area=_AREA,
        roles=_BIDDERS,
    ),
}
SENTENCES = {
    "bids.consortium.proposed": Sentence(_("%(actor)s wrote down who bids together and asked every member")),
    "bids.consortium.dissolved": Sentence(_("%(actor)s gave the consortium up")),
    "bids.consortium.consented": Sentence(_("%(actor)s consented for %(member)s")),
    "bids.consortium.declined": Sentence(_("%(actor)s declined for %(member)s")),
    "bids.bid.withdrawn_by_member": Sentence(_("The bid was withdrawn: a member of the consortium left")),
}
