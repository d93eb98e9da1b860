from django.urls import path

from tendering.bids.views import opening, own, sealing, sections

app_name = "bids"
urlpatterns = [
    path("mine/", own.OwnBids.as_view(), name="mine"),
    path("receipts/<str:slug>/", own.Receipt.as_view(), name="receipt"),
    path("opened/<int:pk>/", opening.OpenedPage.as_view(), name="opened"),
    path("opened/<int:pk>/qualify/", opening.Qualify.as_view(), name="qualify"),
    path("<str:slug>/", own.Workspace.as_view(), name="workspace"),
    path("<str:slug>/start/", own.Start.as_view(), name="start"),
    path("<str:slug>/discard/", own.Discard.as_view(), name="discard"),
    path("<str:slug>/withdraw/", own.Withdraw.as_view(), name="withdraw"),
    path("<str:slug>/price/", sections.PricePage.as_view(), name="price"),
    path("<str:slug>/plan/", sections.PlanPage.as_view(), name="plan"),
    path("<str:slug>/team/", sections.TeamPage.as_view(), name="team"),
    path("<str:slug>/facts/", sections.FactsPage.as_view(), name="facts"),
    path("<str:slug>/files/", sections.FilesPage.as_view(), name="files"),
    path("<str:slug>/files/<uuid:key>/remove/", sections.RemoveFile.as_view(), name="remove_file"),
    path("<str:slug>/check/", sealing.Check.as_view(), name="check"),
    path("<str:slug>/opening/", opening.OpeningPage.as_view(), name="opening"),
    path("<str:slug>/opening/confirm/", opening.ConfirmOpening.as_view(), name="confirm_opening"),
    path("<str:slug>/record/", opening.RecordPage.as_view(), name="record"),
]
