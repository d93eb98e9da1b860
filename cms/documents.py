"""What is found of pages: those that everybody may read, whatever their type, as their `search_fields` say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from catalog import facets
from cms.models import HomePage, NoticePage, PageKind
from marketplace.accounts.models import Membership
from marketplace.ui.text import Text
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing

KIND = Kind("page", version=2, keywords=(facets.TYPE,))
# Pages of a type that has no kinds of its own.
OTHER = "page"
TYPES: Mapping[str, Text] = {**dict(PageKind.choices), OTHER: _("Other page")}
# Where a page was never published by anybody, but came with the portal.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def readable() -> PageQuerySet:
    """Pages that everybody may read now, but the one that every other page leads to."""
    return below_sites(Page.objects.live().public().not_type(HomePage))


def public() -> PageQuerySet:
    """The same, each of its own type."""
    return readable().specific()


def below_sites(pages: PageQuerySet) -> PageQuerySet:
    """Those that have an address."""
    return pages.filter(reduce(or_, map(Page.objects.descendant_of_q, _roots()), Q(pk__in=())))


def _roots() -> list[Page]:
    """Where the sites begin: outside of them a page has no address."""
    return [site.root_page for site in Site.objects.select_related("root_page").order_by("pk")]


def document(page: Page) -> Document:
    """One page of `public`, of its own type."""
    return Document(
        kind=KIND.name,
        key=page.pk,
        at=page.first_published_at or ALWAYS,
        audience=audience.EVERYBODY,
        title=page.title,
        body="\n".join(said(page)),
        keywords={facets.TYPE: (page.kind if isinstance(page, NoticePage) else OTHER,)},
    )


def said(page: Page) -> Iterator[str]:
    """The text of every field by which Wagtail's own search finds a page, its title aside."""
    for field in page.get_searchable_search_fields():
        if field.field_name != "title":
            value = field.get_value(page)
            yield from (str(part) for part in (value if isinstance(value, list) else [value]) if part)


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page; these pages are the same for everybody."""
    del member
    # As `public`, for few pages in one question.
    path = ExpressionWrapper(OuterRef("path"), CharField())
    closed = PageViewRestriction.objects.annotate(asked=path).filter(asked__startswith=F("page__path"))
    rows = Page.objects.live().not_type(HomePage).filter(~Exists(closed), pk__in=keys)
    rows = rows.annotate(of_kind=F("noticepage__kind"))
    # A page outside of every site has no address; Wagtail remembers where the sites begin.
    addresses = {row: url for row in rows if (url := row.get_url())}
    return {
        row.pk: Line(url=url, kind=TYPES[row.of_kind or OTHER], since=row.first_published_at)
        for row, url in addresses.items()
    }


def register() -> None:
    """Called once, when all apps are loaded."""
    registry.add_source(Source(KIND, public, document, {"wagtailcore.page": ("pk",)}))
    showing.add_kind(KIND.name, Showing(_("Notices and pages"), lines))
    showing.add_values(facets.TYPE, TYPES)
