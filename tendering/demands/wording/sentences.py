"""The acts of this stage as sentences of a story."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.primitives.money import exact_yuan, format_yuan
from marketplace.ui.formats import enumerated


def _yuan(text: object) -> str:
    return format_yuan(exact_yuan(str(text)))


def _kind(code: str) -> object:
    from tendering.demands.models import Deliberation

    return Deliberation.Kind(code).label


def _flags(names: object) -> str:
    from tendering.demands.models import Demand

    return enumerated(str(Demand.FLAG_WORDS[name]) for name in str(names).split(",") if name) or "—"


SENTENCES = {
    "demands.demand.draft": Sentence(_("%(actor)s began demand %(number)s")),
    "demands.demand.edited": Sentence(_("%(actor)s changed the demand")),
    "demands.demand.funding": Sentence(_("%(actor)s wrote the funding plan; budget %(budget)s"), {"budget": _yuan}),
    "demands.demand.propose": Sentence(_("%(actor)s proposed it; budget %(budget)s"), {"budget": _yuan}),
    "demands.demand.adopt": Sentence(_("%(actor)s adopted the resident's proposal")),
    "demands.demand.merge": Sentence(_("%(actor)s merged it into %(into)s: %(reason)s")),
    "demands.demand.decline": Sentence(_("%(actor)s declined it: %(reason)s")),
    "demands.demand.screen": Sentence(_("%(actor)s took it into deliberation")),
    "demands.demand.flags_corrected": Sentence(
        _("%(actor)s corrected what decides the tier: declared was %(declared)s, found %(found)s"),
        {"declared": _flags, "found": _flags},
    ),
    "demands.deliberation.recorded": Sentence(
        _("%(actor)s recorded: %(kind)s on %(held_on)s, %(participants)s people"), {"kind": _kind}
    ),
    "demands.demand.schedule": Sentence(_("%(actor)s called the deciding body for %(held_at)s")),
    "demands.demand.defer": Sentence(_("%(actor)s called the meeting off: %(reason)s")),
    "demands.demand.record": Sentence(
        _("%(actor)s recorded the meeting: %(present)s of %(invited)s, %(votes_for)s for, %(against)s against")
    ),
    "demands.demand.countersign": Sentence(
        _("%(actor)s countersigned: %(present)s of %(invited)s present, %(votes_for)s for")
    ),
    "demands.demand.refuse_countersign": Sentence(_("%(actor)s sent the record back: %(reason)s")),
    "demands.demand.publicise": Sentence(_("%(actor)s posted the resolution until %(until)s")),
    "demands.demand.elapse": Sentence(_("The posting of the resolution ended")),
    "demands.demand.submit": Sentence(_("%(actor)s submitted the decision")),
    "demands.demand.file": Sentence(_("%(actor)s filed it at the street")),
    "demands.opinion.given": Sentence(_("%(actor)s gave an opinion in the leading group"), inside=True),
    "demands.demand.approve": Sentence(_("%(actor)s approved it")),
    "demands.demand.return": Sentence(_("%(actor)s returned it: %(reason)s")),
    "demands.demand.reject": Sentence(_("%(actor)s rejected it: %(reason)s")),
    "demands.demand.resubmit": Sentence(_("%(actor)s submitted it again: %(reason)s")),
    "demands.demand.reopen": Sentence(_("The approval was opened again after the tier was raised")),
    "demands.tier.raised": Sentence(_("%(actor)s raised the tier from %(from)s to %(to)s: %(reason)s")),
    "demands.planners.recorded": Sentence(_("%(actor)s recorded who planned the project: %(names)s")),
    "demands.demand.made_public": Sentence(_("%(actor)s logged a publication outside the portal")),
    "demands.approval.escalated": Sentence(
        _("The approval was overdue since %(due)s and was shown to the district"), inside=True
    ),
    "demands.checkpoint.scheduled": Sentence(_("%(actor)s scheduled a checkpoint for %(scheduled_for)s")),
    "demands.checkpoint.held": Sentence(_("%(actor)s recorded a checkpoint with %(findings)s findings")),
    "demands.checkpoint.answered": Sentence(_("%(actor)s answered a finding")),
    "demands.checkpoint.closed": Sentence(_("%(actor)s closed the checkpoint")),
    "demands.demand.commit": Sentence(_("%(actor)s set %(budget)s aside"), {"budget": _yuan}),
    "demands.demand.publish": Sentence(_("%(actor)s published the demand")),
    "demands.demand.withdraw": Sentence(_("%(actor)s withdrew it: %(reason)s")),
    "demands.demand.start_letting": Sentence(_("Letting started")),
    "demands.demand.letting_ended": Sentence(_("Letting ended without an award")),
    "demands.demand.award": Sentence(_("The award became final")),
    "demands.demand.award_fell": Sentence(_("The award fell")),
    "demands.demand.next_in_rank": Sentence(_("The next in rank was proposed")),
    "demands.demand.evaluated_anew": Sentence(_("The evaluation was ordered to be done anew")),
    "demands.demand.contract": Sentence(_("The contract was signed")),
    "demands.demand.accept": Sentence(_("The project was accepted")),
    "demands.demand.measure": Sentence(_("Residents' satisfaction was measured")),
    "demands.demand.remeasure": Sentence(_("Satisfaction was measured again after rectification")),
    "demands.demand.settle": Sentence(_("The project was settled")),
    "demands.demand.terminate": Sentence(_("The contract was terminated")),
    "demands.demand.close": Sentence(_("The project was closed")),
    "demands.demand.year_end": Sentence(_("The project was not finished in its year")),
    "demands.demand.barred": Sentence(_("The project is barred in %(year)s")),
    "demands.demand.unfund": Sentence(_("The money set aside was released at the end of the year")),
    "demands.batch.opened": Sentence(_("%(actor)s opened the batch “%(title)s”")),
    "demands.batch.added": Sentence(_("%(actor)s added %(count)s demands to the batch")),
    "demands.batch.removed": Sentence(_("%(actor)s took a demand out of the batch")),
    "demands.batch.frozen": Sentence(_("%(actor)s froze the batch")),
    "demands.batch.published": Sentence(_("%(actor)s published the batch “%(title)s”")),
    "demands.batch.closed": Sentence(_("%(actor)s closed the batch")),
    "demands.body.registered": Sentence(_("%(actor)s registered the deciding body with %(members)s members")),
    "demands.second.begun": Sentence(_("A resident seconded the proposal")),
    "demands.second.ended": Sentence(_("A resident took back a voice for the proposal")),
    "demands.follow.begun": Sentence(_("A resident follows the project")),
    "demands.follow.ended": Sentence(_("A resident no longer follows the project")),
    "demands.match.interested": Sentence(_("%(actor)s expressed interest")),
    "demands.match.invited": Sentence(_("%(actor)s invited a provider")),
    "demands.match.matched": Sentence(_("%(actor)s confirmed the match")),
    "demands.match.declined": Sentence(_("%(actor)s declined the match")),
    "demands.match.expired": Sentence(_("The interest lapsed without an answer")),
}
