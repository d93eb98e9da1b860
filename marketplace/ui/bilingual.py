"""Names kept in both languages."""

from django.utils.translation import get_language


class Bilingual:
    """A model with `name_zh` and `name_en`; `name` follows the reader's language."""

    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language; Chinese where no English one is known."""
        english = (get_language() or "").startswith("en")
        return (self.name_en or self.name_zh) if english else self.name_zh

    def __str__(self) -> str:
        return self.name
