"""People, memberships and organisations in Wagtail's admin; every write goes through a service."""
