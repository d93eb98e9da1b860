from django.urls import path

from marketplace.ui.views import site

app_name = "ui"
urlpatterns = [
    path("language/", site.SetLanguage.as_view(), name="language"),
    path("elder-mode/", site.SetElderMode.as_view(), name="elder"),
    path("privacy/", site.Privacy.as_view(), name="privacy"),
    path("contact/", site.Contact.as_view(), name="contact"),
    path("accessibility/", site.Accessibility.as_view(), name="accessibility"),
    path("favicon.ico", site.Favicon.as_view(), name="favicon"),
    path("ui/components/", site.Gallery.as_view(), name="components"),
]
