"""The portal's addresses and those of the test pages."""

from django.urls import path

from marketplace.urls import handler400, handler403, handler404, handler500
from marketplace.urls import urlpatterns as portal
from tests.ui import pages

urlpatterns = [
    path("test/closed/", pages.Closed.as_view()),
    path("test/signed-in/", pages.SignedIn.as_view()),
    path("test/places/", pages.PlaceList.as_view()),
    path("test/places/<int:pk>/", pages.PlacePage.as_view()),
    path("test/places/<int:pk>/close/", pages.Close.as_view()),
    path("test/spend/", pages.Spend.as_view()),
    path("test/raises/<str:kind>/", pages.Raises.as_view()),
    *portal,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
