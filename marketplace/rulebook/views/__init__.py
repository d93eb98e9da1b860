"""Public pages of the rules, the calendar and the catalogue."""

from marketplace.rulebook.views.calendar import CalendarPage
from marketplace.rulebook.views.catalogue import CataloguePage, DomainsPage
from marketplace.rulebook.views.rules import ComparePage, RuleSetPage, RulesIndex

__all__ = ["CalendarPage", "CataloguePage", "ComparePage", "DomainsPage", "RuleSetPage", "RulesIndex"]
