"""Objecting to a proposed award, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.awards import permissions
from tendering.awards.forms import AnswerForm, ObjectionForm
from tendering.awards.models import Award, Objection
from tendering.awards.queries import listing
from tendering.awards.queries.challenges import anew
from tendering.awards.queries.objecting import has_objected
from tendering.awards.rules.remedies import ANEW, Outcome
from tendering.awards.services import objections
from tendering.awards.views.base import RESULTS, AwardAct
from tendering.awards.views.shown import told

OBJECTED = _("You, or your organisation, have objected in this publicity.")
OBJECTORS = (*PROVIDER_ROLES, Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)


class ObjectToAward(AwardAct):
    """Object, by name."""

    roles = OBJECTORS
    title = _("Object to the award")
    intro = _("The publicity stands still until you are answered. The answer is published. You object once.")
    submit_label = _("Object")
    success_message = _("Your objection has been filed.")
    form_class = ObjectionForm

    def get_over(self) -> Text:
        """The end of the publicity, at once when its days have passed; that the person has objected."""
        if self.object.publicity_is_over:
            return self.object.state_in_words
        return OBJECTED if has_objected(self.by, self.object) else super().get_over()

    def act(self, form: Any) -> str:
        """File the objection."""
        data = form.cleaned_data
        return self.call(objections.file_objection, text=data["text"], uploads=data["evidence"])


class AnswerObjection(Acting, ObjectActView[Objection]):
    """Community or street answers, or the district in their place; never whoever did what is objected to."""

    model = Objection
    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
    nav = "results"
    title = _("Answer the objection")
    submit_label = _("Answer in public")
    form_class = AnswerForm
    template_name = "awards/answer.html"

    def get_queryset(self) -> QuerySet[Objection]:
        """Objections to awards this person may read."""
        rows = listing.objections(self.membership)
        return rows.select_related("tender__demand__community", "provider__organisation")

    @property
    def _award(self) -> Award:
        """An objection under local rules always has one; challenges have pages of their own."""
        assert self.object.award is not None
        return self.object.award

    def get_object(self) -> Objection:
        """The objection, where it is this person's to answer."""
        objection = super().get_object()
        permissions.require_answerer(self.by, objection)
        return objection

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the result."""
        award = self._award
        return [RESULTS, Crumb(award.number, award.get_absolute_url())]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the objection with its evidence."""
        return super().get_context(**({"item": told(self.object, self.membership)} | context))

    def get_form_options(self) -> dict[str, Any]:
        """A step can be done anew where it was done."""
        return {"anew": anew(self._award.tender)}

    def act(self, form: Any) -> str:
        """Answer."""
        data = form.cleaned_data
        chosen = data["outcome"]
        objections.answer_objection(
            objection=self.object,
            by=self.by,
            upheld=chosen != "dismissed",
            answer=data["answer"],
            anew=Outcome(chosen) if chosen in ANEW else None,
        )
        return self._award.get_absolute_url()
