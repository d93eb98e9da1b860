"""The parts of a workbench: duties grouped by the stage they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.duty import Duty
from marketplace.ui.components import Tab
from marketplace.ui.text import Text

VERDICT = ("contracts.satisfaction.", "contracts.rectification.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work: kinds of duties that begin with one of `kinds`, but with none of `without`."""

    code: str
    icon: str
    label: Text
    kinds: tuple[str, ...]
    without: tuple[str, ...] = ()

    def holds(self, duty: Duty) -> bool:
        """Whether this duty belongs here."""
        return duty.kind.startswith(self.kinds) and not (self.without and duty.kind.startswith(self.without))


PARTS = (
    Part("demands", "file-earmark-text", _("Demands and decisions"), ("demands.",)),
    Part("letting", "briefcase", _("Letting"), ("tenders.", "bids.", "evaluation.", "awards.")),
    Part("contracts", "clipboard-check", _("Contracts and acceptance"), ("contracts.",), VERDICT),
    Part("verdict", "qr-code", _("Residents' verdict"), VERDICT),
    Part("roster", "people", _("Organisations"), ("catalog.",)),
    Part("funds", "cash-stack", _("Funds"), ("funds.",)),
    Part("people", "building", _("People and the platform"), ("accounts.", "outbox.")),
)


def chosen(duties: Sequence[Duty], code: str) -> list[Duty]:
    """Duties of one part; all of them where no part has this code."""
    part = next((one for one in PARTS if one.code == code), None)
    return [duty for duty in duties if part is None or part.holds(duty)]


def district_tab(*, current: bool = False) -> Tab:
    """The way to the district at a glance."""
    return Tab(_("District overview"), reverse("overview:district"), current=current, icon="bar-chart-line")


def district_tabs() -> list[Tab]:
    """Beside the district at a glance: it, the workbench and the messages, without counting what waits."""
    waiting = Tab(_("Waiting for you"), reverse("overview:workbench"), icon="inbox")
    fair = Tab(_("How evenly work goes round"), reverse("overview:fairness"), icon="people")
    return [district_tab(current=True), fair, waiting, Tab(_("Messages"), reverse("notifications:inbox"), icon="bell")]


def tabs(duties: Sequence[Duty], code: str) -> list[Tab]:
    """Links to all duties, to each part in which one waits, with counts, and to the messages, counted in the head."""
    counted = [(part, sum(part.holds(duty) for duty in duties)) for part in PARTS]
    shown = [(part, count) for part, count in counted if count or part.code == code]
    known = any(part.code == code for part, _count in shown)
    return [
        Tab(_("Waiting for you"), "?", current=not known, count=len(duties), icon="inbox"),
        *(
            Tab(part.label, f"?part={part.code}", current=part.code == code, count=count, icon=part.icon)
            for part, count in shown
        ),
        Tab(_("Messages"), reverse("notifications:inbox"), icon="bell"),
    ]
