from django.urls import path

from tendering.bids.views import opening, own, rounds, sealing, sections

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
    path("<str:slug>/rounds/<int:round>/", rounds.RoundPage.as_view(), name="round"),
    path("<str:slug>/rounds/<int:round>/start/", own.Start.as_view(), name="round_start"),
    path("<str:slug>/rounds/<int:round>/discard/", own.Discard.as_view(), name="round_discard"),
    path("<str:slug>/rounds/<int:round>/withdraw/", own.Withdraw.as_view(), name="round_withdraw"),
    path("<str:slug>/rounds/<int:round>/price/", sections.PricePage.as_view(), name="round_price"),
    path("<str:slug>/rounds/<int:round>/plan/", sections.PlanPage.as_view(), name="round_plan"),
    path("<str:slug>/rounds/<int:round>/files/", sections.FilesPage.as_view(), name="round_files"),
    path(
        "<str:slug>/rounds/<int:round>/files/<uuid:key>/remove/",
        sections.RemoveFile.as_view(),
        name="round_remove_file",
    ),
    path("<str:slug>/rounds/<int:round>/check/", sealing.Check.as_view(), name="round_check"),
    path("<str:slug>/rounds/<int:round>/opening/", rounds.RoundOpeningPage.as_view(), name="round_opening"),
    path(
        "<str:slug>/rounds/<int:round>/opening/confirm/",
        rounds.ConfirmRound.as_view(),
        name="round_confirm_opening",
    ),
    path("<str:slug>/rounds/<int:round>/record/", rounds.RoundRecord.as_view(), name="round_record"),
]
