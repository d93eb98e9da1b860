from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "tendering.overview"
    label = "overview"
    verbose_name = _("Overview")

    def ready(self) -> None:
        """Put the workbench into the shell, and tell earlier stages where files are and how far projects have come."""
        from marketplace.ui import navigation
        from tendering.demands import links as demand_links
        from tendering.demands import reached
        from tendering.funds import links as fund_links
        from tendering.overview.queries import links, road

        demand_links.register(links.of_demand)
        reached.register(road.with_road, road.road)
        fund_links.register(links.of_plans)

        item = navigation.Item(
            "workbench",
            _("Workbench"),
            url_name="overview:workbench",
            area=navigation.Area.ACCOUNT,
            order=10,
            signed_in=True,
            icon="inbox",
        )
        calendar = navigation.Item(
            "calendar",
            _("Calendar of calls"),
            url_name="overview:calendar",
            area=navigation.Area.DISCLOSURE,
            order=57,
        )
        navigation.register(item, calendar)
