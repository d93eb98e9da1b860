"""Looking at a call before it goes out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.tenders.forms.call import ChecklistForm
from tendering.tenders.queries import checklist
from tendering.tenders.services import checking
from tendering.tenders.views.base import TenderAct


class TickChecklist(TenderAct):
    """The statutory check list, item by item."""

    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
    title = _("Check list before the call")
    intro = _(
        "Write beside each item what you have seen: the document, its number, its day. "
        "An empty line leaves the item open; the call goes out when none is open, and the notes are published with it."
    )
    submit_label = _("Save what was seen")
    form_class = ChecklistForm

    def get_form_options(self) -> dict[str, Any]:
        """The items with what was seen already."""
        return {"lines": checklist.lines(self.object)}

    def act(self, form: Any) -> str:
        """Tick."""
        return self.call(checking.tick_items, notes=form.notes(), now=clock.now())
