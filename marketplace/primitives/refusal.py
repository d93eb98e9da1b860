"""A refusal: why a rule says no, as a code and parameters that upper layers put into words."""

from __future__ import annotations

from marketplace.primitives.masking import tells_numbers


class Refusal(Exception):
    """An act the rules refuse; nothing was written.

    Args:
        code: dotted, stable, e.g. ``funds.insufficient``; the words stand in `marketplace.ui.refusals`.
        field: the form field to blame, if one field is to blame.
        parameters: values for the words (amounts in yuan as Decimal, dates, names).
    """

    status = 409

    def __init__(self, code: str, /, *, field: str | None = None, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.parameters = parameters

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.code}({details})"


class NotPermitted(Refusal):
    """The person may not do this act on this object, whatever the object's state."""

    status = 403


class InvalidInput(Refusal):
    """A value that no form should have let through (wrong range, foreign id, too many decimals)."""

    status = 422


class StaleVersion(Refusal):
    """The object was changed since the page was shown.

    Args:
        target: the object, where its story is kept, so that the page can say what was done to it last.
    """

    def __init__(self, target: object = None) -> None:
        super().__init__("stale_version")
        self.target = target


class Refusals(InvalidInput):
    """Several refusals at once, so that a person sees everything to mend, not the first thing only."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("several")
        self.refusals = refusals


def refuse(found: list[Refusal]) -> None:
    """Raise what was found: one refusal as itself, several together; nothing where nothing is wrong."""
    if len(found) == 1:
        raise found[0]
    if found:
        raise Refusals(found)


def require_text(text: str, code: str, *, field: str = "reason") -> None:
    """Refuse what was left empty, such as the reason of an act.

    Raises:
        InvalidInput: `code`, on the field.
    """
    if not text.strip():
        raise InvalidInput(code, field=field)


def require_title(text: str, code: str, *, field: str = "title") -> None:
    """Refuse an empty title, and one with a phone, an identity number or an e-mail: it stands in every list as written.

    Raises:
        InvalidInput: `code`, or ``text.tells_numbers``, on the field.
    """
    require_text(text, code, field=field)
    if tells_numbers(text):
        raise InvalidInput("text.tells_numbers", field=field)
