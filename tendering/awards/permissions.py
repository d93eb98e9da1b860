"""Who may read and who may move an award (domain 2.6, 3.4, 4)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Provider
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, require
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.files.models import StoredFile
from marketplace.places.models import Level
from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.primitives.ruleset import Objector, Office, Regime, Tier
from tendering.awards.acted import ANSWERERS, acted_on, done_by, has_answerer, unanswerable
from tendering.awards.contractors import contractors, opened_bid, speaks_for
from tendering.awards.models import Award, AwardLetter, Complaint, HintDecision, Objection
from tendering.awards.rules.hints import DECIDED
from tendering.awards.rules.remedies import CHALLENGEABLE, Outcome, Step, Subject
from tendering.awards.rules.states import LIVE, ObjectionState, State
from tendering.bids.models import Bid, CollusionHint, Consent, Partner
from tendering.bids.permissions import HINT_READERS
from tendering.bids.queries.members import takes_part
from tendering.tenders import permissions as calls
from tendering.tenders.models import Receipt, Tender
from tendering.tenders.permissions import READERS

RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
OVERSIGHT = (Role.STREET, Role.DISTRICT)
CONFIRMERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def readable(membership: Membership | None) -> QuerySet[Award]:
    """Everybody reads an award from its publicity on; before, the offices of its place."""
    public = Q(publicised_at__isnull=False)
    if membership is None or membership.place is None or membership.role not in READERS:
        return Award.objects.filter(public)
    return Award.objects.filter(public | Q(tender__demand__community__path__startswith=membership.place.path))


def can_read(membership: Membership | None, award: Award) -> bool:
    """Whether this person may read this award."""
    return award.is_public or readable(membership).filter(pk=award.pk).exists()


def is_office(membership: Membership | None, award: Award) -> bool:
    """Whether the person sits in an office that sees the whole file: names of objectors, every letter."""
    return holds(membership, *READERS, place=award.demand.community)


def require_community(by: Membership, tender: Tender) -> None:
    """The community whose demand it is."""
    require(by, Role.COMMUNITY, place=tender.demand.community)


def overseer_of(tier: str) -> Role:
    """Which office decides where the purchaser let the days for signing pass: the street, the district for major."""
    return Role.DISTRICT if tier == Tier.MAJOR else Role.STREET


def require_overseer(by: Membership, award: Award) -> None:
    """That office, or the district above a street that does not."""
    require(by, overseer_of(award.tender.tier), Role.DISTRICT, place=award.demand.community)


def require_hint_apart(by: Membership, hint: CollusionHint) -> None:
    """Whoever took a step on a hint for the district takes none on it for discipline inspection, nor the other way.

    Raises:
        NotPermitted: ``awards.hint_own_step``.
    """
    if other_office(by).filter(hint=hint).exists():
        raise NotPermitted("awards.hint_own_step")


def other_office(by: Membership) -> QuerySet[HintDecision]:
    """Steps on hints on record for the person, or for whoever counts as the person, in another office than this one."""
    return HintDecision.objects.filter(decided_by__in=persons(by)).exclude(membership__role=by.role)


def hint_reopeners(state: str) -> tuple[Role, ...]:
    """District or discipline open an explanation again; what discipline inspection decided only discipline does."""
    return (Role.DISCIPLINE,) if state in DECIDED else HINT_READERS


def require_hint_reopener(by: Membership, hint: CollusionHint) -> None:
    """Whoever opens again what was written last (`hint_reopeners`), and took no step on it for the other office."""
    last = hint.decisions.order_by("number").last()
    require(by, *hint_reopeners(last.state if last else ""), place=hint.tender.demand.community)
    require_hint_apart(by, hint)


def require_rechecker(by: Membership, award: Award) -> None:
    """The community, which organises the evaluation; never whoever sat on the panel (four eyes).

    Nor whoever did what somebody waits to have answered: the recheck would settle it.

    Raises:
        RoleMissing: `by` is not of it.
        NotPermitted: ``awards.own_evaluation``, ``awards.own_act_challenged``.
    """
    require_community(by, award.tender)
    mine = persons(by)
    if award.panel is not None and award.panel.seats.filter(user__in=mine).exists():
        raise NotPermitted("awards.own_evaluation")
    if award.state != State.OBJECTION_HOLD and not is_statutory(award.tender):
        return  # an open objection holds the award; only a challenge may wait beside it
    settled = Q(award__isnull=False) | Q(step=Step.EVALUATION)
    waiting = Objection.objects.filter(settled, tender=award.tender_id, state=ObjectionState.OPEN)
    if done_by(mine, waiting).exists():
        raise NotPermitted("awards.own_act_challenged")


def require_oversight(by: Membership, award: Award) -> None:
    """Street and district annul after a complaint."""
    require(by, *OVERSIGHT, place=award.demand.community)


def objector(membership: Membership | None, award: Award) -> Provider | None:
    """The provider for which a bidder objects; None for a resident (`procedure.objectors`).

    Raises:
        NotPermitted: ``awards.not_an_objector``: neither a bidder of this call nor a resident of the community, or
            the one who is to get the award; ``awards.challenge_instead`` under the statute.
    """
    if is_statutory(award.tender):
        raise NotPermitted("awards.challenge_instead")
    allowed = award.tender.procedure.objectors
    is_resident = holds(membership, *RESIDENTS, place=award.demand.community)
    if is_resident and Objector.RESIDENT in allowed:
        return None
    if membership is not None and Objector.BIDDER in allowed and holds(membership, *PROVIDER_ROLES):
        provider = _rival(membership, award)
        if provider is not None:
            return provider
    raise NotPermitted("awards.not_an_objector")


def _rival(membership: Membership, award: Award) -> Provider | None:
    """The person's provider, where its bid was opened and did not win."""
    bid = opened_bid(membership, award.tender)
    return None if bid is None or bid.pk == award.bid_id else speaks_for(membership, bid)


