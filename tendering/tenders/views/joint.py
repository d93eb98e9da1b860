"""Joint calls: the list, the page of one with its lots, and what is done to all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import Role
from marketplace.primitives.money import ZERO
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing.values import said, yuan
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import Column, DetailPage, Kind, ListPage, ObjectActView
from tendering.tenders import permissions
from tendering.tenders.forms.call import AnnounceForm
from tendering.tenders.forms.joint import AmendJointForm, JoinForm, TakeOutForm
from tendering.tenders.links import onward_joint
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.permissions import JOINERS, OFFICES
from tendering.tenders.queries.joint import joinable, lots_of
from tendering.tenders.queries.joint_actions import ACTIONS, removable
from tendering.tenders.queries.standing import latest_result, standing
from tendering.tenders.queries.timetable import whole
from tendering.tenders.rules.joint import LEAST, JointState
from tendering.tenders.rules.states import State
from tendering.tenders.rules.timetable import earliest_deadline
from tendering.tenders.services import joining, joint_calls
from tendering.tenders.views import trail
from tendering.tenders.views.acting import written

JOINTS = Crumb(_("Joint calls"), "/tenders/joint/")


class JointList(Acting, ListPage):
    """Every joint call this person may read."""

    title = _("Joint calls")
    lead = _("Projects of one street or community that are let together; each is a lot and is awarded by itself.")
    caption = _("Joint calls")
    crumbs = [trail.CALLS]
    default_sort = "-number"
    export_name = "joint-calls"
    columns = [
        Column(
            name="title",
            label=_("Joint call"),
            kind=Kind.SAID,
            sort=("title",),
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: f"{row.number} · {row.place}",
        ),
        Column(name="number", label=_("Number"), sort=("number",), wide_only=True),
        Column(name="rows", label=_("Lots"), kind=Kind.NUMBER, sort=("rows",)),
        Column(name="announced", label=_("Announced"), kind=Kind.DAY, value=lambda row: row.announced_at),
        Column(name="get_state_display", label=_("State"), kind=Kind.TAG, sort=("state",), aside=True),
    ]

    def get_queryset(self) -> QuerySet[JointCall]:
        """What this person may read."""
        rows = permissions.readable_joints(self.membership).select_related("place")
        return rows.annotate(rows=Count("lots"))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Whether the person may prepare one."""
        return super().get_context(may_prepare=bool(self.membership and self.membership.role in JOINERS), **context)

    template_name = "tenders/joint_list.html"


