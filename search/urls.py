"""Addresses below /search/."""

from django.urls import URLPattern, URLResolver, path

from search.views.files import DeadlinesOfSearch, FeedOfSearch
from search.views.page import SearchPage
from search.views.suggestions import Suggestions

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", SearchPage.as_view(), name="page"),
    path("suggest/", Suggestions.as_view(), name="suggest"),
    path("feed.atom", FeedOfSearch.as_view(), name="feed"),
    path("deadlines.ics", DeadlinesOfSearch.as_view(), name="deadlines"),
]
