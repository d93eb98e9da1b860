from django.urls import path

from marketplace.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.EntryList.as_view(), name="entries"),
    path("story/<str:label>/<str:object_id>/", views.StoryPage.as_view(), name="story"),
    path("entry/<int:pk>/", views.EntryPage.as_view(), name="entry"),
    path("entry/<int:pk>/proof.json", views.EntryProof.as_view(), name="proof"),
    path("checkpoints/", views.CheckpointsPage.as_view(), name="checkpoints"),
    path("checkpoints/<int:size>/", views.CheckpointNote.as_view(), name="checkpoint"),
    path("checkpoints/<int:size>/consistency.json", views.CheckpointConsistency.as_view(), name="consistency"),
]
