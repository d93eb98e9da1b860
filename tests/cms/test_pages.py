"""Pages that people write: by curators in the admin, found by everybody as long as everybody may read them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from cms import documents
from cms.models import NoticePage
from cms.services import RIGHTS
from marketplace import clock
from marketplace.accounts import admin_rights
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services.access import refresh_groups
from marketplace.audit.models import Entry
from search import audience, engines, registry
from search.query import Query
from search.services import keeping
from tests.cms.pages import curator, form, home, notice
from tests.search.found_places import deliver

pytestmark = pytest.mark.django_db
WORDS = "绿化"


def found(words: str = WORDS) -> list[int]:
    """Pages that everybody finds, once the worker has done what waits."""
    deliver()
    query = Query(audience.EVERYBODY, words, kinds=("page",))
    return sorted(hit.key for hit in engines.engine().find(query).hits)


def test_a_curator_publishes_a_notice_and_everybody_finds_it() -> None:
    client, _member = curator()
    typed = form("关于老旧院落绿化的通知", "各社区请于九月前申报。", **{"action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:add", args=["cms", "noticepage", home().pk]), typed)
    assert response.status_code == 302, response.context["form"].errors
    page = NoticePage.objects.get()
    assert page.live
    assert found() == found("社区 申报") == [page.pk]
    answer = Client().get(reverse("search:page"), {"q": WORDS})
    (hit,) = answer.context["found"]
    assert (hit.title, hit.line.url) == (page.title, "/notice-1/")
    assert "各社区请于九月前申报。" in Client().get(hit.line.url).content.decode()
    acts = Entry.objects.filter(act="cms.page.changed", object_id=str(page.pk))
    assert {json.loads(entry.body)["parameters"]["action"] for entry in acts} >= {"wagtail.create", "wagtail.publish"}
    assert {entry.model for entry in acts} == {"wagtailcore.page"}


def test_a_draft_is_found_by_nobody_and_a_change_when_it_is_published() -> None:
    client, _member = curator()
    page = notice("关于绿化的通知", live=False)
    assert found() == []
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, form("关于绿化的通知", "一", **{"action-publish": "1"}))
    assert found() == [page.pk]
    client.post(edit, form("关于充电的通知", "一"))
    assert (found(), found("充电")) == ([page.pk], [])
    client.post(edit, form("关于充电的通知", "一", **{"action-publish": "1"}))
    assert (found(), found("充电")) == ([], [page.pk])


def unpublish(client: Client, page: Page) -> None:
    """With everything below it."""
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {"include_descendants": "on"})


def restrict(client: Client, page: Page) -> None:
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})


def move(client: Client, page: Page) -> None:
    """Into a part that is not for everybody."""
    private = notice("内部")
    restrict(client, private)
    assert found() != []
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, private.pk]))


def delete(client: Client, page: Page) -> None:
    page.delete()


@pytest.mark.parametrize("act", [unpublish, restrict, move, delete])
def test_what_not_everybody_may_read_any_more_is_found_by_nobody_with_all_below(
    act: Callable[[Client, Page], None],
) -> None:
    client, _member = curator()
    page = notice("关于绿化的通知")
    below = notice("绿化办法", below=page)
    assert found() == [page.pk, below.pk]
    act(client, Page.objects.get(pk=page.pk))
    assert found() == []


def test_what_becomes_public_again_is_found_again() -> None:
    page = notice("关于绿化的通知")
    below = notice("绿化办法", below=page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="1")
    assert found() == []
    restriction.delete()
    assert found() == [page.pk, below.pk]


def test_a_page_that_became_private_is_not_shown_before_the_index_knows() -> None:
    page = notice("关于绿化的通知")
    assert found() == [page.pk]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert documents.lines([page.pk], None) == {}
    assert Client().get(reverse("search:page"), {"q": WORDS}).context["found"] == []


def test_the_index_compares_pages_like_everything_else() -> None:
    page = notice("关于绿化的通知")
    found()
    NoticePage.objects.filter(pk=page.pk).update(title="关于充电的通知")
    assert keeping.fill("page", lambda _number: None) == 1
    assert (found(), found("充电")) == ([], [page.pk])
    assert registry.sources()["page"].every_key() == [page.pk], "not the home page, not the root"


def test_the_rights_of_curators_follow_their_role() -> None:
    client, member = curator()
    page = notice("关于绿化的通知")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
    Membership.objects.filter(pk=member.pk).update(to_date=clock.today())
    accounts_services.sync_access(member.user)
    assert client.get(edit).status_code in (302, 403)


def test_page_rights_are_given_with_the_group_and_not_to_each_of_its_people() -> None:
    curator()
    group = Group.objects.get(name=admin_rights.group_name(Role.CURATOR))
    page_rights = GroupPagePermission.objects.filter(group=group, page=home().pk)
    assert set(page_rights.values_list("permission__codename", flat=True)) == set(RIGHTS)
    page_rights.delete()
    client, _member = curator()
    edit = reverse("wagtailadmin_pages:edit", args=[notice("关于绿化的通知").pk])
    assert client.get(edit).status_code in (302, 403)
    refresh_groups()
    assert client.get(edit).status_code == 200


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.OPERATOR])
def test_others_who_enter_the_admin_write_no_pages(role: Role) -> None:
    client, _member = curator(role)
    page = notice("关于绿化的通知")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code in (302, 403)
    assert client.get(reverse("wagtailadmin_pages:add", args=["cms", "noticepage", home().pk])).status_code in (
        302,
        403,
    )
