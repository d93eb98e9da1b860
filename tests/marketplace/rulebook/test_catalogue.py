"""Catalogue and domains: changed in drafts, kept in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput, Refusal, StaleVersion
from marketplace.rulebook import queries, services
from marketplace.rulebook.models import RuleSet, ServiceDomain
from marketplace.rulebook.permissions import SamePerson
from marketplace.rulebook.services import ItemData
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def item_data() -> ItemData:
    return ItemData("A", "A10", "临终关怀", "end-of-life care", "service", "community_building", ("elderly", "health"))


class TestCatalogue:
    """The catalogue of a draft changes, the one in force does not."""

    def test_an_item_is_added_to_the_draft_only(self, office: Office, item_data: ItemData) -> None:
        draft = office.draft()
        services.save_item(by=office.drafter, draft=draft, data=item_data)
        draft.refresh_from_db()
        assert draft.catalogue.items.count() == 37
        assert queries.scope_items().count() == 36
        services.put_in_force(by=office.colleague, draft=draft, revision=draft.revision, reason="新增")
        assert queries.scope_items(draft.effective_from).count() == 37

    def test_an_item_keeps_its_code_over_versions(self, office: Office, item_data: ItemData) -> None:
        draft = office.draft()
        item = queries.scope_items().get(code="A1")
        renamed = ItemData("A", "A1", "养老", "elderly care", "service", "community_building", ("elderly",))
        saved = services.save_item(by=office.drafter, draft=draft, data=renamed, item=item)
        item.refresh_from_db()
        assert (saved.code, saved.name_zh, item.name_zh) == ("A1", "养老", "为老服务与居家养老")
        assert saved.pk != item.pk

    @pytest.mark.requirement("R16")
    def test_the_last_item_of_a_class_cannot_go(self, office: Office) -> None:
        draft = office.draft()
        first, *others = queries.scope_items().filter(chengdu_class="volunteering")
        for item in others:
            services.remove_item(by=office.drafter, draft=draft, item=item, reason="合并")
        with pytest.raises(InvalidInput, match="class_without_item"):
            services.remove_item(by=office.drafter, draft=draft, item=first, reason="合并")
        draft.refresh_from_db()
        assert draft.catalogue.items.filter(chengdu_class="volunteering").count() == 1

    @pytest.mark.requirement("R16")
    def test_the_last_item_of_a_class_cannot_change_class(self, office: Office) -> None:
        draft = office.draft()
        items = list(queries.scope_items().filter(chengdu_class="party_service"))
        for item in items[1:]:
            services.remove_item(by=office.drafter, draft=draft, item=item, reason="合并")
        moved = ItemData("A", items[0].code, "帮扶", "relief", "service", "environment", ("assistance",))
        with pytest.raises(InvalidInput, match="class_without_item"):
            services.save_item(by=office.drafter, draft=draft, data=moved, item=items[0])

    def test_codes_are_unique_and_domains_needed(self, office: Office, item_data: ItemData) -> None:
        draft = office.draft()
        with pytest.raises(InvalidInput, match="code_taken"):
            services.save_item(by=office.drafter, draft=draft, data=replace(item_data, code="A1"))
        with pytest.raises(InvalidInput, match="no_domain"):
            services.save_item(by=office.drafter, draft=draft, data=replace(item_data, domain_codes=()))

    def test_a_category_is_renamed_in_the_draft(self, office: Office) -> None:
        draft = office.draft()
        category = office.current.catalogue.categories.get(code="A")
        own = services.rename_category(
            by=office.drafter, draft=draft, category=category, name_zh="民生", name_en="living"
        )
        category.refresh_from_db()
        assert (own.name_zh, category.name_zh) == ("民生", "民生服务")


class TestDomains:
    """Domains are switched off, never deleted."""

    def test_a_domain_in_use_stays_on(self, office: Office) -> None:
        domain = ServiceDomain.objects.get(code="elderly")
        with pytest.raises(Refusal, match="domain_in_use"):
            services.save_domain(
                by=office.drafter, domain=domain, code="elderly", name_zh="养老", name_en="x", is_active=False
            )

    def test_a_new_domain_can_be_added_and_switched_off(self, office: Office) -> None:
        domain = services.save_domain(by=office.drafter, code="pets", name_zh="宠物文明", name_en="pets")
        services.save_domain(
            by=office.drafter, domain=domain, code="pets", name_zh="宠物文明", name_en="pets", is_active=False
        )
        assert not queries.service_domains().filter(code="pets").exists()
        with pytest.raises(InvalidInput, match="code_taken"):
            services.save_domain(by=office.drafter, code="pets", name_zh="宠物", name_en="pets")


def test_an_item_stands_in_a_known_category_and_class(office: Office, item_data: ItemData) -> None:
    draft = office.draft()
    for data in (replace(item_data, category_code="Z"), replace(item_data, chengdu_class="leisure")):
        with pytest.raises(InvalidInput, match="unknown_code"):
            services.save_item(by=office.drafter, draft=draft, data=data)


def change(office: Office, draft: RuleSet, act: str, by: Membership, data: ItemData) -> None:
    """One of the acts that write in the catalogue of a draft."""
    current = office.current.catalogue
    if act == "item":
        services.save_item(by=by, draft=draft, data=data)
    elif act == "removal":
        services.remove_item(by=by, draft=draft, item=current.items.get(code="A2"), reason="合并")
    else:
        category = current.categories.get(code="A")
        services.rename_category(by=by, draft=draft, category=category, name_zh="民生", name_en="living")


@pytest.mark.parametrize("act", ["item", "removal", "category"])
def test_whoever_changes_the_catalogue_after_others_does_not_put_it_in_force(
    office: Office, item_data: ItemData, act: str
) -> None:
    """Also once the draft has a catalogue of its own."""
    draft = office.draft()
    category = office.current.catalogue.categories.get(code="B")
    services.rename_category(by=office.drafter, draft=draft, category=category, name_zh="公益", name_en="good")
    change(office, draft, act, office.colleague, item_data)
    draft.refresh_from_db()
    with pytest.raises(SamePerson):
        services.put_in_force(by=office.colleague, draft=draft, revision=draft.revision, reason="新增")


@pytest.mark.parametrize("act", ["item", "removal", "category"])
def test_a_catalogue_changed_meanwhile_is_not_put_in_force_unseen(
    office: Office, item_data: ItemData, act: str
) -> None:
    draft = office.draft()
    category = office.current.catalogue.categories.get(code="B")
    services.rename_category(by=office.drafter, draft=draft, category=category, name_zh="公益", name_en="good")
    draft.refresh_from_db()
    seen = draft.revision
    change(office, draft, act, office.drafter, item_data)
    with pytest.raises(StaleVersion):
        services.put_in_force(by=office.colleague, draft=draft, revision=seen, reason="新增")
