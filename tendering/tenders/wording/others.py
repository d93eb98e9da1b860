"""Duties, messages and sentences of this stage."""

from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.primitives.money import exact_yuan, format_yuan
from marketplace.ui.duties import DutyWords
from marketplace.ui.formats import in_english


def _yuan(text: object) -> str:
    return format_yuan(exact_yuan(str(text)))


def _item(texts: dict[str, str]) -> str:
    return texts["en" if in_english() else "zh"]


def _lots(number: str) -> str:
    return number or gettext("No limit")


# What providers are told of calls: whoever obtained the documents or was invited, the same words for all.
_TAKING_PART = {
    "tenders.amended": Kind(
        _("The call has changed: %(title)s"), _("Answers are taken until %(deadline)s. Reason: %(reason)s")
    ),
    "tenders.extended": Kind(_("More time to answer the call: %(title)s"), _("Answers are taken until %(deadline)s.")),
    "tenders.answered": Kind(
        _("A question was answered to all: %(title)s"), _("Question and answer stand on the page of the call.")
    ),
    "tenders.suspended": Kind(_("The call is suspended: %(title)s"), _("Reason: %(reason)s")),
    "tenders.resumed": Kind(_("The call goes on: %(title)s"), _("Reason: %(reason)s")),
    "tenders.cancelled": Kind(_("The call was cancelled: %(title)s"), _("Reason: %(reason)s")),
    "tenders.failed": Kind(_("The call came to nothing: %(title)s"), _("Reason: %(reason)s")),
    # To the listed providers of its domain.
    "tenders.announced": Kind(_("A new call in your domains: %(title)s"), _("Answers are taken until %(deadline)s.")),
}
DUTIES = {
    "tenders.start": DutyWords(_("Let the project"), _("Prepare")),
    "tenders.finish": DutyWords(_("Finish the call's documents"), _("Continue")),
    "tenders.see_items": DutyWords(
        _("See the items of the statutory check list"), _("Tick"), _("Seen so far: %(seen)s")
    ),
    "tenders.approve_docs": DutyWords(_("Approve the call's documents"), _("Look")),
    "tenders.finish_joint": DutyWords(_("Finish the documents of a joint call"), _("Continue")),
    "tenders.approve_joint": DutyWords(_("Approve the documents of a joint call"), _("Look")),
    "tenders.answer_splitting": DutyWords(
        _("Say why projects that pass a limit together are separate needs"), _("Answer")
    ),
    "tenders.decide_splitting": DutyWords(_("Decide whether projects were split"), _("Decide")),
    "tenders.answer_question": DutyWords(_("Answer a question"), _("Answer")),
    "tenders.answer_overdue": DutyWords(_("A question the community has left unanswered"), _("Answer")),
    "tenders.countersign": DutyWords(_("Countersign the resolution"), _("Countersign")),
    "tenders.lift_suspension": DutyWords(_("Your office has suspended this call"), _("Lift it")),
    "tenders.undecided_suspension": DutyWords(
        _("A street holds this call and has not decided"),
        _("See whether to lift it"),
    ),
    "tenders.answer_invitation": DutyWords(_("Answer an invitation to a call"), _("Answer")),
}
KINDS = {
    "tenders.docs_to_approve": Kind(_("Documents to approve: %(title)s"), _("A call waits for your approval.")),
    "tenders.street_suspended": Kind(
        _("A street suspended a call: %(title)s"),
        _("It has no end; your office, which stands above, may lift it. Reason: %(reason)s"),
    ),
    "tenders.docs_returned": Kind(_("Documents returned: %(title)s"), _("Reason: %(reason)s")),
    "tenders.declared_complex": Kind(_("Declared complex, more members judge it: %(title)s"), _("Reason: %(reason)s")),
    "tenders.invited": Kind(_("Invitation to a call: %(title)s"), _("Answer before the deadline.")),
    "tenders.failed_call_again": Kind(
        _("The call failed: %(title)s"), _("You can call again; the demand is open for letting.")
    ),
    "tenders.failed_may_agree": Kind(
        _("The call failed again: %(title)s"),
        _("You can call again, or let the deciding body agree on a provider."),
    ),
    "tenders.splitting_answered": Kind(
        _("Possible splitting answered: %(title)s"), _("Decide whether these are separate needs or one.")
    ),
    "tenders.splitting_decided": Kind(
        _("Possible splitting decided: %(title)s"), _("The call's page says what was decided, and why.")
    ),
    "tenders.splitting_reopened": Kind(
        _("Another answer is asked for about possible splitting: %(title)s"),
        _("The call does not go out before it is answered and decided."),
    ),
    "tenders.question_asked": Kind(_("A question about %(title)s"), _("Answer it to all within the period.")),
    "tenders.question_overdue": Kind(
        _("A question about %(title)s is overdue"), _("The community has not answered in time; your office may.")
    ),
    **{kind: replace(words, roles=PROVIDER_ROLES) for kind, words in _TAKING_PART.items()},
    # The community is told where another office cancelled.
    "tenders.cancelled": replace(_TAKING_PART["tenders.cancelled"], roles=(*PROVIDER_ROLES, Role.COMMUNITY)),
}
SENTENCES = {
    "tenders.tender.prepare": Sentence(_("%(actor)s prepared a call")),
    "tenders.tender.edited": Sentence(_("%(actor)s changed the call's documents")),
    "tenders.tender.complex": Sentence(_("%(actor)s declared the project complex: %(reason)s")),
    "tenders.tender.submit_docs": Sentence(_("%(actor)s submitted the call's documents")),
    "tenders.tender.regroup": Sentence(_("%(actor)s changed which projects this one is let together with")),
    "tenders.joint.prepare": Sentence(_("%(actor)s prepared a joint call")),
    "tenders.joint.regroup": Sentence(_("%(actor)s changed the lots of the joint call")),
    "tenders.joint.limit": Sentence(
        _("%(actor)s changed how many lots of the joint call one bidder may win: %(before)s, from now on %(after)s"),
        {"before": _lots, "after": _lots},
    ),
    "tenders.tender.limit": Sentence(
        _(
            "Before, this was lot %(lot)s of joint call %(call)s, of which one bidder could win %(limit)s lots;"
            " that limit has ended, now: %(after)s"
        ),
        {"after": _lots},
    ),
    "tenders.joint.dissolve": Sentence(_("%(actor)s dissolved the joint call: %(reason)s")),
    "tenders.joint.submit": Sentence(_("%(actor)s submitted the documents of all lots")),
    "tenders.joint.return": Sentence(_("%(actor)s returned the documents of all lots: %(reason)s")),
    "tenders.joint.announce": Sentence(_("%(actor)s approved the documents and announced all lots")),
    "tenders.tender.return": Sentence(_("%(actor)s returned the documents: %(reason)s")),
    "tenders.tender.announce": Sentence(_("%(actor)s approved the documents and announced the call")),
    "tenders.tender.amend": Sentence(_("%(actor)s amended the call: %(reason)s")),
    "tenders.tender.amend_in_round": Sentence(
        _("%(actor)s changed what is asked for after a round of consultation, in the same words for all: %(reason)s")
    ),
    "tenders.tender.extend": Sentence(_("The call was extended, fewer than the minimum had arrived")),
    "tenders.tender.close": Sentence(_("The call closed at its deadline")),
    "tenders.tender.open": Sentence(_("The bids were opened")),
    "tenders.tender.fail": Sentence(_("The call failed: %(reason)s")),
    "tenders.tender.conclude": Sentence(_("The call was concluded")),
    "tenders.tender.cancel": Sentence(_("%(actor)s cancelled the call: %(reason)s")),
    "tenders.tender.suspend": Sentence(_("%(actor)s suspended the call: %(reason)s")),
    "tenders.tender.lift": Sentence(_("%(actor)s lifted one order, another holds the call still: %(reason)s")),
    "tenders.tender.resume": Sentence(_("%(actor)s resumed the call: %(reason)s")),
    "tenders.documents.obtained": Sentence(_("The documents were obtained")),
    "tenders.barrier.answered": Sentence(_("%(actor)s answered why “%(quote)s” stays in the call: %(reason)s")),
    "tenders.barrier.reopened": Sentence(_("%(actor)s took back the answer about “%(quote)s”")),
    "tenders.splitting.answer": Sentence(_("%(actor)s answered what looks like splitting: %(reason)s")),
    "tenders.splitting.accept": Sentence(_("%(actor)s accepted the projects as separate needs: %(reason)s")),
    "tenders.splitting.merge": Sentence(_("%(actor)s decided that the projects are to be merged: %(reason)s")),
    "tenders.splitting.reopen": Sentence(
        _("%(actor)s asked for another answer about what looks like splitting: %(reason)s")
    ),
    "tenders.checklist.ticked": Sentence(
        _("%(actor)s ticked “%(item)s” of the check list: %(reason)s"), {"item": _item}
    ),
    "tenders.checklist.opened": Sentence(_("%(actor)s opened “%(item)s” of the check list again"), {"item": _item}),
    "tenders.question.asked": Sentence(_("A question was asked")),
    "tenders.question.escalated": Sentence(_("A question was not answered in time, the street was told")),
    "tenders.question.answered": Sentence(_("%(actor)s answered a question to all")),
    "tenders.invitation.sent": Sentence(_("%(actor)s invited a provider")),
    "tenders.invitation.accepted": Sentence(_("%(actor)s accepted the invitation")),
    "tenders.invitation.declined": Sentence(_("%(actor)s declined the invitation")),
    "tenders.invitation.ended": Sentence(_("The invitation ended: the provider planned the project")),
    "tenders.invitation.expired": Sentence(_("An invitation expired without an answer")),
    "tenders.offer.recorded": Sentence(_("%(actor)s recorded an offer of %(price)s"), {"price": _yuan}),
    "tenders.resolution.recorded": Sentence(_("%(actor)s recorded the resolution")),
    "tenders.resolution.countersigned": Sentence(_("%(actor)s countersigned the resolution")),
}
