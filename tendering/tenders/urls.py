from django.urls import path

from tendering.tenders.views import acting, checking, contact, letting, reading

app_name = "tenders"
urlpatterns = [
    path("", reading.CallList.as_view(), name="list"),
    path("how/", letting.LettingPage.as_view(), name="how"),
    path("new/<str:slug>/", acting.PrepareTender.as_view(), name="new"),
    path("questions/<int:pk>/answer/", contact.Answer.as_view(), name="answer"),
    path("<str:slug>/", reading.CallPage.as_view(), name="detail"),
    path("<str:slug>/edit/", acting.EditTender.as_view(), name="edit"),
    path("<str:slug>/submit/", acting.SubmitDocs.as_view(), name="submit"),
    path("<str:slug>/return/", acting.ReturnDocs.as_view(), name="return"),
    path("<str:slug>/announce/", acting.Announce.as_view(), name="announce"),
    path("<str:slug>/checklist/", checking.TickChecklist.as_view(), name="checklist"),
    path("<str:slug>/findings/", checking.AnswerFindings.as_view(), name="findings"),
    path("<str:slug>/splitting/", checking.WriteSplitting.as_view(), name="splitting"),
    path("<str:slug>/amend/", acting.Amend.as_view(), name="amend"),
    path("<str:slug>/cancel/", acting.Cancel.as_view(), name="cancel"),
    path("<str:slug>/suspend/", acting.Suspend.as_view(), name="suspend"),
    path("<str:slug>/resume/", acting.Resume.as_view(), name="resume"),
    path("<str:slug>/ask/", contact.Ask.as_view(), name="ask"),
    path("<str:slug>/obtain/", contact.Obtain.as_view(), name="obtain"),
    path("<str:slug>/invite/", contact.Invite.as_view(), name="invite"),
    path("<str:slug>/reply/", contact.Reply.as_view(), name="reply"),
    path("<str:slug>/offer/", contact.RecordOffer.as_view(), name="offer"),
    path("<str:slug>/resolution/", contact.RecordResolution.as_view(), name="resolution"),
    path("<str:slug>/countersign/", contact.CountersignResolution.as_view(), name="countersign"),
]
