"""Addresses of the life cycle; each stage has its own namespace."""

from django.urls import include, path

urlpatterns = [
    path("funds/", include("tendering.funds.urls")),
    path("demands/", include("tendering.demands.urls")),
    path("tenders/", include("tendering.tenders.urls")),
    path("bids/", include("tendering.bids.urls")),
    path("evaluation/", include("tendering.evaluation.urls")),
    path("results/", include("tendering.awards.urls")),
    path("contracts/", include("tendering.contracts.urls")),
    path("appraisal/", include("tendering.appraisal.urls")),
    path("", include("tendering.overview.urls")),
]
