"""From a version in force over a draft to the next version in force."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.rulebook import queries, services, wording
from marketplace.rulebook.backoffice.base import INDEX, DistrictAct, DistrictPage, DraftMixin
from marketplace.rulebook.backoffice.editing import HEAD, PartEditor
from marketplace.rulebook.backoffice.forms import PartForm, PutInForceForm, ReasonForm, StartDraftForm
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.permissions import wrote
from marketplace.ui.text import Text


class Index(DistrictPage):
    """Rule sets in force, coming, drafted and past."""

    template_name = "rulebook/admin/index.html"
    page_title = _("Rule sets")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """This is where the trail begins."""
        items: list[dict[str, Any]] = [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the rule sets."""
        drafts = [row for row in queries.readable(drafts=True) if row.is_draft]
        return super().get_context_data(overview=queries.overview(clock.today()), drafts=drafts, **kwargs)


class StartDraft(DistrictAct):
    """Draft a new version of a published rule set."""

    form_class = StartDraftForm
    page_title = _("Draft a new version")
    submit_label = _("Start the draft")
    intro = _("All values are copied; nothing changes until the draft is put in force by a colleague.")

    def get_initial(self) -> dict[str, Any]:
        """Today, to begin with."""
        return {"effective_from": clock.today()}

    def act(self, form: StartDraftForm) -> str:
        """Draft it."""
        published = get_object_or_404(RuleSet.objects.exclude(status="draft"), pk=self.kwargs["pk"])
        day = form.cleaned_data["effective_from"]
        draft = services.draft_version(by=self.request.membership, rule_set=published, effective_from=day)
        return reverse("rulebook_admin:draft", args=[draft.pk])


class DraftPage(DraftMixin, DistrictPage):
    """A draft: its parts, what is wrong with it, what it would change and touch."""

    template_name = "rulebook/admin/draft.html"

    def get_page_title(self) -> Text:
        """Name and version."""
        return _("%(name)s, draft of version %(version)s") % {"name": self.draft.name, "version": self.draft.version}

    def get_trail(self) -> list[dict[str, Any]]:
        """The draft is the page."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds parts, preview and what this person may do."""
        found = queries.preview(self.draft)
        changes = wording.changes(found.replaced.rules, self.draft.rules) if found.replaced else []
        faults = [(wording.key_trail(problem.path), wording.problem_words(problem)) for problem in found.problems]
        member = self.request.membership
        return super().get_context_data(
            draft=self.draft,
            parts=_parts(self.draft),
            preview=found,
            changes=changes,
            faults=faults,
            is_own=member is not None and wrote(member, self.draft),
            **kwargs,
        )


def _parts(draft: RuleSet) -> list[dict[str, Any]]:
    """The parts that are edited one by one."""
    parts = [(HEAD, str(_("Names and first day")), "")]
    for section in wording.document(draft.rules):
        parts += [(part.path, part.name or section.name, section.help) for part in section.parts]
    return [
        {"url": reverse("rulebook_admin:part", args=[draft.pk, path]), "name": name, "help": help_text}
        for path, name, help_text in parts
    ]


class EditPart(DraftMixin, DistrictAct):
    """One part of a draft."""

    form_class = PartForm
    template_name = "rulebook/admin/part.html"
    success_message = _("Saved in the draft.")

    @cached_property
    def editor(self) -> PartEditor:
        """The part's fields; 404 for a part that is none."""
        editor = PartEditor(self.draft.rules, self.kwargs["part"])
        try:
            editor.paths()
        except KeyError as error:
            raise Http404 from error
        return editor

    def get_page_title(self) -> Text:
        """The part."""
        part = self.editor.part
        return str(_("Names and first day")) if part == HEAD else wording.key_trail(part)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The part and the revision the person sees."""
        options: dict[str, Any] = super().get_form_kwargs()
        return options | {"editor": self.editor, "revision": self.draft.revision}

    def act(self, form: PartForm) -> str:
        """Save the part."""
        revision = form.cleaned_data["revision"]
        services.edit_values(by=self.request.membership, draft=self.draft, revision=revision, values=form.values())
        return self.draft_url()


class PutInForce(DraftMixin, DistrictAct):
    """Publish a colleague's draft."""

    form_class = PutInForceForm
    page_title = _("Put in force")
    submit_label = _("Put in force")
    intro = _("From its first day on the draft decides every new case, and it can never be changed again.")
    success_message = _("The rules have been put in force.")

    def get_initial(self) -> dict[str, Any]:
        """The revision the person has seen."""
        return {"revision": self.draft.revision}

    def act(self, form: PutInForceForm) -> str:
        """Put it in force."""
        services.put_in_force(by=self.request.membership, draft=self.draft, **form.cleaned_data)
        return reverse(INDEX)


class Discard(DraftMixin, DistrictAct):
    """Throw a draft away."""

    form_class = ReasonForm
    page_title = _("Discard the draft")
    submit_label = _("Discard")
    intro = _("The draft is deleted; its story stays in the log.")
    danger = True
    success_message = _("The draft has been discarded.")

    def act(self, form: ReasonForm) -> str:
        """Discard it."""
        services.discard_draft(by=self.request.membership, draft=self.draft, reason=form.cleaned_data["reason"])
        return reverse(INDEX)
