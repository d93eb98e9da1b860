"""Challenges of a call: the public list, filing one, answering one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.awards import permissions
from tendering.awards.forms.challenge import AmendingAnswerForm, ChallengeAnswerForm, ChallengeForm
from tendering.awards.models import Objection
from tendering.awards.models.objection import remedies_url
from tendering.awards.queries import challenges as queries
from tendering.awards.rules.remedies import Outcome, Step, Subject
from tendering.awards.services import answering, challenges
from tendering.tenders.forms.call import FIELDS
from tendering.tenders.models import Tender
from tendering.tenders.rules.notice import OPTIONAL, Content
from tendering.tenders.views import trail


def remedies_crumbs(tender: Tender) -> list[Crumb]:
    """Through the call and its challenges and complaints."""
    return [*trail.to(tender), Crumb(_("Challenges and complaints"), remedies_url(tender))]


class Remedies(Acting, DetailPage[Tender]):
    """Everybody reads that there is a challenge, what about and how it ended; never who filed it."""

    model = Tender
    slug_field = "number"
    template_name = "awards/remedies.html"
    title = _("Challenges and complaints")

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls this person may read, where the statute binds."""
        return permissions.readable_calls(self.membership).select_related("demand__community", "rule_set")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the challenges, the periods of the rule set and whether this person may file one."""
        tender, found = self.object, queries.shown(self.membership, self.object)
        until = queries.end_until(tender)
        is_late = until is not None and clock.today() > until
        extra = {
            "items": found,
            "until": None if is_late else until,
            "procedure": tender.procedure,
            "is_statutory": permissions.is_statutory(tender),
            "may_file": tender.is_public and not is_late and permissions.may_challenge(self.membership, tender),
        }
        return super().get_context(**(extra | context))


class Challenge(Acting, ObjectActView[Tender]):
    """File a challenge."""

    model = Tender
    slug_field = "number"
    roles = PROVIDER_ROLES
    title = _("File a challenge")
    intro = _("It is answered in writing. Everybody reads that there is one and how it ended, never who filed it.")
    submit_label = _("File the challenge")
    success_message = _("Your challenge has been filed.")
    form_class = ChallengeForm

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls this person may read."""
        return permissions.readable_calls(self.membership).select_related("demand__community", "rule_set")

    def get_object(self) -> Tender:
        """The call, where the statute binds it."""
        tender = super().get_object()
        permissions.require_challenger(self.by, tender)
        return tender

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and its challenges."""
        return remedies_crumbs(self.object)

    @cached_property
    def left(self) -> tuple[list[Subject], list[Step]]:
        """What may be challenged still."""
        return queries.left(self.by, self.object)

    def get_over(self) -> Text:
        """That this bidder has challenged everything there is."""
        return "" if self.left[0] else refusals.words(challenges.ChallengedOnce()).text

    def get_form_options(self) -> dict[str, Any]:
        """What may be challenged still."""
        subjects, steps = self.left
        return super().get_form_options() | {"subjects": subjects, "steps": steps}

    def act(self, form: Any) -> str:
        """File it."""
        data = form.cleaned_data
        row = challenges.file_challenge(
            tender=self.object,
            by=self.by,
            subject=Subject(data["subject"]),
            step=Step(data["step"]) if data["step"] else None,
            pleading=form.pleading(),
            uploads=data["evidence"],
        )
        return row.get_absolute_url()


class AnswerChallenge(Acting, ObjectActView[Objection]):
    """Community or street answers, or the district in their place; never whoever did what is challenged."""

    model = Objection
    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
    title = _("Answer the challenge")
    intro = _("What follows from the answer is done with it, at once.")
    submit_label = _("Answer in writing")
    template_name = "awards/answer_challenge.html"

    def get_queryset(self) -> QuerySet[Objection]:
        """Challenges of calls this person may read."""
        return queries.challenges(self.membership)

    def get_object(self) -> Objection:
        """The challenge, where it is this person's to answer."""
        row = super().get_object()
        permissions.require_answerer(self.by, row)
        return row

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and its challenges."""
        return remedies_crumbs(self.object.tender)

    @cached_property
    def _open(self) -> tuple[Outcome, ...]:
        return queries.outcomes_of(self.object, queries.living_award(self.object.tender), clock.now())

    def get_form(self) -> Any:
        """With the call's text where it may be amended."""
        self.form_class = AmendingAnswerForm if Outcome.AMENDED in self._open else ChallengeAnswerForm
        return super().get_form()

    def get_form_options(self) -> dict[str, Any]:
        """The answers that are open now."""
        return {"outcomes": self._open}

    def get_initial(self) -> dict[str, Any]:
        """What is announced."""
        content = Content.from_mapping(self.object.tender.content)
        return {name: getattr(content, name) for name in (*FIELDS, *OPTIONAL)}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the challenge with its evidence."""
        return super().get_context(**({"item": queries.told(self.membership, self.object)} | context))

    def act(self, form: Any) -> str:
        """Answer."""
        data, outcome = form.cleaned_data, Outcome(form.cleaned_data["outcome"])
        row = answering.answer_challenge(
            objection=self.object,
            by=self.by,
            outcome=outcome,
            answer=data["answer"],
            content=form.content() if outcome is Outcome.AMENDED else None,
        )
        return row.get_absolute_url()