def is_statutory(tender: Tender) -> bool:
    """Whether the statute binds this call: it is challenged, not objected to (domain 2.6)."""
    return tender.procedure.regime is Regime.STATUTORY


def readable_calls(membership: Membership | None) -> QuerySet[Tender]:
    """Calls this person may read."""
    return calls.readable(membership)


def require_challenger(by: Membership, tender: Tender) -> None:
    """Whoever acts for a provider, where the statute binds the call or it came to nothing; standing is the service's.

    Raises:
        RoleMissing: the person acts for no provider.
        NotPermitted: ``awards.objection_instead``: local rules bind this call.
    """
    require(by, *PROVIDER_ROLES)
    if not is_statutory(tender) and not tender.has_come_to_nothing:
        raise NotPermitted("awards.objection_instead")


def may_challenge(membership: Membership | None, tender: Tender) -> bool:
    """Whether this person finds the form of a challenge."""
    if not holds(membership, *PROVIDER_ROLES):
        return False
    return tender.has_come_to_nothing or (is_statutory(tender) and tender.state in CHALLENGEABLE)


class NoStanding(Refusal):
    """Neither a bidder nor, for the documents, somebody who obtained them (MoF Decree 94, article 11)."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(f"awards.no_standing_{subject}", field="subject")


def standing(by: Membership, tender: Tender, subject: Subject) -> Provider:
    """The provider that may challenge this: a bidder that did not win; for the documents also whoever obtained them.

    The end of a call, also where its bids were never opened: whoever had sealed one says so by this.

    Raises:
        NoStanding: it is neither.
    """
    bid = opened_bid(by, tender)
    if bid is not None and not (subject is Subject.RESULT and _has_won(tender, bid.provider)):
        return speaks_for(by, bid)
    sealed = Bid.objects.filter(takes_part(by.organisation_id), tender=tender, current__isnull=False)
    if subject is Subject.END and (own := sealed.select_related("provider").first()) is not None:
        return speaks_for(by, own)
    receipts = Receipt.objects.filter(provider__organisation=by.organisation, tender=tender)
    receipt = receipts.select_related("provider").first()
    if receipt is not None and subject is Subject.DOCUMENTS:
        return receipt.provider
    raise NoStanding(subject)


def _has_won(tender: Tender, provider: Provider) -> bool:
    return Award.objects.filter(tender=tender, provider=provider, state__in=sorted(LIVE)).exists()


def answering_roles(objection: Objection) -> tuple[Role, ...]:
    """Community and street; where all of them acted on it, the district as well, so that nothing stays unanswered."""
    return ANSWERERS if has_answerer(objection) else (*ANSWERERS, Role.DISTRICT)


def require_answerer(by: Membership, objection: Objection) -> None:
    """Community or street, or the district in their place; never whoever did what is objected to (four eyes).

    Raises:
        RoleMissing: `by` is of none of them.
        NotPermitted: ``awards.own_act_challenged``.
    """
    roles = answering_roles(objection) if by.role == Role.DISTRICT else ANSWERERS
    require(by, *roles, place=objection.tender.demand.community)
    if acted_on(objection) & persons(by):
        raise NotPermitted("awards.own_act_challenged")


def may_answer(membership: Membership | None, objection: Objection) -> bool:
    """Whether this person may answer the objection or challenge now."""
    return objection.pk in answerable(membership, [objection])


def answerable(membership: Membership | None, objections: Iterable[Objection]) -> set[int]:
    """Ids of those of these that the person may answer now (`require_answerer`); three queries at most."""
    roles = (*ANSWERERS, Role.DISTRICT)
    open_rows = (row for row in objections if row.state == ObjectionState.OPEN)
    theirs = {row.pk for row in open_rows if holds(membership, *roles, place=row.tender.demand.community)}
    if membership is None or not theirs:
        return set()
    rows = Objection.objects.filter(pk__in=theirs)
    if membership.role == Role.DISTRICT:
        theirs &= set(unanswerable(rows))
    return theirs - set(done_by(persons(membership), rows)) if theirs else set()


def judge_of(tender: Tender) -> Role:
    """Who decides on complaints: finance under the statute, else discipline (domain 2.6)."""
    return Role.FINANCE_OFFICER if is_statutory(tender) else Role.DISCIPLINE


def may_judge(membership: Membership | None, complaint: Complaint) -> bool:
    """Whether this person decides on the complaint: of the district's finance, or of discipline; never on own acts."""
    return complaint.pk in judgeable(membership, [complaint])


