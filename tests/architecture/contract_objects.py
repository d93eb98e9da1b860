"""Contracts and their parts inside somebody's scope, for the table of addresses; written straight into the tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.files.services import store
from tendering.contracts.attachments import INVOICE
from tendering.contracts.models import Acceptance, AcceptanceMember, Amendment, Contract, Milestone, Payment
from tendering.contracts.rules.offices import OVERSIGHT
from tendering.contracts.services.drafting import draft_contract
from tests.architecture.letting_objects import community_of, provider_of
from tests.factories import accounts, contracts, files
from tests.factories.contracts import People

ASKED, CHECKED, APPROVED = "requested", "checked", "approved"


def _people(owner: Membership) -> People:
    """The people of a contract, the person's organisation its contractor where there is one."""
    people = People.of(community_of(owner))
    if owner.organisation is not None:
        people.provider = provider_of(owner)
        people.contractor = accounts.membership(Role.PROVIDER_ADMIN, owner.organisation)
    return people


def _contract(owner: Membership, state: str) -> Contract:
    people = _people(owner)
    tier = "major" if owner.role == Role.DISTRICT else "micro"
    award = contracts.lettered(people)
    contract = draft_contract(award=award, by=people.worker, now=clock.now(), terms=contracts.terms())
    Contract.objects.filter(pk=contract.pk).update(state=state, tier=tier, public_reason="x")
    return contract


def lettered_award(owner: Membership) -> dict[str, Any]:
    """An award whose letter is out."""
    return {"slug": contracts.lettered(_people(owner)).number}


def draft_contract_of(owner: Membership) -> dict[str, Any]:
    """A contract nobody has signed."""
    return {"slug": _contract(owner, "drafting").number}


def published_contract(owner: Membership) -> dict[str, Any]:
    """A contract that has not begun."""
    return {"slug": _contract(owner, "published").number}


def running_contract(owner: Membership) -> dict[str, Any]:
    """A contract in delivery."""
    return {"slug": _contract(owner, "active").number}


def suspended_contract(owner: Membership) -> dict[str, Any]:
    """A contract that stands still."""
    return {"slug": _contract(owner, "suspended").number}


def _milestone(owner: Membership) -> Milestone:
    return _contract(owner, "active").milestones.order_by("position")[0]


def milestone(owner: Membership) -> dict[str, Any]:
    """A milestone of a running contract."""
    return {"pk": _milestone(owner).pk}


def amendment(owner: Membership) -> dict[str, Any]:
    """An amendment that the other side asked for."""
    contract = _contract(owner, "active")
    by_community = owner.role == Role.PROVIDER_ADMIN
    other = (Role.COMMUNITY, contract.demand.community) if by_community else (Role.PROVIDER_ADMIN, contract.contractor)
    asker = accounts.membership(*other)
    row = Amendment.objects.create(
        contract=contract, number=1, amount=Decimal(1), text="增项", requested_by=asker, requested_at=clock.now()
    )
    return {"pk": row.pk}


def acceptance(owner: Membership) -> dict[str, Any]:
    """A round of acceptance; whoever is no officer of the community leads its team."""
    contract = _contract(owner, "active")
    now = clock.now()
    row = Acceptance.objects.create(
        contract=contract,
        round=1,
        state="scheduled",
        statement="完成",
        requested_by=accounts.membership(Role.PROVIDER_ADMIN, contract.contractor),
        requested_at=now,
        hold_by=now.date() + timedelta(days=9),
        inspect_at=now,
    )
    if owner.role == Role.PROFESSIONAL:
        AcceptanceMember.objects.create(
            acceptance=row, user=owner.user, membership=owner, capacity="professional", leads=True
        )
    return {"pk": row.pk}


def payment_stage(owner: Membership) -> dict[str, Any]:
    """A stage of a running contract."""
    return {"pk": _contract(owner, "active").stages.get(position=1).pk}


def _payment(owner: Membership, state: str) -> dict[str, Any]:
    contract = _contract(owner, "active")
    asker = accounts.membership(Role.PROVIDER_ADMIN, contract.contractor)
    today = clock.today()
    row = Payment.objects.create(
        stage=contract.stages.get(position=1),
        number=1,
        amount=contracts.stage(contract, 1).amount,
        state=state,
        withheld_from="requested",
        reason="x",
        invoice_number="1",
        invoice_date=today,
        invoice=store(upload=files.upload(), by=asker, purpose=INVOICE),
        due_on=today,
        people=[asker.user_id],
        requester=asker.user,
        requested_at=clock.now(),
    )
    return {"pk": row.pk}


def payment_asked(owner: Membership) -> dict[str, Any]:
    """A payment that waits for the holder of the person's role."""
    state = {Role.STREET: CHECKED, Role.DISTRICT: CHECKED, Role.FINANCE_OFFICER: APPROVED}
    return _payment(owner, state.get(Role(owner.role), ASKED))


def payment_withheld(owner: Membership) -> dict[str, Any]:
    """A payment that the person's own office stopped, where it may stop one."""
    place = _payment(owner, "withheld")
    if owner.role in OVERSIGHT:
        Payment.objects.filter(**place).update(withheld_by=owner)
    return place


OBJECTS = {
    "lettered_award": lettered_award,
    "draft_contract": draft_contract_of,
    "published_contract": published_contract,
    "running_contract": running_contract,
    "suspended_contract": suspended_contract,
    "milestone": milestone,
    "amendment": amendment,
    "acceptance": acceptance,
    "payment_stage": payment_stage,
    "payment_asked": payment_asked,
    "payment_withheld": payment_withheld,
}
