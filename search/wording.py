"""What the search page says of a text that it does not search for as it stands; words of what is kept of searches."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence
from marketplace.notifications.kinds import Kind
from marketplace.notifications.rules import Channel
from marketplace.ui.refusals import Words
from marketplace.ui.text import Text
from search.language import TERM_LIMIT, TEXT_LIMIT, Trouble

TROUBLES: Mapping[Trouble, Text] = {
    Trouble.TOO_LONG: format_lazy(
        _("Only the first {number} characters are searched for. Keep the words that matter."), number=TEXT_LIMIT
    ),
    Trouble.TOO_MANY: format_lazy(
        _("Only the first {number} words are searched for. Keep those that matter."), number=TERM_LIMIT
    ),
    Trouble.OPEN_QUOTE: _("A quotation mark is not closed: everything after it is taken as one phrase. Add the other."),
    Trouble.NOTHING: _("This holds no letter, digit or character that can be searched for. Type a word."),
    Trouble.ONLY_WITHOUT: _("This only says what must not be there. Add a word that must."),
}

_KEPT = _("Saved searches: each has a name and asks for something, none is kept twice, and their number is limited.")

REFUSALS: Mapping[str, Words] = {
    "search.too_many": Words(
        text=_("You keep %(most)s searches already, as many as one person may."),
        rule=_KEPT,
        todo=_("Delete one that you no longer need."),
    ),
    "search.kept_already": Words(
        text=_("You keep this search already, as “%(name)s”."),
        rule=_KEPT,
        todo=_("Change its name or its e-mail in “My searches”."),
    ),
    "search.nothing_asked": Words(
        text=_("This search finds everything: there is neither a word nor a filter in it."),
        rule=_KEPT,
        todo=_("Type a word or choose a filter, then save it."),
    ),
    "search.name_missing": Words(
        text=_("Give the search a name."), rule=_KEPT, todo=_("Enter a word or two by which you will know it again.")
    ),
    "search.name_too_long": Words(
        text=_("The name is longer than %(longest)s characters."), rule=_KEPT, todo=_("Enter a shorter one.")
    ),
}
SENTENCES: Mapping[str, Sentence] = {
    "search.saved": Sentence(_("%(actor)s saved a search")),
    "search.saved.changed": Sentence(_("%(actor)s changed how often a saved search sends e-mail")),
    "search.saved.silenced": Sentence(_("E-mail of a saved search was ended by the link in it")),
    "search.saved.deleted": Sentence(_("%(actor)s deleted a saved search")),
}
FOUND = Kind(
    title=_("New for your search “%(name)s”"),
    body=_("Open it to see what came, the newest first."),
    label=_("New hits of a saved search"),
    area=_("Search"),
    offered=frozenset({Channel.EMAIL}),
)
