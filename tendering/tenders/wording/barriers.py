"""What the law says of a condition that was found, and where it was found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.tenders.rules.barriers import CRITERIA, NEED, Barrier

WHY: dict[Barrier, Text] = {
    Barrier.REGION: _(
        "Where a provider is registered, has its office or its people may be no condition "
        "(Implementing Regulations 20)."
    ),
    Barrier.LOCAL_RECORD: _(
        "Work done or honours won in one place or trade may be no condition and earn no points "
        "(Implementing Regulations 20)."
    ),
    Barrier.CAPITAL: _("A registered capital may be no condition (财库〔2020〕46号, article 5)."),
    Barrier.TURNOVER: _("A turnover, a profit or a sum of taxes may be no condition (财库〔2020〕46号, article 5)."),
    Barrier.SIZE: _("Assets, staff or size may be no condition (财库〔2020〕46号, article 5)."),
    Barrier.YEARS: _("Years of existence may be no condition: they keep new providers out (财库〔2019〕38号)."),
    Barrier.OWNERSHIP: _("A form of ownership or organisation may be no condition (Implementing Regulations 20)."),
    Barrier.BRAND: _(
        "A brand, model or maker may not be asked for; say what it must be able to do, or accept equals "
        "(Implementing Regulations 20)."
    ),
}
FIELDS: dict[str, Text] = {
    "eligibility": _("Who may respond"),
    "requirements": _("Requirements"),
    "outputs": _("Measurable outputs"),
    "materials": _("Materials to hand in"),
    "how_to_submit": _("How and where to submit"),
    NEED: _("What is needed"),
    CRITERIA: _("Score sheet"),
}
