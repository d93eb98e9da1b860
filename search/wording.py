"""What the search page says of a text that it does not search for as it stands: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from search.language import Trouble

TROUBLES: Mapping[Trouble, Text] = {
    Trouble.TOO_LONG: _("Only the first 400 characters are searched for. Keep the words that matter."),
    Trouble.TOO_MANY: _("Only the first 12 words are searched for. Keep those that matter."),
    Trouble.OPEN_QUOTE: _("A quotation mark is not closed: everything after it is taken as one phrase. Add the other."),
    Trouble.NOTHING: _("This holds no letter, digit or character that can be searched for. Type a word."),
    Trouble.ONLY_WITHOUT: _("This only says what must not be there. Add a word that must."),
}
