from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our people instead of its users: theirs writes past the services and knows no phone."""

    default = True
    user_viewset = "marketplace.accounts.backoffice.people.PeopleViewSet"
