from django.urls import path

from tendering.evaluation.views import (
    bid,
    convening,
    draws,
    finishing,
    low_quotes,
    own,
    reading,
    report,
    seat,
    work,
)

app_name = "evaluation"
urlpatterns = [
    path("", reading.EvaluationList.as_view(), name="list"),
    path("own/", own.OwnPage.as_view(), name="own"),
    path("seats/<int:pk>/replace/", convening.Replace.as_view(), name="replace"),
    path("seats/<int:pk>/work/", work.MarkWork.as_view(), name="work"),
    path("low-quotes/<int:pk>/answer/", low_quotes.Answer.as_view(), name="answer"),
    path("low-quotes/<int:pk>/decide/", low_quotes.Decide.as_view(), name="decide"),
    path("<str:slug>/", reading.EvaluationPage.as_view(), name="detail"),
    path("<str:slug>/convene/", convening.Convene.as_view(), name="convene"),
    path("<str:slug>/attendance/", work.Attendance.as_view(), name="attendance"),
    path("<str:slug>/fill/", convening.FillSeats.as_view(), name="fill"),
    path("<str:slug>/draws/", draws.DrawsPage.as_view(), name="draws"),
    path("<str:slug>/decline/", seat.Decline.as_view(), name="decline"),
    path("<str:slug>/declare/", seat.Declare.as_view(), name="declare"),
    path("<str:slug>/recuse/", seat.Recuse.as_view(), name="recuse"),
    path("<str:slug>/sheet/", seat.Sheet.as_view(), name="sheet"),
    path("<str:slug>/deviation/", seat.Deviation.as_view(), name="deviation"),
    path("<str:slug>/rank/", finishing.Rank.as_view(), name="rank"),
    path("<str:slug>/sign/", finishing.SignReport.as_view(), name="sign"),
    path("<str:slug>/report/", report.ReportPage.as_view(), name="report"),
    path("<str:slug>/report.pdf", report.ReportPDF.as_view(), name="report_pdf"),
    path("<str:slug>/bids/<uuid:bid>/", bid.BidPage.as_view(), name="bid"),
    path("<str:slug>/low-quote/<uuid:bid>/", low_quotes.Ask.as_view(), name="ask"),
]
