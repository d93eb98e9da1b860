"""How residents decided: heads against the quorum, votes against the majority (R24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from marketplace.primitives.ruleset import RuleSet
from marketplace.ui.components import LimitBar, Segment
from tendering.demands.models import ResidentMeeting
from tendering.demands.rules.meeting import Outcome, needed_present, needed_votes


@dataclass(frozen=True, slots=True)
class Vote:
    """The meeting that decided, or the latest that was recorded."""

    meeting: ResidentMeeting
    quorum: Fraction
    needed_present: int
    majority: Fraction
    needed_votes: int
    has_quorum: bool
    bars: Sequence[LimitBar]
    label: str

    @property
    def key(self) -> str:
        """Sets its drawing apart from those of other meetings on a page."""
        return f"vote-{self.meeting.pk}"

    @property
    def passed(self) -> bool:
        """Whether it carried."""
        return self.meeting.outcome == Outcome.RESOLVED


def vote_at(meeting: ResidentMeeting, rules: RuleSet) -> Vote:
    """What a recorded meeting's heads and votes came to under these rules."""
    rule, tally = rules.decision, meeting.tally
    heads, votes = needed_present(tally.invited, rule.quorum), needed_votes(tally.present, rule.majority)
    return Vote(
        meeting=meeting,
        quorum=rule.quorum,
        needed_present=heads,
        majority=rule.majority,
        needed_votes=votes,
        has_quorum=tally.present >= heads,
        bars=_bars(meeting, rule.quorum, heads, votes),
        label=_label(meeting, heads, votes),
    )


def _bars(meeting: ResidentMeeting, quorum: Fraction, heads: int, votes: int) -> list[LimitBar]:
    tally = meeting.tally
    absent = tally.invited - tally.present
    came = [_part(_("Present"), tally.present, 2), _part(_("Absent"), absent, 5)]
    cast = [_part(_("Votes for"), tally.votes_for, 1), _part(_("Against"), tally.against, 4)]
    cast.append(_part(_("Abstained"), tally.abstain, 3))
    invited = Decimal(tally.invited)
    quorum_label = _("quorum %(share)s = %(heads)s") % {"share": quorum, "heads": heads}
    rest = f"{_('Against')} {tally.against}\u3000{_('Abstained')} {tally.abstain}"
    return [
        LimitBar(
            _("Present %(present)s of %(invited)s") % {"present": tally.present, "invited": tally.invited},
            came,
            invited,
            Decimal(heads),
            quorum_label,
        ),
        LimitBar(
            _("Votes for %(votes)s of %(present)s") % {"votes": tally.votes_for, "present": tally.present},
            cast,
            invited,
            Decimal(votes),
            _("majority: %(votes)s votes") % {"votes": votes},
            rest,
        ),
    ]


def _part(label: str, heads: int, colour: int) -> Segment:
    return Segment(label, Decimal(heads), f"{label} {heads}", colour)


def _label(meeting: ResidentMeeting, heads: int, votes: int) -> str:
    tally = meeting.tally
    return _(
        "%(present)s of %(invited)s came, the quorum was %(heads)s. %(votes_for)s for, %(against)s against, "
        "%(abstain)s abstained; %(votes)s votes were needed."
    ) % {
        "present": tally.present,
        "invited": tally.invited,
        "heads": heads,
        "votes_for": tally.votes_for,
        "against": tally.against,
        "abstain": tally.abstain,
        "votes": votes,
    }
