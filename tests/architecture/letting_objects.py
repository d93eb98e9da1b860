"""Demands, batches, matches, checkpoints and tenders inside somebody's scope, for the table of addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import communities
from marketplace.primitives.ruleset import Method, Tier
from tendering.demands.models import Approval, BatchItem, Checkpoint, CheckpointFinding, Demand, Match, PublicationBatch
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Invitation, Notice, Query, Tender
from tendering.tenders.rules.procedure import procedure_for
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import splitting
from tests.factories import accounts, catalog, demands, places, rulebook, tenders


def community_of(owner: Membership) -> Place:
    """A community inside the person's place."""
    found = communities(owner.place).first() if owner.place else None
    return found or places.community()


def _under_approval(owner: Membership) -> Demand:
    row = demands.published(community_of(owner), "1000.00")
    level = "street" if owner.role != "district" else "district"
    row.state = DemandState.STREET_REVIEW if level == "street" else DemandState.DISTRICT_REVIEW
    row.save()
    today = clock.today()
    if owner.role == "leading_group_member" and owner.place is not None:
        level = owner.place.level if owner.place.level in ("street", "district") else level
    Approval.objects.create(
        demand=row, level=level, round=1, submitted_at=clock.now(), clock_started_on=today, due_on=today
    )
    return row


def demand(owner: Membership) -> dict[str, Any]:
    """A demand under approval in the person's community."""
    return {"slug": _under_approval(owner).number}


def own_draft(owner: Membership) -> dict[str, Any]:
    """A draft the person wrote."""
    row = demands.published(community_of(owner), "1000.00")
    is_resident = owner.role in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
    Demand.objects.filter(pk=row.pk).update(state=DemandState.DRAFT, author=owner.user, from_resident=is_resident)
    return {"slug": row.number}


def residents_proposal(owner: Membership) -> dict[str, Any]:
    """What a resident proposed in the person's community."""
    row = demands.published(community_of(owner), "1000.00")
    Demand.objects.filter(pk=row.pk).update(state=DemandState.PROPOSED, from_resident=True)
    return {"slug": row.number}


def proposal(owner: Membership) -> dict[str, Any]:
    """What a colleague proposed in the person's community."""
    row = demands.published(community_of(owner), "1000.00")
    Demand.objects.filter(pk=row.pk).update(state=DemandState.PROPOSED)
    return {"slug": row.number}


def public_record(owner: Membership) -> dict[str, Any]:
    """The announcement of a running call in the person's community."""
    tender = Tender.objects.get(number=running_tender(owner)["slug"])
    row, _is_new = Notice.objects.get_or_create(
        tender=tender, number=1, defaults={"kind": Notice.Kind.ANNOUNCEMENT, "body": {}, "published_at": clock.now()}
    )
    return {"kind": "notice", "pk": row.pk}


def published_demand(owner: Membership) -> dict[str, Any]:
    """A published demand in the person's community."""
    return {"slug": demands.published(community_of(owner), "1000.00").number}


def batch(owner: Membership) -> dict[str, Any]:
    """A batch of the person's place, not published yet."""
    district = owner.place or places.district()
    row = PublicationBatch.objects.create(district=district, title="批次", fiscal_year=2026, created_at=clock.now())
    return {"pk": row.pk}


def published_batch(owner: Membership) -> dict[str, Any]:
    """A batch that everybody may read."""
    found = batch(owner)
    PublicationBatch.objects.filter(pk=found["pk"]).update(state="published", published_at=clock.now())
    return found


def batch_item(owner: Membership) -> dict[str, Any]:
    """A demand in a batch of the person's place."""
    found, row = batch(owner), demands.published(community_of(owner), "1000.00")
    BatchItem.objects.create(batch_id=found["pk"], demand=row, added_at=clock.now())
    return found | {"number": row.number}


def provider_of(owner: Membership) -> Provider:
    """The provider the person acts for, or any."""
    found = Provider.objects.filter(organisation=owner.organisation).first() if owner.organisation else None
    if found is None:
        found = catalog.listed_provider()
        if owner.organisation is not None:
            found.organisation = owner.organisation
            found.save()
    return found


def match(owner: Membership) -> dict[str, Any]:
    """Interest in a demand of the person's community, or of the person's organisation."""
    now = clock.now()
    row = Match.objects.create(
        demand=demands.published(community_of(owner), "1000.00"),
        provider=provider_of(owner),
        state="interested",
        opened_at=now,
        expires_at=now + timedelta(days=9),
    )
    return {"pk": row.pk}


def _checkpoint(owner: Membership) -> Checkpoint:
    row = demands.published(community_of(owner), "1000.00")
    Demand.objects.filter(pk=row.pk).update(state=DemandState.DELIBERATING)
    return Checkpoint.objects.create(demand=row, kind="early", scheduled_for=clock.now())


def checkpoint(owner: Membership) -> dict[str, Any]:
    """A checkpoint of a demand in the person's community, not public."""
    return {"pk": _checkpoint(owner).pk}


def finding(owner: Membership) -> dict[str, Any]:
    """A finding to answer."""
    row = CheckpointFinding.objects.create(checkpoint=_checkpoint(owner), raised_by="财政局", text="谁来维护")
    return {"pk": row.pk}


