from django.urls import URLPattern, URLResolver, path

from marketplace.notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("read/", views.MarkAllRead.as_view(), name="read_all"),
    path("preferences/", views.Preferences.as_view(), name="preferences"),
    path("<int:pk>/", views.Open.as_view(), name="open"),
    path("<int:pk>/read/", views.MarkRead.as_view(), name="read"),
]