def judgeable(membership: Membership | None, complaints: Iterable[Complaint]) -> set[int]:
    """Ids of those of these that the person decides on (`may_judge`); two queries at most."""
    theirs = [row for row in complaints if _is_judge(membership, row.objection.tender)]
    if membership is None or not theirs:
        return set()
    people = persons(membership)
    acted = set(done_by(people, Objection.objects.filter(pk__in=[row.objection_id for row in theirs])))
    return {row.pk for row in theirs if row.objection_id not in acted and row.objection.answered_by_id not in people}


def _is_judge(membership: Membership | None, tender: Tender) -> bool:
    """Of the office; under the statute only the district's."""
    is_office = holds(membership, judge_of(tender), place=tender.demand.community)
    level = membership.place.level if membership is not None and membership.place is not None else ""
    return is_office and not (level == Level.STREET and is_statutory(tender))


def require_judge(by: Membership, complaint: Complaint) -> None:
    """Whoever `may_judge`; refuses with ``awards.not_your_complaint``."""
    if not may_judge(by, complaint):
        raise NotPermitted("awards.not_your_complaint")


def is_complainant(membership: Membership | None, objection: Objection) -> bool:
    """Whoever objected; after a challenge anybody who acts for its provider."""
    if objection.is_challenge:
        return _of_its_provider(membership, objection)
    return membership is not None and objection.filed_by_id == membership.user_id


def _of_its_provider(membership: Membership | None, objection: Objection) -> bool:
    provider = objection.provider
    return provider is not None and holds(membership, *PROVIDER_ROLES, organisation=provider.organisation)


