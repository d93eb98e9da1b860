"""Field and constraint shapes that every money table shares."""

from decimal import Decimal
from typing import TypeAlias

from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Round

Yuan: TypeAlias = "models.DecimalField[Decimal, Decimal]"


def yuan_field(*, default: Decimal | type[models.NOT_PROVIDED] = models.NOT_PROVIDED) -> Yuan:
    """A sum in yuan, two decimals, up to 999,999,999,999.99."""
    return models.DecimalField(max_digits=14, decimal_places=2, default=default)


def exactly(expression: Combinable) -> Round:
    """Sums of columns to the cent: SQLite adds decimals as floats, so 0.3 - 0.1 - 0.2 is not 0 there."""
    return Round(expression, 2)
