"""Chinese words on an English page say that they are Chinese, for screen readers (WCAG 3.1.2)."""

from __future__ import annotations

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Ideographs, with the digits, capitals and punctuation that stand between two of them.
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_CHINESE = re.compile(rf"[{_HAN}](?:[^a-z\n<]{{0,12}}[{_HAN}\u3000-\u303f\uff00-\uffef])*")


def is_foreign(text: object) -> bool:
    """Whether an English page would show Chinese here."""
    return (get_language() or "").startswith("en") and bool(_CHINESE.search(str(text)))


def foreign(text: object) -> object:
    """The text with each run of Chinese marked as such; on a Chinese page, or if it holds markup, the text itself."""
    if not is_foreign(text) or (isinstance(text, SafeString) and "<" in text):
        return text
    whole = text if isinstance(text, SafeString) else escape(str(text))
    parts, at = list[SafeString](), 0
    for run in _CHINESE.finditer(whole):
        marked = format_html('<span lang="zh-Hans">{}</span>', SafeString(run.group()))
        parts += [SafeString(whole[at : run.start()]), marked]
        at = run.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, SafeString(whole[at:])]))
