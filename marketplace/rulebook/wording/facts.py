"""What the numbers that formulas read are called."""

from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset.facts import Fact

FACT_WORDS = {
    Fact.CERTIFIED_SOCIAL_WORKERS: _("Certified social workers on this project"),
    Fact.LEAD_YEARS: _("Years of experience of the project lead above three"),
    Fact.OTHER_CERTIFICATES: _("Other certificates that matter here"),
    Fact.SIMILAR_CONTRACTS: _("Similar contracts in the last three years"),
    Fact.WARRANTY_YEARS: _("Years of warranty above one"),
    Fact.DELIVERY_DAYS: _("Days until delivery"),
    Fact.WORKS_DAYS: _("Days of works"),
    Fact.REGISTERED_LEAD: _("Registered constructors leading the works"),
    Fact.ASKED_DAYS: _("Days the call gives for the work"),
    Fact.LINE_POINTS: _("Points of this item"),
    Fact.RESIDENTS_VOTES: _("Residents' votes for this bid"),
    Fact.MOST_RESIDENTS_VOTES: _("Most residents' votes for one bid"),
}
