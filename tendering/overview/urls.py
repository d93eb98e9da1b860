from django.urls import path

from tendering.overview.views import project, workbench

app_name = "overview"
urlpatterns = [
    path("workbench/", workbench.Workbench.as_view(), name="workbench"),
    path("projects/<str:slug>/", project.ProjectPage.as_view(), name="project"),
]