class JointPage(Acting, DetailPage[JointCall]):
    """One joint call: what is common, and every lot with its state. No bid is counted or named here."""

    model = JointCall
    slug_field = "number"
    template_name = "tenders/joint_detail.html"
    crumbs = [trail.CALLS, JOINTS]

    def get_title(self) -> str:
        """Its name as people wrote it."""
        return self.object.title

    def get_queryset(self) -> QuerySet[JointCall]:
        """Only what this person may read."""
        return permissions.readable_joints(self.membership).select_related("place__parent")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the lots, the dates, the acts."""
        joint, lots = self.object, lots_of(self.object)
        main_actions, quiet_actions = ACTIONS.links(self.membership, joint, clock.now())
        running = [lot for lot in lots if lot.state == State.ANNOUNCED]
        extra = {
            "lots": [{"lot": lot, "standing": standing(lot), "result": latest_result(lot)} for lot in lots],
            "first": lots[0] if lots else None,
            "running": running[0] if running else None,
            "facts": _facts(joint, lots),
            "total": sum((lot.ceiling for lot in lots), ZERO),
            "timetable": whole(lots[0], work_calendar(), clock.today(), self.membership)
            if lots and (running or _is_before(joint))
            else None,
            "main_actions": [*main_actions, *onward_joint(self.membership, joint)],
            "quiet_actions": quiet_actions,
            "returned": joint.returned_reason if joint.state == JointState.PREPARING else "",
            "now": clock.now(),
        }
        return super().get_context(**(extra | context))


def _is_before(joint: JointCall) -> bool:
    return joint.announced_at is None


def _facts(joint: JointCall, lots: Sequence[Tender]) -> list[Fact]:
    facts = [Fact(_("Number"), joint.number), Fact(_("Run by"), said(joint.place.full_name))]
    if not lots:
        return facts
    first = lots[0]
    return [
        *facts,
        Fact(_("Method"), first.get_method_display()),
        Fact(_("Kind of work"), first.get_kind_display()),
        Fact(_("Sum of all ceilings"), yuan(sum((lot.ceiling for lot in lots), ZERO))),
        Fact(_("Rules that bind"), said(first.rule_set)),
        Fact(_("Documents approved by"), ROLE_NAMES[Role(joint.approved_by)]),
        Fact(_("Least responses to each lot"), first.procedure.minimum_responses),
        Fact(_("Lots one bidder may win"), joint.awards_per_bidder or _("No limit")),
    ]


class JointAct(Acting, ObjectActView[JointCall]):
    """An act on all lots of one joint call."""

    model = JointCall
    slug_field = "number"

    def get_queryset(self) -> QuerySet[JointCall]:
        """Only what this person may read; anything else is not found."""
        return permissions.readable_joints(self.membership).select_related("place__parent")

    def get_object(self) -> JointCall:
        """The joint call, where the act is this person's to do."""
        joint = super().get_object()
        if (match := self.request.resolver_match) is not None and match.url_name:
            ACTIONS.require(match.url_name, self.by, joint, clock.now())
        return joint

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the lists and the joint call."""
        return [trail.CALLS, JOINTS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_success_url(self) -> str:
        """Back to the joint call."""
        return self.object.get_absolute_url()


class SubmitJoint(JointAct):
    """Hand in the documents of all lots."""

    roles = JOINERS
    title = _("Submit the documents of all lots")
    intro = _("Another person of the office that approves looks at them and announces all lots at once.")
    submit_label = _("Submit")

    def act(self, form: Any) -> None:
        """Submit."""
        del form
        joint_calls.submit_joint(joint=self.object, by=self.by)


class ReturnJoint(JointAct):
    """Back to whoever prepared them."""

    roles = OFFICES
    title = _("Return the documents")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> None:
        """Return."""
        joint_calls.return_joint(joint=self.object, by=self.by, reason=form.cleaned_data["reason"])


class AnnounceJoint(JointAct):
    """Approve and announce all lots."""

    roles = OFFICES
    title = _("Approve and announce all lots")
    intro = _("All lots go public at once with one deadline, or none does.")
    submit_label = _("Announce")
    form_class = AnnounceForm

    def get_form_options(self) -> dict[str, Any]:
        """The first day on which responses may close."""
        first = lots_of(self.object)[0]
        return {"earliest": earliest_deadline(clock.today(), first.procedure, work_calendar())}

    def act(self, form: Any) -> None:
        """Announce."""
        deadline_at = form.cleaned_data["deadline_at"]
        joint_calls.announce_joint(joint=self.object, by=self.by, deadline_at=deadline_at)


class AmendJoint(JointAct):
    """Change what is common to all lots that take responses."""

    roles = JOINERS
    title = _("Amend what is common to all lots")
    intro = _(
        "Every lot that takes responses gets a notice with the change; the deadline moves for all of them. Who may"
        " answer stays as approved."
    )
    submit_label = _("Publish the amendment")
    form_class = AmendJointForm

    def get_form_options(self) -> dict[str, Any]:
        """Whether there are rounds that may change something."""
        return {"has_rounds": self.first.procedure.rounds > 0}

    def get_initial(self) -> dict[str, Any]:
        """What is announced."""
        return written(self.first.content)

    @cached_property
    def first(self) -> Tender:
        """The first lot that takes responses, or the first of all."""
        lots = lots_of(self.object)
        return next((lot for lot in lots if lot.state == State.ANNOUNCED), lots[0])

    def act(self, form: Any) -> None:
        """Amend."""
        reason = form.cleaned_data["reason"]
        joint_calls.amend_joint(joint=self.object, by=self.by, common=form.common(), reason=reason)


class JoinJoint(JointAct):
    """One project more."""

    roles = JOINERS
    title = _("Let one project more together")
    intro = _("Tier, method and periods of all lots follow from the new sum; what was handed in is looked at anew.")
    submit_label = _("Make it a lot")
    form_class = JoinForm

    def get_form_options(self) -> dict[str, Any]:
        """Projects of the place that may still be let together."""
        return {"demands": joinable(self.by)}

    def get_initial(self) -> dict[str, Any]:
        """The limit as it is: it stays, or is set anew."""
        return {"awards_per_bidder": self.object.awards_per_bidder}

    def act(self, form: Any) -> None:
        """Join."""
        limit = form.cleaned_data["awards_per_bidder"]
        joining.join(joint=self.object, demand=form.demand(), by=self.by, now=clock.now(), awards_per_bidder=limit)


class TakeOutOfJoint(JointAct):
    """A lot is let by itself."""

    roles = JOINERS
    title = _("Take a lot out")
    consequences = [
        _("The lot is let by itself: its tier and method follow from its own amount."),
        _("Tier, method and periods of the others follow from what is left of the sum."),
        _("Where one lot would be left, the joint call is dissolved, and its limit of lots for one bidder ends."),
    ]
    submit_label = _("Take it out")
    form_class = TakeOutForm

    def get_form_options(self) -> dict[str, Any]:
        """The lots the person may take out."""
        return {"lots": removable(self.by, self.object), "stays": self.object.lots.count() > LEAST}

    def get_initial(self) -> dict[str, Any]:
        """The limit as it is: it stays, or is set anew where fewer lots are left than it needs."""
        return {"awards_per_bidder": self.object.awards_per_bidder}

    def act(self, form: Any) -> str | None:
        """Take out; whoever has no other lot there goes to the lot, for the joint call is theirs to read no more."""
        lot = form.chosen()
        joining.take_out(
            tender=lot,
            by=self.by,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            awards_per_bidder=form.cleaned_data.get("awards_per_bidder"),
        )
        return None if self.get_queryset().filter(pk=self.object.pk).exists() else lot.get_absolute_url()
