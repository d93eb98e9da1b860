"""The task list of a draft: what is done, what is missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.ui.components import Task
from tendering.bids.rules.content import Section, is_begun
from tendering.bids.views.base import OwnBid

SECTION_WORDS = {
    Section.PRICE: _("Quote and price lines"),
    Section.PLAN: _("Plan of work"),
    Section.TEAM: _("Team"),
    Section.FACTS: _("Facts the scoring reads"),
    Section.FILES: _("Attachments"),
}


class TaskList(OwnBid):
    """A page with the task list of the own draft."""

    def tasks(self) -> list[Task]:
        """One line for each section that is asked for, and one for sealing."""
        tasks = [self._task(section) for section in self.progress.sections]
        check = self.address("check")
        ready = self.progress.is_complete
        hint = "" if ready else _("Open once the parts above are done")
        label = _("Check and seal")
        return [*tasks, Task(label, check if ready else "", hint, _("Ready") if ready else _("Not yet"), "line")]

    def _task(self, section: Section) -> Task:
        url = self.address(section.value)
        found = self.progress
        if found.is_done(section):
            return Task(SECTION_WORDS[section], url, self._hint(section), _("Done"), "open")
        if is_begun(found.content, section):
            return Task(SECTION_WORDS[section], url, self._hint(section), _("In progress"), "public")
        optional = section is Section.FILES
        return Task(SECTION_WORDS[section], url, "", _("Optional") if optional else _("Not begun"), "line")

    def _hint(self, section: Section) -> str:
        content = self.progress.content
        if section is Section.TEAM:
            count = len(content.team)
            return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
        if section is Section.FILES:
            count = len(content.files)
            return ngettext("%(count)s file", "%(count)s files", count) % {"count": count}
        return ""