def _tender(owner: Membership, state: TenderState) -> Tender:
    row = demands.published(community_of(owner), "1000.00")
    tender = tenders.prepared(tenders.Office.of(row.community), row)
    now = clock.now()
    dates = {"announced_at": now, "deadline_at": now + timedelta(days=5)} if state is TenderState.ANNOUNCED else {}
    data = procedure_for(row.rule_set.rules, *_types(tender), tender.ceiling).to_mapping()
    if owner.role in ("street", "district"):
        data["documents_approved_by"] = owner.role
    Tender.objects.filter(pk=tender.pk).update(state=state, procedure_data=data, **dates)
    return tender


def _types(tender: Tender) -> tuple[Any, Any, Any]:
    procedure = tender.procedure
    return procedure.tier, procedure.method, procedure.kind


def draft_tender(owner: Membership) -> dict[str, Any]:
    """A call in preparation in the person's community."""
    return {"slug": _tender(owner, TenderState.PREPARING).number}


def reviewed_tender(owner: Membership) -> dict[str, Any]:
    """A call whose documents wait for the person's office."""
    return {"slug": _tender(owner, TenderState.DOC_REVIEW).number}


def questionable_tender(owner: Membership) -> dict[str, Any]:
    """A call in preparation whose words look like a barrier."""
    tender = _tender(owner, TenderState.PREPARING)
    tender.refresh_from_db()
    Tender.objects.filter(pk=tender.pk).update(content=tender.content | {"eligibility": "注册资本不低于50万元。"})
    return {"slug": tender.number}


def split_tender(owner: Membership) -> dict[str, Any]:
    """A call in preparation that passes a limit with another project; answered where the person decides of it."""
    tender = _tender(owner, TenderState.PREPARING)
    demands.published(tender.demand.community, "49500.00")
    if owner.role in (Role.DISTRICT, Role.DISCIPLINE):
        answerer = accounts.membership(Role.COMMUNITY, tender.demand.community)
        splitting.answer(tender=tender, by=answerer, text="两个项目的服务对象、时间和地点都不相同,须分别实施。")
    return {"slug": tender.number}


def tender_to_check(owner: Membership) -> dict[str, Any]:
    """A call under the statute whose documents wait for the person's office."""
    tender = _tender(owner, TenderState.DOC_REVIEW)
    bound = rulebook.rule_set("statutory")
    data = tender.procedure_data | {"regime": bound.regime}
    if owner.role in ("community", "street", "district"):
        data["documents_approved_by"] = owner.role
    Tender.objects.filter(pk=tender.pk).update(rule_set=bound, procedure_data=data)
    return {"slug": tender.number}


def open_tender_to_check(owner: Membership) -> dict[str, Any]:
    """An open tender whose documents wait for the person's office, for whom fewer than seven would judge it."""
    found = tender_to_check(owner)
    Tender.objects.filter(number=found["slug"]).update(tier=Tier.MAJOR, method=Method.OPEN_TENDER)
    return found


def running_tender(owner: Membership) -> dict[str, Any]:
    """A call that takes responses, with an invitation to the person's organisation where there is one."""
    tender = _tender(owner, TenderState.ANNOUNCED)
    if owner.organisation is not None:
        now, until = clock.now(), clock.now() + timedelta(days=9)
        Invitation.objects.create(tender=tender, provider=provider_of(owner), invited_at=now, expires_at=until)
    return {"slug": tender.number}


def statutory_tender(owner: Membership) -> dict[str, Any]:
    """A call under the statute that takes responses."""
    tender = _tender(owner, TenderState.ANNOUNCED)
    Tender.objects.filter(pk=tender.pk).update(procedure_data=tender.procedure_data | {"regime": "statutory"})
    return {"slug": tender.number}


def direct_tender(owner: Membership) -> dict[str, Any]:
    """A call without competition, its offer and resolution recorded."""
    row = demands.published(community_of(owner), "15000.00")
    office = tenders.Office.of(row.community)
    tender = tenders.prepared(office, row, method="resident_implemented")
    tenders.offered(tender, office)
    return {"slug": tender.number}


def community_place(owner: Membership) -> dict[str, Any]:
    """The person's community, or one of the district."""
    return {"pk": community_of(owner).pk}


def question(owner: Membership) -> dict[str, Any]:
    """An open question about a call in the person's community."""
    tender = _tender(owner, TenderState.PREPARING)
    now = clock.now()
    row = Query.objects.create(tender=tender, asked_by=owner.user, text="几次付款?", asked_at=now, due_at=now)
    return {"pk": row.pk}


OBJECTS = {
    "demand": demand,
    "own_draft": own_draft,
    "residents_proposal": residents_proposal,
    "proposal": proposal,
    "public_record": public_record,
    "published_demand": published_demand,
    "community_place": community_place,
    "batch": batch,
    "published_batch": published_batch,
    "batch_item": batch_item,
    "match": match,
    "demand_checkpoint": checkpoint,
    "finding": finding,
    "draft_tender": draft_tender,
    "reviewed_tender": reviewed_tender,
    "running_tender": running_tender,
    "statutory_tender": statutory_tender,
    "tender_to_check": tender_to_check,
    "open_tender_to_check": open_tender_to_check,
    "questionable_tender": questionable_tender,
    "split_tender": split_tender,
    "direct_tender": direct_tender,
    "question": question,
}
