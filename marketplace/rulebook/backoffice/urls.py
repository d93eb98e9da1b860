"""Addresses below Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from marketplace.rulebook.backoffice import drafts, items

app_name = "rulebook_admin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", drafts.Index.as_view(), name="index"),
    path("<int:pk>/draft/", drafts.StartDraft.as_view(), name="start"),
    path(
        "drafts/<int:pk>/",
        include(
            [
                path("", drafts.DraftPage.as_view(), name="draft"),
                path("part/<str:part>/", drafts.EditPart.as_view(), name="part"),
                path("put-in-force/", drafts.PutInForce.as_view(), name="put_in_force"),
                path("discard/", drafts.Discard.as_view(), name="discard"),
                path("items/", items.Items.as_view(), name="items"),
                path("items/add/", items.SaveItem.as_view(), name="item_add"),
                path("items/<str:code>/", items.SaveItem.as_view(), name="item"),
                path("items/<str:code>/remove/", items.RemoveItem.as_view(), name="item_remove"),
                path("categories/<str:category>/", items.RenameCategory.as_view(), name="category"),
            ]
        ),
    ),
]
