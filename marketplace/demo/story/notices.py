"""What the district tells everybody: a curator publishes notices, each with the figures of its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.queries.applications import publicised
from catalog.queries.entries import counts_by_list
from cms.models import HomePage, NoticePage
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.stage import Stage
from marketplace.demo.story import batch
from marketplace.demo.tables import texts
from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.queries import in_force
from marketplace.ui.formats import day, wan
from tendering.demands.models import PublicationBatch
from tendering.demands.models.demand import TierChoice
from tendering.demands.queries.listing import batch_figures, batch_rows

RESIDENTS, ROSTER = date(2026, 7, 2), date(2026, 11, 19)
HOUR = 17
LINKS = {
    "calls_url": "tenders:list",
    "contracts_url": "contracts:list",
    "funds_url": "funds:overview",
    "publicity_url": "catalog:publicity_list",
    "roster_url": "catalog:roster",
}
Values = Mapping[str, object]


def enter(stage: Stage) -> None:
    """The batch on its day, the panels before the first of them, the roster the day before today."""
    days = {
        batch.PUBLISHED: ("batch", _of_batch),
        RESIDENTS: ("residents", _of_residents),
        ROSTER: ("roster", _of_roster),
    }
    for on, (name, values) in days.items():
        stage.agenda.at(at_hour(on, HOUR), partial(_publish, stage, name, values))


def _publish(stage: Stage, name: str, values: Callable[[RuleSet], Values]) -> None:
    """As the back office does: a draft, then published by somebody who may."""
    words = texts("notice_texts")[name]
    links = {link: reverse(address) for link, address in LINKS.items()}
    said = {**values(in_force(clock.today(), stage.district).rules), **links}
    fields = {field: words[field].format(**said) for field in ("kind", "slug", "title", "summary")}
    by = stage.cast.at_district(Role.CURATOR).user
    page = NoticePage(**fields, text=format_html(words["text"].strip(), **said), live=False, owner=by)
    HomePage.objects.get().add_child(instance=page)
    page.save_revision(user=by).publish(user=by)


def _of_batch(rules: RuleSet) -> Values:
    published = PublicationBatch.objects.get(title=batch.TITLE)
    figures = batch_figures(published)
    line = texts("notice_texts")["batch"]["tier"]
    tiers = (
        line.format(
            tier=TierChoice(part.tier).label,
            count=part.count,
            total=wan(part.total),
            publicity=rules.letting.of(part.tier).result_publicity_working_days,
        )
        for part in figures.tiers
    )
    return {
        "year": published.fiscal_year,
        "count": figures.count,
        "streets": figures.streets,
        "communities": len({row.community_id for row in batch_rows(published)}),
        "total": wan(figures.total),
        "tiers": _items(tiers),
        "batch_url": published.get_absolute_url(),
    }


def _of_residents(rules: RuleSet) -> Values:
    rule = rules.satisfaction
    return {
        "bar": f"{rule.bar:.0%}".rstrip("%"),
        "share": f"{rule.minimum_sample.share_of_beneficiaries:.0%}".rstrip("%"),
        "at_most": rule.minimum_sample.at_most,
        "measured": rule.measurement_working_days,
        "extended": rule.extend_once_working_days,
        "rectified": rule.rectify_working_days,
    }


def _of_roster(rules: RuleSet) -> Values:
    lists, waiting, rule = counts_by_list(), list(publicised()), rules.roster
    line = texts("notice_texts")["roster"]["name"]
    names = (
        line.format(name=row.provider.organisation.name, until=day(row.publicity_last_day))
        for row in waiting
        if row.publicity_last_day
    )
    return {
        "day": day(clock.today()),
        "total": sum(lists.values()),
        "organisations": lists["social_organization"],
        "enterprises": lists["social_enterprise"],
        "waiting": len(waiting),
        "names": _items(names),
        "publicity": rule.assessment.publicity_working_days,
        "registered": rule.admission.registered_years,
        "staff": rule.admission.fulltime_staff,
        "staff_group": rule.admission.fulltime_staff_social_group,
        "clean": rule.admission.clean_years,
        "entry": rule.entry_years,
        "start": rule.credit.start,
        "watch": rule.credit.watch_below,
        "suspend": rule.credit.suspend_below,
    }


def _items(lines: Iterator[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((line,) for line in lines))