def require_complainant(by: Membership, objection: Objection) -> None:
    """Whoever `is_complainant`.

    Raises:
        NotPermitted: ``awards.not_your_objection``.
    """
    if not is_complainant(by, objection):
        raise NotPermitted("awards.not_your_objection")


def office_of(by: Membership, award: Award) -> Office:
    """The office that `by` confirms for.

    Raises:
        RoleMissing: the person sits in none of the procedure's offices.
        NotPermitted: ``awards.own_publication``: whoever published the award, or had it published anew.
    """
    offices = award.tender.procedure.confirmed_by
    require(by, *(role_of(office) for office in offices), place=award.demand.community)
    is_repeated = award.publicity_round > 1 and Award.objects.filter(published(by), pk=award.pk).exists()
    if is_repeated or award.publicised_by_id in persons(by):
        raise NotPermitted("awards.own_publication")
    return Office(by.role)


def published(by: Membership) -> Q:
    """Awards the person published, or whose publicity had to be held anew by their answer or decision."""
    mine = persons(by)
    answers = Q(answered_by__in=mine, outcome=Outcome.REPUBLISHED)
    decisions = Q(complaint__decided_by__in=mine, complaint__outcome=Outcome.REPUBLISHED)
    repeated = Objection.objects.filter(answers | decisions, award=OuterRef("pk"))
    return Q(publicised_by__in=mine) | Q(Exists(repeated))


def require_winner(by: Membership, award: Award) -> None:
    """Whoever signs for the provider, in a consortium for any member.

    A residents' group has no account, so its community writes it down.
    """
    if award.provider is not None:
        own = [one.organisation for one in contractors(award) if one.organisation_id == by.organisation_id]
        require(by, Role.PROVIDER_ADMIN, organisation=own[0] if own else award.provider.organisation)
    else:
        require_community(by, award.tender)


def readable_objections(membership: Membership | None) -> QuerySet[Objection]:
    """Objections to awards this person may read."""
    return Objection.objects.filter(award__in=readable(membership).values("pk"), regime=Regime.LOCAL)


def reads_objection(membership: Membership | None, objection: Objection) -> bool:
    """Who objected is known to themselves and to the offices; rivals read the answer, never the name."""
    own = membership is not None and membership.user_id == objection.filed_by_id
    ours = own or (objection.is_challenge and _of_its_provider(membership, objection))
    return (
        ours
        or holds(membership, *READERS, place=objection.tender.demand.community)
        or _has_complaint(membership, objection)
    )


def _has_complaint(membership: Membership | None, objection: Objection) -> bool:
    """Finance reads what a complaint has brought before it."""
    is_finance = holds(membership, Role.FINANCE_OFFICER, place=objection.tender.demand.community)
    return is_finance and hasattr(objection, "complaint")


def readable_letters(membership: Membership | None) -> QuerySet[AwardLetter]:
    """A letter is for its addressee, every member of a consortium, and the offices of its place; for no rival."""
    if membership is None:
        return AwardLetter.objects.none()
    if membership.role in PROVIDER_ROLES:
        beside = Partner.objects.filter(
            provider__organisation=membership.organisation_id,
            state=Consent.CONSENTED,
            tender=OuterRef("award__tender"),
            bid__provider=OuterRef("provider"),
        )
        return AwardLetter.objects.filter(Q(provider__organisation=membership.organisation_id) | Exists(beside))
    if membership.place is None or membership.role not in READERS:
        return AwardLetter.objects.none()
    return AwardLetter.objects.filter(award__tender__demand__community__path__startswith=membership.place.path)


def can_read_objection_file(membership: Membership | None, file: StoredFile) -> bool:
    """Evidence is read by the one who filed it and by the offices."""
    if membership is None:
        return False
    rows = Objection.objects.filter(files__file=file)
    objection = rows.select_related("tender__demand__community", "provider").first()
    if objection is None:
        return file.uploaded_by_id == membership.user_id
    return reads_objection(membership, objection)
