"""Values of a row within its fields' bounds, as a refusal."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Model

from marketplace.primitives.refusal import InvalidInput, Refusals


def require_clean(row: Model) -> None:
    """Raises Refusals with one ``rulebook.bad_value`` per field that is empty, too long or no choice."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = error.message_dict
        raise Refusals(
            [InvalidInput("rulebook.bad_value", field=name, problem=" ".join(found)) for name, found in fields.items()]
        ) from error
