from django.urls import URLPattern, URLResolver, path

from cms.views import NoticeList

app_name = "cms"
urlpatterns: list[URLPattern | URLResolver] = [path("notices/", NoticeList.as_view(), name="notices")]
