"""Addresses below /search/."""

from django.urls import URLPattern, URLResolver, path

from search.views.page import SearchPage

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", SearchPage.as_view(), name="page"),
]
