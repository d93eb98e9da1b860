"""What the search page says of a text that it does not search for as it stands: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

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
