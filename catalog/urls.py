"""Addresses below /roster/."""

from django.urls import URLPattern, URLResolver, path

from catalog.views import desk, entries, own, parts, people, publicity, roster

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", roster.RosterPage.as_view(), name="roster"),
    path("compare/", roster.ComparePage.as_view(), name="compare"),
    path("providers/<int:pk>/", roster.ProviderPage.as_view(), name="provider"),
    path("providers/<int:pk>/curate/", entries.CuratePage.as_view(), name="curate"),
    path("publicity/", publicity.PublicityList.as_view(), name="publicity_list"),
    path("publicity/<int:pk>/", publicity.PublicityPage.as_view(), name="publicity"),
    path("publicity/<int:pk>/object/", publicity.ObjectPage.as_view(), name="object"),
    path("register/", own.RegisterPage.as_view(), name="register"),
    path("own/", own.OwnPage.as_view(), name="own"),
    path("own/start/", own.StartPage.as_view(), name="own_start"),
    path("own/registration/", parts.RegisterFactsPage.as_view(), name="own_register"),
    path("own/contact/", parts.ContactPage.as_view(), name="own_contact"),
    path("own/profile/", parts.ProfilePage.as_view(), name="own_profile"),
    path("own/grade/", parts.GradePage.as_view(), name="own_grade"),
    path("own/files/", own.FilesPage.as_view(), name="own_files"),
    path("own/files/<int:pk>/withdraw/", own.WithdrawFile.as_view(), name="own_file_withdraw"),
    path("own/check/", own.CheckPage.as_view(), name="own_check"),
    path("own/leave/", own.LeavePage.as_view(), name="own_leave"),
    path("desk/", desk.DeskList.as_view(), name="desk"),
    path("applications/<int:pk>/", desk.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/return/", desk.ReturnPage.as_view(), name="application_return"),
    path("applications/<int:pk>/reject/", desk.RejectPage.as_view(), name="application_reject"),
    path("applications/<int:pk>/accept/", desk.AcceptPage.as_view(), name="application_accept"),
    path("objections/<int:pk>/answer/", desk.AnswerPage.as_view(), name="objection_answer"),
    path("entries/", entries.EntryList.as_view(), name="entries"),
    path("entries/<int:pk>/suspend/", entries.SuspendPage.as_view(), name="entry_suspend"),
    path("entries/<int:pk>/restore/", entries.RestorePage.as_view(), name="entry_restore"),
    path("entries/<int:pk>/confirm/", entries.ConfirmPage.as_view(), name="entry_confirm"),
    path("entries/<int:pk>/remove/", entries.RemovePage.as_view(), name="entry_remove"),
    path("entries/<int:pk>/domains/", entries.DomainsPage.as_view(), name="entry_domains"),
    path("groups/", people.GroupList.as_view(), name="groups"),
    path("groups/new/", people.NewGroupPage.as_view(), name="group_new"),
    path("groups/<int:pk>/", people.GroupPage.as_view(), name="group"),
    path("groups/<int:pk>/edit/", people.EditGroupPage.as_view(), name="group_edit"),
    path("groups/<int:pk>/dissolve/", people.DissolveGroupPage.as_view(), name="group_dissolve"),
    path("experts/", people.ExpertList.as_view(), name="experts"),
    path("experts/new/", people.NewExpertPage.as_view(), name="expert_new"),
    path("experts/<int:pk>/retire/", people.RetireExpertPage.as_view(), name="expert_retire"),
]
