"""What the rule book tells the packages below it: words, sentences, readers, the calendar, links."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts import admin_rights
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import readers, sentences
from marketplace.audit.sentences import Sentence
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.permissions import may_edit
from marketplace.rulebook.queries import work_calendar
from marketplace.ui import deadlines, duties, navigation, refusals
from marketplace.ui.duties import DutyWords
from marketplace.ui.navigation import Area, Item
from marketplace.ui.refusals import Words

SENTENCES = {
    "rulebook.draft.started": Sentence(_("%(actor)s drafted version %(version)s of the rule set")),
    "rulebook.draft.edited": Sentence(_("%(actor)s changed %(changes)s in the draft"), {"changes": lambda c: paths(c)}),
    "rulebook.draft.discarded": Sentence(_("%(actor)s discarded the draft of version %(version)s: %(reason)s")),
    "rulebook.put_in_force": Sentence(
        _("%(actor)s put version %(version)s in force from %(effective_from)s: %(reason)s")
    ),
    "rulebook.replaced": Sentence(_("Version %(version)s was replaced by a later one")),
    "rulebook.day.set": Sentence(_("%(actor)s set %(day)s (%(name)s) in the working calendar")),
    "rulebook.day.removed": Sentence(_("%(actor)s removed %(day)s (%(name)s) from the working calendar: %(reason)s")),
    "rulebook.period.moved": Sentence(
        _("The working calendar changed: a period that ended on %(was)s ends on %(ends)s now")
    ),
    "rulebook.item.saved": Sentence(_("%(actor)s saved scope item %(code)s")),
    "rulebook.item.removed": Sentence(_("%(actor)s removed scope item %(code)s: %(reason)s")),
    "rulebook.category.renamed": Sentence(_("%(actor)s renamed category %(code)s of the scope catalogue")),
    "rulebook.domain.saved": Sentence(_("%(actor)s saved service domain %(code)s")),
}
_PUBLISHED = _("Published rules never change; a new version replaces them.")
_FOUR_EYES = _("Rules are drafted by one person of the district and put in force by another.")
_WHOLE = _("A rule set is complete and sound as a whole: no gap, no overlap, odd panels.")
_ONE_DRAFT = _("Rules have one draft at a time.")
_IN_FORCE = _("Every act follows the rules in force on its day.")
_CODES = _("The catalogue knows every item, category and domain by one code.")
_CLASSES = _("The catalogue offers an item for every Chengdu class.")
REFUSALS = {
    "rulebook.invalid": Words(
        _("These values do not make a sound rule set."), rule=_WHOLE, todo=_("Mend the values named below.")
    ),
    "rulebook.same_person": Words(
        _("You edited this draft."), rule=_FOUR_EYES, todo=_("Ask a colleague of the district to put it in force.")
    ),
    "rulebook.draft_exists": Words(
        _("There is a draft already: version %(version)s."),
        rule=_ONE_DRAFT,
        todo=_("Go on with that draft, or discard it."),
    ),
    "rulebook.not_a_draft": Words(
        _("Version %(version)s is no draft any more."), rule=_PUBLISHED, todo=_("Draft a new version.")
    ),
    "rulebook.key_fixed": Words(
        _("%(key)s cannot be edited."),
        rule=_("Code and regime stay the same over all versions."),
        todo=_("Leave the value as it is."),
    ),
    "rulebook.too_early": Words(
        _("The rules can come into force on %(day)s at the earliest."),
        rule=_("No running case is judged by rules it could not know."),
        todo=_("Choose a later day in the draft."),
    ),
    "rulebook.none_in_force": Words(
        _("No rule set was in force on %(day)s."), rule=_IN_FORCE, todo=_("Ask the district to put its rules in force.")
    ),
    "rulebook.day_past": Words(
        _("%(day)s is over."),
        rule=_("Periods that ran over past days stay as they were counted."),
        todo=_("Choose a day to come."),
    ),
    "rulebook.class_without_item": Words(
        _("No item would be left for: %(classes)s."), rule=_CLASSES, todo=_("Give another item this class first.")
    ),
    "rulebook.code_taken": Words(_("The code %(value)s is taken."), rule=_CODES, todo=_("Choose another code.")),
    "rulebook.no_domain": Words(
        _("The item names no service domain."),
        rule=_("Without a domain no provider would be eligible."),
        todo=_("Choose at least one domain."),
    ),
    "rulebook.unknown_code": Words(_("%(value)s is not known."), rule=_CODES, todo=_("Choose one of the catalogue's.")),
    "rulebook.bad_value": Words(_("%(problem)s"), rule=_CODES, todo=_("Correct the field and send it again.")),
    "rulebook.domain_in_use": Words(
        _("Scope items still name this domain: %(items)s."), rule=_CODES, todo=_("Change these items first.")
    ),
}
DUTIES = {
    "rulebook.draft_waits": DutyWords(
        title=_("A colleague's draft of the rules waits"),
        button=_("Read the draft"),
        detail=_("version %(version)s; whoever did not write it puts it in force"),
    )
}
ADMIN_RIGHTS = (
    *(f"rulebook.{action}_calendaroverride" for action in ("view", "add", "change", "delete")),
    *(f"rulebook.{action}_servicedomain" for action in ("view", "add", "change")),
)


def register() -> None:
    """Called once from `AppConfig.ready`."""
    sentences.register(SENTENCES)
    refusals.register(REFUSALS)
    duties.register(DUTIES)
    deadlines.set_calendar(work_calendar)
    for model in ("RuleSet", "CalendarOverride", "ScopeItem", "ScopeCategory", "ServiceDomain"):
        readers.register_closed(f"rulebook.{model}", may_read)
    admin_rights.register(Role.DISTRICT, *ADMIN_RIGHTS)
    navigation.register(
        Item("rules", _("Rules"), url_name="rulebook:index", area=Area.DISCLOSURE, order=60),
        Item("workdays", _("Working calendar"), url_name="rulebook:calendar", area=Area.HELP, order=60),
        Item("catalogue", _("Scope catalogue"), url_name="rulebook:catalogue", area=Area.DISCLOSURE, order=62),
    )


def may_read(membership: Membership | None, target: Any) -> bool:
    """Rules are public, and so is their story with its reasons; drafts are the district's."""
    if isinstance(target, RuleSet) and target.is_draft:
        return may_edit(membership, target.place)
    return True


def paths(changes: list[dict[str, Any]]) -> str:
    """The changed keys in words."""
    from marketplace.rulebook import wording

    return ", ".join(wording.key_trail(change["path"]) for change in changes)
