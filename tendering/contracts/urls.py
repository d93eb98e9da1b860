from django.urls import path

from tendering.contracts.views import acting, delivery, payments, reading
from tendering.contracts.views.satisfaction.addresses import SATISFACTION

app_name = "contracts"
urlpatterns = [
    path("", reading.ContractList.as_view(), name="list"),
    path("new/<str:slug>/", acting.DraftContract.as_view(), name="new"),
    path("milestones/<int:pk>/begin/", delivery.BeginMilestone.as_view(), name="milestone_begin"),
    path("milestones/<int:pk>/report/", delivery.ReportMilestone.as_view(), name="milestone_report"),
    path("milestones/<int:pk>/verify/", delivery.VerifyMilestone.as_view(), name="milestone_verify"),
    path("milestones/<int:pk>/return/", delivery.ReturnMilestone.as_view(), name="milestone_return"),
    path("amendments/<int:pk>/agree/", delivery.AgreeAmendment.as_view(), name="amendment_agree"),
    path("amendments/<int:pk>/approve/", delivery.ApproveAmendment.as_view(), name="amendment_approve"),
    path("amendments/<int:pk>/reject/", delivery.RejectAmendment.as_view(), name="amendment_reject"),
    path("acceptances/<int:pk>/call/", delivery.CallTeam.as_view(), name="acceptance_call"),
    path("acceptances/<int:pk>/opinion/", delivery.GiveOpinion.as_view(), name="acceptance_opinion"),
    path("acceptances/<int:pk>/conclude/", delivery.ConcludeAcceptance.as_view(), name="acceptance_conclude"),
    path("stages/<int:pk>/request/", payments.RequestPayment.as_view(), name="payment_request"),
    path("payments/<int:pk>/", payments.PaymentPage.as_view(), name="payment"),
    path("payments/<int:pk>/check/", payments.CheckPayment.as_view(), name="payment_check"),
    path("payments/<int:pk>/approve/", payments.ApprovePayment.as_view(), name="payment_approve"),
    path("payments/<int:pk>/pay/", payments.RecordPayment.as_view(), name="payment_pay"),
    path("payments/<int:pk>/reject/", payments.RejectPayment.as_view(), name="payment_reject"),
    path("payments/<int:pk>/withhold/", payments.WithholdPayment.as_view(), name="payment_withhold"),
    path("payments/<int:pk>/resume/", payments.ResumePayment.as_view(), name="payment_resume"),
    path("payments/<int:pk>/reverse/", payments.ReversePayment.as_view(), name="payment_reverse"),
    *SATISFACTION,
    path("<str:slug>/", reading.ContractPage.as_view(), name="detail"),
    path("<str:slug>/edit/", acting.EditDraft.as_view(), name="edit"),
    path("<str:slug>/sign/", acting.SignContract.as_view(), name="sign"),
    path("<str:slug>/scan/", acting.HandInScan.as_view(), name="scan"),
    path("<str:slug>/start/", acting.StartContract.as_view(), name="start"),
    path("<str:slug>/amend/", delivery.AskAmendment.as_view(), name="amend"),
    path("<str:slug>/accept/", delivery.RequestAcceptance.as_view(), name="acceptance_request"),
    path("<str:slug>/publications/", acting.LogPublication.as_view(), name="announce"),
    path("<str:slug>/suspend/", acting.SuspendContract.as_view(), name="suspend"),
    path("<str:slug>/resume/", acting.ResumeContract.as_view(), name="resume"),
    path("<str:slug>/terminate/", acting.TerminateContract.as_view(), name="terminate"),
    path("<str:slug>/close/", acting.CloseContract.as_view(), name="close"),
]
