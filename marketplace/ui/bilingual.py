"""Names kept in both languages."""

from django.utils.translation import get_language


def in_language(name_zh: str, name_en: str) -> str:
    """The name in the reader's language; Chinese where no English one is known."""
    english = (get_language() or "").startswith("en")
    return (name_en or name_zh) if english else name_zh


class Bilingual:
    """A model with `name_zh` and `name_en`; `name` follows the reader's language."""

    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language; Chinese where no English one is known."""
        return in_language(self.name_zh, self.name_en)

    def __str__(self) -> str:
        return self.name
