from django.urls import path

from tendering.overview.views import district, project, workbench

app_name = "overview"
urlpatterns = [
    path("workbench/", workbench.Workbench.as_view(), name="workbench"),
    path("workbench/district/", district.DistrictOverview.as_view(), name="district"),
    path("projects/<str:slug>/", project.ProjectPage.as_view(), name="project"),
]
