"""View bases: pages, objects, acts, lists. All of them ask `request.membership` for the role."""

from marketplace.ui.views.acts import ActView, ObjectActView
from marketplace.ui.views.columns import Column, Kind
from marketplace.ui.views.lists import ListPage
from marketplace.ui.views.pages import DetailPage, Page

__all__ = ["ActView", "Column", "DetailPage", "Kind", "ListPage", "ObjectActView", "Page"]
