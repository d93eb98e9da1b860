"""The rules in words, their versions, and what changed between two of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.rulebook import queries, wording
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.permissions import may_edit
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, Page

RULES = Crumb(_("Rules"), "/rules/")


def visible(request: Any) -> QuerySet[RuleSet]:
    """Published rule sets for everyone; drafts for those who may edit them."""
    return queries.readable(drafts=may_edit(request.membership))


class RulesIndex(Page):
    """Which rules hold today, which come next, which held before."""

    template_name = "rulebook/rules_index.html"
    title = _("Rules")
    lead = _("What every demand, tender and payment is decided by; each case keeps the rules it was published under.")
    nav = "rules"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rule sets by what they are today, and the way to the back office for who keeps them."""
        found = queries.overview(clock.today())
        edits = may_edit(getattr(self.request, "membership", None))
        return super().get_context(overview=found, may_edit=edits, **context)


class RuleSetPage(DetailPage[RuleSet]):
    """One version, every value in words with its source."""

    template_name = "rulebook/rule_set.html"
    model = RuleSet
    crumbs = [RULES]
    nav = "rules"

    def get_queryset(self) -> QuerySet[RuleSet]:
        """What this person may read."""
        return visible(self.request)

    def get_title(self) -> Text:
        """Name and version."""
        return _("%(name)s, version %(version)s") % {"name": self.object.name, "version": self.object.version}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the document, its contents and the other versions."""
        sections = wording.document(self.object.rules)
        links = [Tab(section.name, f"#{section.key}") for section in sections]
        others = [row for row in visible(self.request).filter(code=self.object.code) if row.pk != self.object.pk]
        return super().get_context(sections=sections, links=links, others=others, **context)


class ComparePage(DetailPage[RuleSet]):
    """What changed from one version to another."""

    template_name = "rulebook/compare.html"
    model = RuleSet
    crumbs = [RULES]
    nav = "rules"

    def get_queryset(self) -> QuerySet[RuleSet]:
        """What this person may read."""
        return visible(self.request)

    def get_title(self) -> Text:
        """From which version to which."""
        names = {"old": self.other.version, "new": self.object.version}
        return _("What changed from version %(old)s to version %(new)s") % names

    @property
    def other(self) -> RuleSet:
        """The version compared with; 404 where it is of another district or may not be read."""
        found = self.get_queryset().filter(pk=self.kwargs["other"], place=self.object.place).first()
        if found is None:
            raise Http404
        return found

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the changed keys in words."""
        other = self.other
        return super().get_context(other=other, changes=wording.changes(other.rules, self.object.rules), **context)
