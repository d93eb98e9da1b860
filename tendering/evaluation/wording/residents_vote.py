"""What the residents' vote is called: its refusals, duties, messages and acts."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.ui.duties import DutyWords
from marketplace.ui.refusals import Words
from tendering.evaluation.wording.others import moment

_VOTE = _("Residents' votes are an item of the score sheet where the rule set has one (example, local rules)")
_ONCE = _("Every confirmed resident votes once; nobody of a bidder, the panel or an office above the call does")
_END = _("Votes are taken for a day at least and 30 days at most (example)")
_LOOK = _("Look at the page of the vote.")
_MEND = _("Mend it and send it again.")

VOTE_REFUSALS = {
    "evaluation.no_vote": Words(
        _("The score sheet of this call has no item for residents' votes."), _VOTE, _("Go on without a vote.")
    ),
    "evaluation.vote_without_bids": Words(
        _("No bid competes: residents have nothing to choose."), _VOTE, _("Go on without a vote.")
    ),
    "evaluation.vote_begun": Words(_("Residents vote already, or have voted."), _VOTE, _LOOK),
    "evaluation.vote_first": Words(
        _("Residents have still to vote, or their vote has not ended."),
        _VOTE,
        _("Open the vote, or wait for its end; bids are ranked afterwards."),
    ),
    "evaluation.vote_not_running": Words(_("No vote is taken now: it has not begun, or it is over."), _VOTE, _LOOK),
    "evaluation.vote_end": Words(_("The vote can end between %(earliest)s and %(latest)s."), _END, _MEND),
    "evaluation.vote_end_earlier": Words(
        _("The vote ends at %(ends_at)s; it can end later, never earlier."), _END, _MEND
    ),
    "evaluation.no_such_choice": Words(_("This bid is none of those to choose from."), _VOTE, _LOOK),
    "evaluation.vote_phone_unproved": Words(
        _("You have no proved phone."), _ONCE, _("Prove your phone in your profile, then vote.")
    ),
    "evaluation.vote_apart": Words(
        _("You belong to a bidder, to the panel or to an office above this call."),
        _ONCE,
        _("Leave the vote to others."),
    ),
}
VOTE_DUTIES = {
    "evaluation.vote": DutyWords(_("Vote for one of the bidders"), _("Vote")),
    "evaluation.open_vote": DutyWords(_("Let residents vote among the bidders"), _("Open the vote")),
}
VOTE_KINDS = {
    "evaluation.vote_opened": Kind(
        _("Vote for one of the bidders: %(title)s"), _("Call %(number)s. The page says until when.")
    ),
}
VOTE_SENTENCES = {
    "evaluation.vote.opened": Sentence(
        _("%(actor)s let residents vote among %(count)s bidders until %(ends_at)s"), {"ends_at": moment}
    ),
    "evaluation.vote.prolonged": Sentence(
        _("%(actor)s prolonged the residents' vote until %(ends_at)s"), {"ends_at": moment}
    ),
    "evaluation.vote.shifted": Sentence(
        _("The residents' vote has its days back after the suspension: until %(ends_at)s"), {"ends_at": moment}
    ),
    "evaluation.vote.cast": Sentence(_("A resident voted, or voted anew"), inside=True),
}
