from django.urls import path

from marketplace.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.MessageList.as_view(), name="messages"),
    path("<int:pk>/", views.MessagePage.as_view(), name="message"),
    path("<int:pk>/retry/", views.RetryMessage.as_view(), name="retry"),
    path("<int:pk>/discard/", views.DiscardMessage.as_view(), name="discard"),
]
