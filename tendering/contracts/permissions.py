"""Who may read and who may act on a contract (domain 4, rows contract, milestone/acceptance, payment)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for, holds, persons, require, stands_for
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.files.models import StoredFile
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.ruleset import Office
from tendering.bids.models import Consent, Partner
from tendering.contracts.models import Amendment, Contract, Payment, Rectification, SatisfactionPanel
from tendering.contracts.parties import bodies, member_of
from tendering.contracts.rules.offices import OVERSIGHT, amending_office
from tendering.contracts.rules.states import PUBLIC, Side

READERS = (
    Role.COMMUNITY,
    Role.PARTY_ORG,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.FINANCE_OFFICER,
    Role.LEADING_GROUP_MEMBER,
    Role.AUDITOR,
    Role.DISCIPLINE,
)


class OwnWork(NotPermitted):
    """The steps of an act are done by different people; a substitute counts as the absent officer, too."""


def readable(membership: Membership | None) -> QuerySet[Contract]:
    """What is public; drafts for the two sides and the offices of the place."""
    rows = Contract.objects.all()
    public = Q(state__in=sorted(PUBLIC))
    if membership is None:
        return rows.filter(public)
    if membership.organisation_id and membership.role in PROVIDER_ROLES:
        own = Q(provider__organisation=membership.organisation_id) | Q(group__organisation=membership.organisation_id)
        own |= joint(membership)
        return rows.filter(public | own)
    if membership.place is None or membership.role not in READERS:
        return rows.filter(public)
    return rows.filter(public | Q(demand__community__path__startswith=membership.place.path))


def joint(by: Membership, way: str = "") -> Q:
    """Of contracts, or rows with one at `way`: those the person's organisation is bound by beside a lead."""
    rows = Partner.objects.filter(provider__organisation=by.organisation_id, state=Consent.CONSENTED)
    return Q(**{f"{way}award__bid__in": rows.values("bid")})


def can_read(membership: Membership | None, contract: Contract) -> bool:
    """Whether this person may read this contract."""
    return contract.is_public or readable(membership).filter(pk=contract.pk).exists()


def reads_inside(membership: Membership | None, contract: Contract) -> bool:
    """Whether the person sees more than the public: names, unverified reports, payments on their way, files."""
    if membership is None:
        return False
    if holds(membership, *READERS, place=contract.demand.community) or is_contractor(membership, contract):
        return True
    if holds(membership, *PROVIDER_ROLES) and member_of(membership, contract) is not None:
        return True
    team = (member.user_id for round_ in contract.acceptances.all() for member in round_.members.all())
    return membership.user_id in team


def is_contractor(membership: Membership | None, contract: Contract) -> bool:
    """Whether the person acts for the contractor, of a consortium for its lead.

    For a residents' group the community's staff do (R34).
    """
    if membership is None:
        return False
    if holds(membership, *PROVIDER_ROLES) and membership.organisation_id == contract.contractor.pk:
        return True
    return contract.group_id is not None and holds(membership, Role.COMMUNITY, place=contract.demand.community)


def is_community(membership: Membership | None, contract: Contract) -> bool:
    """Whether the person is of the community's staff."""
    return holds(membership, Role.COMMUNITY, place=contract.demand.community)


def is_office(membership: Membership | None, contract: Contract, office: Office) -> bool:
    """Whether the person is of this office over the contract's community."""
    return holds(membership, role_of(office), place=contract.demand.community)


def require_community(by: Membership, contract: Contract) -> None:
    """The community whose project it is."""
    require(by, Role.COMMUNITY, place=contract.demand.community)


def require_contractor(by: Membership, contract: Contract) -> None:
    """Somebody of the contractor."""
    if not is_contractor(by, contract):
        require(by, *PROVIDER_ROLES, organisation=contract.contractor)
        if not stands_for(by, contract.contractor):
            raise NotPermitted("contracts.not_contractor")


def require_office(by: Membership, contract: Contract, office: Office) -> None:
    """The office named."""
    require(by, role_of(office), place=contract.demand.community)


def require_oversight(by: Membership, contract: Contract) -> None:
    """Street and district, auditor and discipline inspector stop a payment."""
    require(by, *OVERSIGHT, place=contract.demand.community)


def may_release(by: Membership, payment: Payment) -> bool:
    """Whether this office may lift a stop: the one that withheld the payment, or one of a place above it."""
    stop = payment.withheld_by
    if stop is None or not holds(by, *OVERSIGHT, place=stop.place):
        return False
    return by.place_id != stop.place_id or by.role == stop.role


