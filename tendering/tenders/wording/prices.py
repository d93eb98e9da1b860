"""What a fixed price (固定价格) means, in one wording wherever it is said (Decree 87, article 55)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FIXED_PRICE_NAME = _("Fixed price")
AT_FIXED_PRICE = _("Every bid is at the ceiling; the price is no factor")
# As the rule that a refusal rests on.
FIXED_PRICE_RULE = _("Fixed price: every bid is at the ceiling; the price is no factor (Decree 87, article 55)")
