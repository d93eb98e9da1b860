from django.urls import path

from tendering.overview.views import workbench

app_name = "overview"
urlpatterns = [path("workbench/", workbench.Workbench.as_view(), name="workbench")]
