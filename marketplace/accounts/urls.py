from django.urls import path

from marketplace.accounts.views import (
    entrance,
    invitations,
    members,
    organisations,
    passwords,
    profile,
    residencies,
    roles,
)

app_name = "accounts"
urlpatterns = [
    path("", profile.Profile.as_view(), name="profile"),
    path("email/verify/", profile.VerifyEmail.as_view(), name="email_verify"),
    path("email/free/<str:token>/", passwords.FreeAddress.as_view(), name="free_address"),
    path("phone/", profile.AskPhoneCode.as_view(), name="phone"),
    path("phone/verify/", profile.VerifyPhone.as_view(), name="phone_verify"),
    path("security/", profile.Security.as_view(), name="security"),
    path("password/phone/", passwords.AskPasswordCode.as_view(), name="password_by_phone"),
    path("password/phone/code/", passwords.SetPasswordByPhone.as_view(), name="password_by_phone_code"),
    path("second-factor/qr.svg", entrance.SecondFactorQr.as_view(), name="second_factor_qr"),
    path("roles/", roles.Roles.as_view(), name="roles"),
    path("roles/switch/", roles.SwitchRole.as_view(), name="switch"),
    path("roles/<int:pk>/lay-down/", invitations.LayDownRole.as_view(), name="lay_down"),
    path("invitations/<int:pk>/", invitations.AnswerInvitation.as_view(), name="invitation"),
    path("invitations/<int:pk>/withdraw/", invitations.WithdrawInvitation.as_view(), name="invitation_withdraw"),
    path("substitutes/", roles.Substitutes.as_view(), name="substitutes"),
    path("substitutes/<int:pk>/end/", roles.EndSubstitute.as_view(), name="substitute_end"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/add/", members.GiveRole.as_view(), name="member_add"),
    path("members/invite/", invitations.InviteMember.as_view(), name="member_invite"),
    path("members/<int:pk>/end/", members.EndRole.as_view(), name="member_end"),
    path("members/<int:pk>/second-factor/", members.ResetSecondFactor.as_view(), name="member_second_factor"),
    path("community/", residencies.MyCommunity.as_view(), name="residency"),
    path("community/<int:pk>/withdraw/", residencies.WithdrawResidency.as_view(), name="residency_withdraw"),
    path("residents/", residencies.Residencies.as_view(), name="residencies"),
    path("residents/<int:pk>/", residencies.DecideResidency.as_view(), name="residency_decide"),
    path("organisation/register/", organisations.RegisterOrganisation.as_view(), name="organisation_register"),
]
