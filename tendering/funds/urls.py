from django.urls import URLPattern, URLResolver, path

from tendering.funds.views import account, allocations, overview, plans, rates, transfers, year

app_name = "funds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.Overview.as_view(), name="overview"),
    path("accounts/", year.AccountList.as_view(), name="accounts"),
    path("accounts/<int:pk>/", account.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/open/", year.OpenAccount.as_view(), name="account_open"),
    path("accounts/<int:pk>/inspect/", year.InspectAccount.as_view(), name="account_inspect"),
    path("accounts/<int:pk>/close/", year.CloseAccount.as_view(), name="account_close"),
    path("accounts/<int:pk>/return/", year.ReturnFunds.as_view(), name="account_return"),
    path("accounts/<int:pk>/award/", year.PayAward.as_view(), name="account_award"),
    path("entries/<int:pk>/reverse/", year.ReverseEntry.as_view(), name="entry_reverse"),
    path("allocations/", allocations.AllocationList.as_view(), name="allocations"),
    path("allocations/plan/", allocations.PlanAllocations.as_view(), name="allocations_plan"),
    path("allocations/delegate/", allocations.Delegate.as_view(), name="allocations_delegate"),
    path("allocations/arrivals/", allocations.ConfirmArrivals.as_view(), name="arrivals"),
    path("allocations/<int:pk>/arrival/<slug:share>/", allocations.ConfirmArrival.as_view(), name="arrival"),
    path("rates/", rates.RateList.as_view(), name="rates"),
    path("rates/set/", rates.SetRate.as_view(), name="rates_set"),
    path("baselines/import/", rates.ImportBaseline.as_view(), name="baseline_import"),
    path("transfers/", transfers.TransferList.as_view(), name="transfers"),
    path("transfers/request/", transfers.RequestTransfer.as_view(), name="transfer_request"),
    path("transfers/<int:pk>/", transfers.TransferPage.as_view(), name="transfer"),
    path("transfers/<int:pk>/approve/", transfers.ApproveTransfer.as_view(), name="transfer_approve"),
    path("transfers/<int:pk>/reject/", transfers.RejectTransfer.as_view(), name="transfer_reject"),
    path("transfers/<int:pk>/withdraw/", transfers.WithdrawTransfer.as_view(), name="transfer_withdraw"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/consent/", plans.ConsentToCommitment.as_view(), name="plan_consent"),
    path("plans/<int:pk>/refund/", plans.RecordRefund.as_view(), name="plan_refund"),
    path("lines/<int:pk>/pledge/", plans.RecordPledge.as_view(), name="line_pledge"),
    path("lines/<int:pk>/receive/", plans.ReceiveContribution.as_view(), name="line_receive"),
    path("lines/<int:pk>/return/", plans.ReturnContribution.as_view(), name="line_return"),
]
