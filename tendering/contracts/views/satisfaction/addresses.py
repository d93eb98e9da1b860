"""Addresses of the residents' verdict; `urls.py` takes them in before the contract's own."""

from django.urls import URLPattern, path

from tendering.contracts.views.satisfaction import answering, mending, naming, reading

SATISFACTION: list[URLPattern] = [
    path("panel/members/<int:pk>/unseat/", naming.Unseat.as_view(), name="satisfaction_unseat"),
    path("panel/members/<int:pk>/resend/", naming.Resend.as_view(), name="satisfaction_resend"),
    path("panel/remarks/<uuid:pk>/", reading.AnswerRemark.as_view(), name="remark_answer"),
    path("panel/<str:slug>/", reading.PanelPage.as_view(), name="satisfaction"),
    path("panel/<str:slug>/seat/", naming.Seat.as_view(), name="satisfaction_seat"),
    path("panel/<str:slug>/add/", naming.Add.as_view(), name="satisfaction_add"),
    path("panel/<str:slug>/draw/", naming.Draw.as_view(), name="satisfaction_draw"),
    path("panel/<str:slug>/open/", naming.OpenPanel.as_view(), name="satisfaction_open"),
    path("panel/<str:slug>/discard/", naming.Discard.as_view(), name="satisfaction_discard"),
    path("panel/<str:slug>/slips/", naming.Slips.as_view(), name="satisfaction_slips"),
    path("panel/<str:slug>/certify/", naming.Certify.as_view(), name="satisfaction_certify"),
    path("panel/<str:slug>/reject/", naming.Reject.as_view(), name="satisfaction_reject"),
    path("panel/<str:slug>/answer/", answering.Judge.as_view(), name="satisfaction_answer"),
    path("panel/<str:slug>/survey/", answering.Survey.as_view(), name="satisfaction_survey"),
    path("panel/<str:slug>/receipt/", answering.CheckReceipt.as_view(), name="satisfaction_receipt"),
    path("rectification/<int:pk>/", reading.RectificationPage.as_view(), name="rectification"),
    path("rectification/<int:pk>/plan/", mending.SubmitPlan.as_view(), name="rectification_plan"),
    path("rectification/<int:pk>/agree/", mending.AgreePlan.as_view(), name="rectification_agree"),
    path("rectification/<int:pk>/return-plan/", mending.ReturnPlan.as_view(), name="rectification_return_plan"),
    path("rectification/<int:pk>/report/", mending.Report.as_view(), name="rectification_report"),
    path("rectification/<int:pk>/check/", mending.Check.as_view(), name="rectification_check"),
    path("rectification/<int:pk>/return/", mending.ReturnReport.as_view(), name="rectification_return"),
    path("rectification/<int:pk>/reduce/", mending.Reduce.as_view(), name="rectification_reduce"),
    path("<str:slug>/panel/", naming.CreatePanel.as_view(), name="satisfaction_new"),
]
