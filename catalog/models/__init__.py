"""Providers, the roster, what is offered, community groups, experts."""

from catalog.models.application import RosterApplication, RosterObjection
from catalog.models.entry import Ban, RosterEntry
from catalog.models.experts import Expert, ExpertAbsence, ExpertEmployment, ExpertTie
from catalog.models.offers import ServiceOffer
from catalog.models.people import CommunityGroup, GroupMember
from catalog.models.provider import Provider, ProviderFile
from catalog.models.record import CreditEvent, ProviderRecord

__all__ = [
    "Ban",
    "CommunityGroup",
    "CreditEvent",
    "Expert",
    "ExpertAbsence",
    "ExpertEmployment",
    "ExpertTie",
    "GroupMember",
    "Provider",
    "ProviderFile",
    "ProviderRecord",
    "RosterApplication",
    "RosterEntry",
    "RosterObjection",
    "ServiceOffer",
]
