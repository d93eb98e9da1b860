from django.urls import path

from tendering.awards.views import challenging, complaining, deciding, hints, objecting, reading

app_name = "awards"
urlpatterns = [
    path("", reading.ResultList.as_view(), name="list"),
    path("propose/<str:slug>/", deciding.Propose.as_view(), name="propose"),
    path("objections/<int:pk>/answer/", objecting.AnswerObjection.as_view(), name="answer"),
    path("objections/<int:pk>/complain/", complaining.Complain.as_view(), name="complain"),
    path("complaints/<int:pk>/examine/", complaining.Examine.as_view(), name="examine"),
    path("complaints/<int:pk>/decide/", complaining.Decide.as_view(), name="decide"),
    path("challenges/<int:pk>/answer/", challenging.AnswerChallenge.as_view(), name="answer_challenge"),
    path("hints/<str:slug>/", hints.Hints.as_view(), name="hints"),
    path("hints/<int:pk>/answer/", hints.AnswerHint.as_view(), name="answer_hint"),
    path("hints/<int:pk>/decide/", hints.DecideHint.as_view(), name="decide_hint"),
    path("hints/<int:pk>/reopen/", hints.ReopenHint.as_view(), name="reopen_hint"),
    path("remedies/<str:slug>/", challenging.Remedies.as_view(), name="remedies"),
    path("remedies/<str:slug>/challenge/", challenging.Challenge.as_view(), name="challenge"),
    path("letters/<int:pk>/", reading.LetterPage.as_view(), name="letter"),
    path("letters/<int:pk>.pdf", reading.LetterPDF.as_view(), name="letter_pdf"),
    path("<str:slug>/", reading.ResultPage.as_view(), name="detail"),
    path("<str:slug>/publicise/", deciding.Publicise.as_view(), name="publicise"),
    path("<str:slug>/object/", objecting.ObjectToAward.as_view(), name="object"),
    path("<str:slug>/confirm/", deciding.ConfirmAward.as_view(), name="confirm"),
    path("<str:slug>/letters/", deciding.SendLetters.as_view(), name="letters"),
    path("<str:slug>/refuse/", deciding.RefuseAward.as_view(), name="refuse"),
    path("<str:slug>/recheck/", deciding.Recheck.as_view(), name="recheck"),
    path("<str:slug>/annul/", deciding.AnnulAward.as_view(), name="annul"),
    path("<str:slug>/renew-signing/", deciding.RenewSigning.as_view(), name="renew_signing"),
    path("<str:slug>/next/", deciding.NextInRank.as_view(), name="next"),
    path("<str:slug>/relaunch/", deciding.Relaunch.as_view(), name="relaunch"),
]
