"""The district's back office for rules: pages of Wagtail's admin that save through services."""
