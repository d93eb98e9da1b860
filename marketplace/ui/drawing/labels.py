"""Short labels: states, tiers, grades, masked names, hashes."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.primitives.masking import mask_contact, mask_name, mask_phone
from marketplace.ui.tongue import foreign

TAGS = frozenset({"open", "review", "public", "fail", "late", "line"})
TIERS = {
    "micro": gettext_lazy("Micro"),
    "ordinary": gettext_lazy("Ordinary"),
    "major": gettext_lazy("Major"),
}


def tag(text: object, kind: str = "") -> SafeString:
    """A state; `kind` is open, review, public, fail, late, line or empty."""
    return format_html('<span class="tag{}">{}</span>', f" tag-{kind}" if kind in TAGS else "", foreign(text))


def tier(value: str | None) -> SafeString | str:
    """小微, 一般 or 重大, told apart without colour."""
    if value not in TIERS:
        return "—"
    return format_html('<span class="tier tier-{}">{}</span>', str(value), TIERS[str(value)])


def grade(value: str | None) -> SafeString:
    """An assessment grade 5A to 1A, or "not graded"."""
    if not value or value == "none":
        return tag(_("Not graded"), "line")
    return format_html('<span class="grade">{}</span>', value)


def masked_name(name: str | None) -> SafeString:
    """张三 as 张*; what is public of a person."""
    return format_html('<span lang="zh-Hans">{}</span>', mask_name(name) if name else "—")


def masked_contact(name: str | None) -> SafeString:
    """The contact of a call: a person masked, a post as written."""
    return format_html('<span lang="zh-Hans">{}</span>', mask_contact(name) if name else "—")


def masked_phone(phone: str | None) -> str:
    """The first three and last four digits: 138****1234."""
    return mask_phone(phone) if phone else "—"


def hash_groups(value: str | None) -> SafeString:
    """A hash in groups of four, so that people can compare it."""
    text = value or ""
    groups = " ".join(text[n : n + 4] for n in range(0, len(text), 4))
    return format_html('<code class="hash">{}</code>', groups)
