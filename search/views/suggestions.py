"""Names and titles while somebody types; without JavaScript nobody asks for them, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.views import Page
from search import audience, engines, showing, tokens
from search.asked import TEXT
from search.found import shown
from search.query import Query, Result

MOST = 8
# Hits that are looked through: several stages of one project have one title.
LOOKED_THROUGH = 40
TEXT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title to search for; `marked` is the same as HTML."""

    title: str
    marked: SafeString
    kinds: tuple[object, ...]


class Suggestions(Acting, Page):
    """The titles that hold what was typed so far, those that begin with it first."""

    title = _("Suggestions")
    template_name = "search/_suggestions.html"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds at most eight titles, and whether the reserve index gave them.

        That line is for the eye: it is no option of the list and nothing announces it, for it would be read again with
        every letter; the page of results says it once.
        """
        text = self.request.GET.get(TEXT, "").strip()[:TEXT_LIMIT]
        result = engines.engine().find(self.query(text)) if text else Result()
        return {"suggestions": self.suggestions(text, result), "is_spare": result.is_spare} | context

    def query(self, text: str) -> Query:
        """What is asked for these letters."""
        return Query(
            audience=audience.of(self.membership),
            text=f'"{text.replace(chr(34), " ")}"',
            kinds=tuple(showing.kinds()),
            boosts=showing.boosts(clock.now()),
            size=LOOKED_THROUGH,
            in_titles=True,
        )

    def suggestions(self, text: str, result: Result) -> list[Suggestion]:
        """Titles that this person may open."""
        by_title: dict[str, Suggestion] = {}
        for one in shown(result.hits, self.membership):
            known = by_title.get(one.title)
            kinds = (*(known.kinds if known else ()), one.kind)
            by_title[one.title] = Suggestion(one.title, one.hit.title, tuple(dict.fromkeys(kinds)))
        begun = tokens.folded(text)
        ordered = sorted(by_title.values(), key=lambda one: not tokens.folded(one.title).startswith(begun))
        return ordered[:MOST]
