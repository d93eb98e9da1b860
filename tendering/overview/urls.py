from django.urls import path

from tendering.overview.views import agenda, district, fairness, project, publicity, records, workbench

app_name = "overview"
urlpatterns = [
    path("calendar/", agenda.CalendarPage.as_view(), name="calendar"),
    path("calendar/calls.ics", agenda.Feed.as_view(), name="feed"),
    path("calendar/<str:slug>.ics", agenda.TenderCalendar.as_view(), name="tender_calendar"),
    path("workbench/", workbench.Workbench.as_view(), name="workbench"),
    path("workbench/district/", district.DistrictOverview.as_view(), name="district"),
    path("workbench/fairness/", fairness.Fairness.as_view(), name="fairness"),
    path("projects/<str:slug>/", project.ProjectPage.as_view(), name="project"),
    path("projects/<str:slug>/publicity/", publicity.PublicityLog.as_view(), name="publicity"),
    path("projects/<str:slug>/records/", records.RecordList.as_view(), name="records"),
    path("records/<slug:kind>/<int:pk>/", records.RecordPage.as_view(), name="record"),
    path("records/<slug:kind>/<int:pk>.pdf", records.RecordPDF.as_view(), name="record_pdf"),
]
