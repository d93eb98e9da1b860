from django.urls import URLPattern, URLResolver, path

from marketplace.rulebook import views

app_name = "rulebook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.RulesIndex.as_view(), name="index"),
    path("calendar/", views.CalendarPage.as_view(), name="calendar"),
    path("calendar/<int:year>/", views.CalendarPage.as_view(), name="calendar_year"),
    path("catalogue/", views.CataloguePage.as_view(), name="catalogue"),
    path("domains/", views.DomainsPage.as_view(), name="domains"),
    path("<int:pk>/", views.RuleSetPage.as_view(), name="rule_set"),
    path("<int:pk>/changes-from/<int:other>/", views.ComparePage.as_view(), name="compare"),
]
