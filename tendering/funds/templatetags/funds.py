"""Names of owners as the reader's language needs them."""

from __future__ import annotations

from django import template

from tendering.funds.names import named, stage_name

register = template.Library()
register.filter("named", named)
register.filter("stage_name", stage_name)
