"""What rounds of consultation say: refusals, duties, messages, sentences."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.ui.duties import DutyWords
from marketplace.ui.refusals import Words

_AREA = _("Bids")
_BIDDERS = PROVIDER_ROLES
_ROUNDS = _("Rounds of a consultation, the last of which asks for final, sealed quotes")
_EQUAL = _("214号 art. 19: every bidder has the same chance to be talked to")
_TIME = _("A round has a deadline of its own, by the platform's clock")


REFUSALS = {
    "bids.no_rounds": Words(_("This method has no rounds."), _ROUNDS, _("Go on with the evaluation.")),
    "bids.round_running": Words(_("A round is running."), _ROUNDS, _("End it first.")),
    "bids.rounds_over": Words(_("The last round is over."), _ROUNDS, _("Go on with the evaluation.")),
    "bids.round_must_be_last": Words(
        _("The rules allow %(most)s rounds: this one has to be the last."), _ROUNDS, _("Begin it as the last one.")
    ),
    "bids.round_not_talking": Words(_("The talks of this round are over."), _ROUNDS, _("Look at the round.")),
    "bids.talk_missing": Words(
        _("Write down what was discussed, in at most 4,000 characters."), _EQUAL, _("The bidder reads it.")
    ),
    "bids.talked_already": Words(
        _("The talk with this bidder is written down already."), _EQUAL, _("It cannot be changed; begin another round.")
    ),
    "bids.talks_missing": Words(
        _("Not every bidder was talked to: %(names)s."), _EQUAL, _("Write down the talk with each of them first.")
    ),
    "bids.round_deadline_missing": Words(_("Until when is missing."), _TIME, _("Give a day and an hour.")),
    "bids.round_deadline_early": Words(
        _("That leaves too little time: not before %(earliest)s."), _TIME, _("Choose a later moment.")
    ),
    "bids.not_in_consultation": Words(
        _("Only bidders that were found valid and qualified take part in the rounds."),
        _ROUNDS,
        _("The reason stands on the page of your bid."),
    ),
    "bids.section_not_asked": Words(
        _("This round does not ask for this part."), _ROUNDS, _("Look at what the round asks for.")
    ),
}
DUTIES = {
    "bids.final_quote": DutyWords(_("Hand in your final quote"), _("Quote")),
    "bids.revision": DutyWords(_("Hand in your revised plan"), _("Revise")),
    "bids.open_round": DutyWords(_("Confirm the opening of a round"), _("Confirm")),
}
KINDS = {
    "bids.talk_recorded": Kind(
        _("What was discussed with you: %(title)s"),
        _("The record of the talk stands on the page of the round; rivals do not see it."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.revision_due": Kind(
        _("The documents changed: %(title)s"),
        _("All bidders are told the same. You may hand in a revised plan, sealed, until the deadline."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.final_quote_due": Kind(
        _("Hand in your final quote: %(title)s"),
        _("Sealed, until the deadline. Without a final quote you have withdrawn."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.round_to_open": Kind(
        _("A round is ready to be opened: %(title)s"),
        _("Its deadline has passed. Your office confirms the opening."),
        area=_AREA,
    ),
    "bids.round_opened": Kind(
        _("A round was opened: %(title)s"), _("The consultation, or the evaluation, can go on."), area=_AREA
    ),
    "bids.answer_opened": Kind(
        _("What you handed in was opened: %(title)s"),
        _("It opened and was compared with its commitment."),
        area=_AREA,
        roles=_BIDDERS,
    ),
    "bids.answer_unopenable": Kind(
        _("What you handed in does not open: %(title)s"),
        _("It does not count. You can object while the result is published."),
        area=_AREA,
        roles=_BIDDERS,
    ),
}
SENTENCES = {
    "bids.round.begun": Sentence(_("%(actor)s began round %(round)s of the consultation")),
    "bids.round.talked": Sentence(_("%(actor)s wrote down a talk of round %(round)s")),
    "bids.round.called": Sentence(_("%(actor)s ended the talks of round %(round)s and called for answers, sealed")),
    "bids.round.closed": Sentence(_("Round %(round)s closed at its deadline")),
    "bids.round.shifted": Sentence(_("The deadline of round %(round)s moved by %(working_days)s working days")),
    "bids.round.ended": Sentence(_("Round %(round)s of the consultation ended")),
    "bids.answer.opened": Sentence(_("What was handed in for round %(round)s was opened")),
    "bids.answer.unopenable": Sentence(_("What was handed in for round %(round)s does not open")),
}
