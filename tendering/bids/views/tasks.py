"""The task list of a draft: what is done, what is missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.ui.components import Task
from marketplace.ui.text import Text
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
        ready = self.is_ready
        return [*tasks, Task(_("Check and seal"), check if ready else "", self._wait(), self._readiness(), "line")]

    def _readiness(self) -> Text:
        return _("Ready") if self.is_ready else _("Not yet")

    def _wait(self) -> Text:
        """What it waits for: the own parts first, then the members."""
        if not self.progress.is_complete:
            return _("Open once the parts above are done")
        return " ".join(line.text for line in self.hindrances)

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
