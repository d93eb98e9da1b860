"""Addresses below /search/."""

from django.urls import URLPattern, URLResolver, path

from search.views import saved
from search.views.files import DeadlinesOfSearch, FeedOfSearch
from search.views.page import SearchPage
from search.views.suggestions import Suggestions

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", SearchPage.as_view(), name="page"),
    path("suggest/", Suggestions.as_view(), name="suggest"),
    path("feed.atom", FeedOfSearch.as_view(), name="feed"),
    path("deadlines.ics", DeadlinesOfSearch.as_view(), name="deadlines"),
    path("saved/", saved.MySearches.as_view(), name="saved"),
    path("saved/new/", saved.SaveSearch.as_view(), name="save"),
    path("saved/<int:pk>/", saved.OpenSaved.as_view(), name="open"),
    path("saved/<int:pk>/change/", saved.ChangeSaved.as_view(), name="change"),
    path("saved/<int:pk>/delete/", saved.DeleteSaved.as_view(), name="delete"),
    path("unsubscribe/<str:token>/", saved.Unsubscribe.as_view(), name="unsubscribe"),
]