def is_committee(by: Membership | None, panel: SatisfactionPanel) -> bool:
    """Whether the person watches this measurement for the supervision committee, and has no part in the work."""
    place = panel.contract.demand.community
    return by is not None and holds(by, Role.SUPERVISION_COMMITTEE, place=place) and not _runs(by, panel)


def require_committee(by: Membership, panel: SatisfactionPanel) -> None:
    """The supervision committee; never whoever also works for the community or put the panel together.

    Raises:
        RoleMissing: `by` is not of the committee.
        NotPermitted: ``contracts.satisfaction.judges_own_work``.
    """
    require(by, Role.SUPERVISION_COMMITTEE, place=panel.contract.demand.community)
    if _runs(by, panel):
        raise NotPermitted("contracts.satisfaction.judges_own_work")


def _runs(by: Membership, panel: SatisfactionPanel) -> bool:
    people = persons(by)
    named = {panel.created_by_id, *panel.members.values_list("confirmed_by", flat=True)}
    staff = holders(Role.COMMUNITY, covering=panel.contract.demand.community)
    return bool(people & named) or staff.filter(user__in=people).exists()


def require_finance(by: Membership, contract: Contract) -> None:
    """A finance officer of the street or district."""
    require(by, Role.FINANCE_OFFICER, place=contract.demand.community)


def signs_as_contractor(by: Membership, contract: Contract) -> bool:
    """Whoever signs for the contractor, of a consortium for any member."""
    is_one = by.organisation_id == contract.contractor.pk or member_of(by, contract) is not None
    return is_one and holds(by, Role.PROVIDER_ADMIN)


def side_of(by: Membership, contract: Contract) -> Side:
    """For which side this person signs.

    Raises:
        NotPermitted: neither the community's staff nor an administrator of the contractor.
    """
    if signs_as_contractor(by, contract):
        return Side.CONTRACTOR
    require(by, Role.COMMUNITY, place=contract.demand.community)
    return Side.PURCHASER


def asked_by(row: Amendment) -> Side:
    """The side that asked for an amendment, also where whoever did has left; any member of a consortium is one."""
    is_ours = row.requested_by.organisation_id in {body.pk for body in bodies(row.contract)}
    return Side.CONTRACTOR if is_ours else Side.PURCHASER


def is_other_side(by: Membership, row: Amendment) -> bool:
    """Whether the person signs for the side that did not ask; for a residents' group the staff stand on both (R34)."""
    return row.contract.group_id is not None or asked_by(row) is not side_of(by, row.contract)


def require_apart(by: Membership, people: list[int] | set[int] | frozenset[int]) -> None:
    """Refuse whoever did an earlier step, in person or through a substitute (separation of duties, domain 4).

    Raises:
        OwnWork: ``contracts.own_step``.
    """
    if persons(by) & set(people):
        raise OwnWork("contracts.own_step")


def is_apart_from_mending(by: Membership, row: Rectification) -> bool:
    """Whether somebody else wrote the plan and the report: the community's staff do it where a group mends (R34)."""
    done = (earlier for earlier in (row.planned_by, row.reported_by) if earlier is not None)
    return not any(persons(by) & counts_for(earlier) for earlier in done)


def can_read_photo(membership: Membership | None, file: StoredFile) -> bool:
    """Pictures of verified milestones are public (R45), others for those inside."""
    photo = getattr(file, "milestone_photo", None)
    if photo is None:
        return False
    contract = photo.report.milestone.contract
    return photo.report.accepted is True or reads_inside(membership, contract)


def can_read_invoice(membership: Membership | None, file: StoredFile) -> bool:
    """Invoices are for the two sides and the offices."""
    payment: Payment | None = getattr(file, "payment_invoice", None)
    return payment is not None and reads_inside(membership, payment.stage.contract)


def can_read_scan(membership: Membership | None, file: StoredFile) -> bool:
    """A signed paper names people: for the two sides and the offices."""
    signature = getattr(file, "contract_signature", None)
    return signature is not None and reads_inside(membership, signature.contract)


def office_of(row: Amendment) -> Office:
    """Which office approves this amendment: a higher one where it lifts the sum over its tier."""
    contract = row.contract
    return amending_office(contract.rule_set.rules, contract.tier_code, contract.agreed + row.amount)
