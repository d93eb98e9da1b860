"""Residents vote for a bidder: once each, sealed until the end, an item of the sheet by formula (domain 2.5, S26)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.ruleset import Kind, Method, Tier
from marketplace.primitives.ruleset.residents_vote import FORMULA
from tendering.evaluation import permissions
from tendering.evaluation.models import Ballot, ResidentsVote, Seat, VoteChoice
from tendering.evaluation.queries import duties
from tendering.evaluation.queries.residents_vote import choices_of, results, sealed
from tendering.evaluation.rules.points import fact_points
from tendering.evaluation.rules.residents_vote import LONGEST, SHORTEST, check_end, is_running, is_sealed
from tendering.evaluation.services import ranking, residents_vote
from tendering.evaluation.services.residents_vote import NotRunning
from tendering.overview.queries.records import file_of
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.rules.procedure import procedure_for
from tendering.tenders.services.suspending import lift, pause
from tests.factories import accounts, awards, demands, evaluation, places, rulebook
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
NOW = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
DAYS = timedelta(days=3)


@pytest.fixture
def jury(db: None) -> Jury:
    demands.rules(**evaluation.vote_rules())
    return evaluation.declared()


@pytest.fixture
def vote(jury: Jury) -> ResidentsVote:
    return opened(jury)


def opened(jury: Jury) -> ResidentsVote:
    ends_at = clock.now() + DAYS
    return residents_vote.open_vote(panel=jury.panel, by=jury.contest.office.preparer, ends_at=ends_at)


def resident(jury: Jury, role: str = Role.RESIDENT) -> Membership:
    return accounts.membership(role, jury.contest.office.community, who=accounts.known())


def choice(vote: ResidentsVote, jury: Jury, number: int) -> VoteChoice:
    return choices_of(vote).get(bid=jury.bids[number])


def cast(jury: Jury, vote: ResidentsVote, *numbers: int) -> list[Membership]:
    """One resident for each number, voting for the bid of that number."""
    people = [resident(jury) for _number in numbers]
    for who, number in zip(people, numbers, strict=True):
        residents_vote.cast(vote=vote, by=who, choice=choice(vote, jury, number))
    return people


class TestRules:
    @given(votes=st.lists(st.integers(0, 3000), min_size=1, max_size=9), maximum=st.integers(1, 10))
    def test_points_are_the_maximum_times_the_share_of_the_most(self, votes: list[int], maximum: int) -> None:
        """Exact to a cent, half up; whoever has the most votes has all points, without a vote nobody has any."""
        most = max(votes)
        for number in votes:
            facts = {"line_points": maximum, "residents_votes": number, "most_residents_votes": most}
            exact = Fraction(maximum * number, most) if most else Fraction(0)
            cents = (exact * 100 + Fraction(1, 2)).__floor__()
            assert fact_points(FORMULA, facts, maximum) == Decimal(cents) / 100
            assert number < most or fact_points(FORMULA, facts, maximum) == (maximum if most else 0)

    def test_two_places_half_up(self) -> None:
        facts = {"line_points": 1, "residents_votes": 1, "most_residents_votes": 8}
        assert fact_points(FORMULA, facts, 1) == Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP)

    @given(minutes=st.integers(-1000, 60_000))
    def test_it_takes_a_day_at_least_and_thirty_at_most(self, minutes: int) -> None:
        ends_at = NOW + timedelta(minutes=minutes)
        if SHORTEST <= ends_at - NOW <= LONGEST:
            check_end(ends_at, NOW)
        else:
            with pytest.raises(InvalidInput, match="vote_end"):
                check_end(ends_at, NOW)

    @given(passed=st.integers(-5, 5), signed=st.booleans())
    def test_no_vote_is_taken_and_counted_at_the_same_time(self, passed: int, signed: bool) -> None:
        now = NOW + timedelta(minutes=passed)
        running = is_running(NOW - DAYS, NOW, now)
        assert running is (passed < 0)
        assert is_sealed(NOW, now, sheets_signed=signed) is (running or not signed)

    def test_the_call_knows_whether_residents_vote(self) -> None:
        with_it, without = rulebook.rules(**evaluation.vote_rules()), rulebook.rules()
        for method, expected in ((Method.COMPARISON_INVITED, True), (Method.INQUIRY, False)):
            said = procedure_for(with_it, Tier.MICRO, method, Kind.SERVICE, Decimal(30_000)).residents_vote
            assert said is expected
            assert procedure_for(without, Tier.MICRO, method, Kind.SERVICE, Decimal(30_000)).residents_vote is False


@pytest.mark.django_db
class TestOpening:
    def test_the_community_opens_it_once_and_residents_are_told(self, jury: Jury) -> None:
        voter, office = resident(jury), jury.contest.office
        assert "evaluation.open_vote" in kinds(office.preparer)
        Message.objects.all().delete()
        with pytest.raises(RoleMissing):
            residents_vote.open_vote(panel=jury.panel, by=office.committee, ends_at=clock.now() + DAYS)
        with refused("evaluation.vote_end"):
            residents_vote.open_vote(panel=jury.panel, by=office.preparer, ends_at=clock.now() + timedelta(hours=23))
        vote = opened(jury)
        assert {row.bid_id for row in choices_of(vote)} == {bid.pk for bid in jury.bids}
        assert Entry.objects.filter(act="evaluation.vote.opened").count() == 1
        told = [row.payload for row in Message.objects.filter(topic="notify")]
        assert any(voter.user_id in row["recipients"] for row in told if row["kind"] == "evaluation.vote_opened")
        assert "evaluation.vote" in kinds(voter)
        assert "evaluation.open_vote" not in kinds(office.preparer)
        with refused("evaluation.vote_begun"):
            opened(jury)

    def test_a_call_without_the_item_has_no_vote(self, rules: None) -> None:
        without = evaluation.declared()
        with refused("evaluation.no_vote"):
            opened(without)

    def test_its_end_moves_to_a_later_time_only(self, jury: Jury, vote: ResidentsVote) -> None:
        by = jury.contest.office.preparer
        with refused("evaluation.vote_end_earlier", kind=InvalidInput):
            residents_vote.prolong_vote(panel=jury.panel, by=by, ends_at=vote.ends_at)
        later = vote.ends_at + timedelta(days=1)
        assert residents_vote.prolong_vote(panel=jury.panel, by=by, ends_at=later).ends_at == later
        with clock.moved_to(later), refused("evaluation.vote_not_running", kind=NotRunning):
            residents_vote.prolong_vote(panel=jury.panel, by=by, ends_at=later + DAYS)

    def test_a_suspension_gives_its_days_back(self, jury: Jury, vote: ResidentsVote) -> None:
        voter = resident(jury)
        street = accounts.membership(Role.STREET, jury.contest.office.community.parent)
        pause(tender=jury.tender, by=street, reason="核实投诉", now=clock.now())
        with refused("evaluation.not_opened"):
            residents_vote.cast(vote=vote, by=voter, choice=choice(vote, jury, 0))
        with clock.shifted(timedelta(days=4)):
            tender = Tender.objects.get(pk=jury.tender.pk)
            (order,) = in_force(tender)
            lift(tender=tender, order=order, by=street, reason="已核实", now=clock.now())
            vote.refresh_from_db()
            assert vote.takes_votes(clock.now())
            residents_vote.cast(vote=vote, by=voter, choice=choice(vote, jury, 0))
        assert Entry.objects.filter(act="evaluation.vote.shifted").count() == 1

    def test_an_order_on_top_of_another_takes_no_days_away(self, jury: Jury, vote: ResidentsVote) -> None:
        """The second office suspends once the end has gone by: the vote was running when the first one did."""
        community = jury.contest.office.community
        street = accounts.membership(Role.STREET, community.parent)
        district = accounts.membership(Role.DISTRICT, places.district())
        pause(tender=jury.tender, by=street, reason="核实投诉", now=clock.now())
        with clock.moved_to(vote.ends_at + timedelta(hours=1)):
            pause(tender=Tender.objects.get(pk=jury.tender.pk), by=district, reason="另案核实", now=clock.now())
            for by, order in zip((street, district), in_force(jury.tender), strict=True):
                tender = Tender.objects.get(pk=jury.tender.pk)
                lift(tender=tender, order=order, by=by, reason="已核实", now=clock.now())
            vote.refresh_from_db()
            assert vote.takes_votes(clock.now())

    def test_a_month_counts_from_the_opening(self, jury: Jury, vote: ResidentsVote) -> None:
        by, last = jury.contest.office.preparer, vote.opened_at + LONGEST
        residents_vote.prolong_vote(panel=jury.panel, by=by, ends_at=last)
        with clock.moved_to(last - timedelta(hours=1)), refused("evaluation.vote_end", kind=InvalidInput):
            residents_vote.prolong_vote(panel=jury.panel, by=by, ends_at=last + timedelta(days=1))


@pytest.mark.django_db
class TestVoting:
    def test_one_ballot_each_chosen_anew_until_the_end(self, jury: Jury, vote: ResidentsVote) -> None:
        voter = resident(jury)
        for number in (0, 2):
            residents_vote.cast(vote=vote, by=voter, choice=choice(vote, jury, number))
        ballot = Ballot.objects.get()
        assert ballot.choice.bid == jury.bids[2]
        assert "evaluation.vote" not in kinds(voter)
        with clock.moved_to(vote.ends_at), refused("evaluation.vote_not_running", kind=NotRunning):
            residents_vote.cast(vote=vote, by=voter, choice=choice(vote, jury, 0))

    def test_the_database_keeps_it_to_one_and_to_its_voter(self, jury: Jury, vote: ResidentsVote) -> None:
        (voter,) = cast(jury, vote, 0)
        ballot = Ballot.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.create(vote=vote, voter=voter.user, choice=ballot.choice, cast_at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.update(voter=resident(jury).user)
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.all().delete()

    def test_the_log_says_that_somebody_voted_not_who_or_for_whom(self, jury: Jury, vote: ResidentsVote) -> None:
        (voter,) = cast(jury, vote, 1)
        entry = Entry.objects.get(act="evaluation.vote.cast")
        assert entry.role == ""
        assert not entry.disclosures.filter(person=voter.user).exists()
        said = entry.body + "".join(entry.disclosures.values_list("value", flat=True))
        assert not any(name in said for name in (str(jury.bids[1].pk), jury.bids[1].bidder, voter.user.name))

    def test_whoever_is_no_confirmed_resident_with_a_phone_does_not_vote(self, jury: Jury, vote: ResidentsVote) -> None:
        first = choice(vote, jury, 0)
        elsewhere = accounts.membership(Role.RESIDENT, places.community(), who=accounts.known())
        with pytest.raises(RoleMissing):
            residents_vote.cast(vote=vote, by=elsewhere, choice=first)
        silent = accounts.membership(Role.RESIDENT, jury.contest.office.community)
        with refused("evaluation.vote_phone_unproved", kind=NotPermitted):
            residents_vote.cast(vote=vote, by=silent, choice=first)
        assert "evaluation.vote" not in kinds(silent)

    @pytest.mark.parametrize("part", ["bidder", "panel", "office", "street"])
    def test_whoever_has_a_part_in_the_call_does_not_vote(self, jury: Jury, vote: ResidentsVote, part: str) -> None:
        voter, office = resident(jury), jury.contest.office
        assert permissions.votes(voter, vote)
        match part:
            case "bidder":
                organisation = jury.bids[0].provider.organisation
                accounts.membership(Role.PROVIDER_BIDDER, organisation, who=voter.user)
            case "panel":
                Seat.objects.filter(pk=jury.seats()[-1].pk).update(user=voter.user)
            case "office":
                accounts.membership(Role.PARTY_ORG, office.community, who=voter.user)
            case "street":
                accounts.membership(Role.FINANCE_OFFICER, office.community.parent, who=voter.user)
        with refused("evaluation.vote_apart", kind=NotPermitted):
            residents_vote.cast(vote=vote, by=voter, choice=choice(vote, jury, 0))
        assert "evaluation.vote" not in kinds(voter)

    def test_a_choice_of_another_vote_is_none(self, jury: Jury, vote: ResidentsVote) -> None:
        other = evaluation.declared()
        foreign = choices_of(opened(other)).first()
        assert foreign is not None
        with refused("evaluation.no_such_choice", kind=InvalidInput):
            residents_vote.cast(vote=vote, by=resident(jury), choice=foreign)


@pytest.mark.django_db
class TestCounting:
    def test_bids_are_ranked_after_the_vote(self, jury: Jury) -> None:
        evaluation.scored(jury)
        judge = jury.judges()[0]
        with refused("evaluation.vote_first"):
            ranking.rank(panel=jury.panel, by=judge)
        vote = opened(jury)
        with refused("evaluation.vote_first"):
            ranking.rank(panel=jury.panel, by=judge)
        with clock.moved_to(vote.ends_at):
            ranking.rank(panel=jury.panel, by=judge)

    def test_points_stand_in_ranking_and_report_with_what_they_follow_from(
        self, jury: Jury, vote: ResidentsVote
    ) -> None:
        cast(jury, vote, 0, 0, 0, 1)
        with clock.moved_to(vote.ends_at):
            evaluation.signed(jury)
        rows = {row.bid_id: row for row in jury.panel.ranking.all()}
        for bid, points, votes in zip(jury.bids, ("10.00", "3.33", "0.00"), ("3", "1", "0"), strict=True):
            computation = rows[bid.pk].computation
            assert computation["objective"]["vote"] == points
            assert computation["inputs"]["vote"] == {
                "line_points": "10",
                "residents_votes": votes,
                "most_residents_votes": "3",
            }
        body = jury.panel.report.body["residents_vote"]
        assert body["voters"] == 4
        assert {line["name"]: line["votes"] for line in body["lines"]} == dict(
            zip((bid.bidder for bid in jury.bids), (3, 1, 0), strict=True)
        )

    def test_without_a_vote_nobody_has_points_and_pages_say_so(self, jury: Jury, vote: ResidentsVote) -> None:
        with clock.moved_to(vote.ends_at):
            evaluation.signed(jury)
            rows = jury.panel.ranking.all()
            assert {row.computation["objective"]["vote"] for row in rows} == {"0.00"}
            member = accounts.client_of(jury.contest.office.committee)
            for address in (reverse("evaluation:report", args=[jury.tender.number]), vote.get_absolute_url()):
                assert "无人投票" in member.get(address).content.decode()

    def test_the_count_is_sealed_until_the_end_and_until_all_have_signed(self, jury: Jury, vote: ResidentsVote) -> None:
        (voter,) = cast(jury, vote, 0)
        judge = accounts.client_of(jury.judges()[0])
        sheet = reverse("evaluation:sheet", args=[jury.tender.number])
        assert sealed(vote, clock.now())
        with clock.moved_to(vote.ends_at):
            assert sealed(vote, clock.now())
            assert "保密" in judge.get(sheet).content.decode()
            page = accounts.client_of(voter).get(vote.get_absolute_url())
            assert page.context["lines"] == []
            evaluation.scored(jury)
            assert not sealed(vote, clock.now())
            assert "最高居民得票数" in judge.get(sheet).content.decode()

    def test_a_suspension_breaks_no_seal(self, jury: Jury, vote: ResidentsVote) -> None:
        """The end goes by while the call is suspended, but the vote goes on afterwards."""
        cast(jury, vote, 0)
        with clock.moved_to(vote.ends_at - timedelta(hours=2)):
            evaluation.scored(jury)
            street = accounts.membership(Role.STREET, jury.contest.office.community.parent)
            pause(tender=Tender.objects.get(pk=jury.tender.pk), by=street, reason="核实投诉", now=clock.now())
        with clock.moved_to(vote.ends_at + timedelta(hours=1)):
            assert sealed(ResidentsVote.objects.get(pk=vote.pk), clock.now())
            page = accounts.client_of(street).get(vote.get_absolute_url())
            assert (page.context["is_sealed"], page.context["voters"], page.context["lines"]) == (True, 0, [])

    def test_a_member_of_the_panel_gives_points_and_no_vote(self, jury: Jury, vote: ResidentsVote) -> None:
        """Whoever was seated after voting counts once."""
        first, _second = cast(jury, vote, 0, 1)
        assert sorted(line.votes for line in results(vote)) == [0, 1, 1]
        Seat.objects.filter(pk=jury.seats()[0].pk).update(user=first.user)
        counted = {line.name: line.votes for line in results(vote)}
        assert counted == dict(zip((bid.bidder for bid in jury.bids), (0, 1, 0), strict=True))

    def test_votes_weigh_no_more_than_the_item(self, jury: Jury) -> None:
        line = Criterion.objects.get(tender=jury.tender, code="vote")
        assert (line.kind, line.max_points) == ("objective", 10)
        assert Criterion.objects.filter(tender=jury.tender).count() == 5

    def test_bids_that_came_to_compete_later_are_voted_on_anew(self, jury: Jury) -> None:
        """A check made anew may let in a bid that residents could not choose."""
        now, by = clock.now(), jury.contest.office.preparer
        before = ResidentsVote.objects.create(
            tender=jury.tender, opened_by=by.user, opened_at=now, ends_at=now + timedelta(minutes=1)
        )
        VoteChoice.objects.create(vote=before, bid=jury.bids[0], position=1)
        evaluation.scored(jury)
        with clock.moved_to(before.ends_at):
            with refused("evaluation.vote_first"):
                ranking.rank(panel=jury.panel, by=jury.judges()[0])
            assert "evaluation.open_vote" in kinds(by)
            later = opened(jury)
            assert "evaluation.open_vote" not in kinds(by)
            assert (later.number, later.choices.count()) == (2, 3)


def kinds(who: Membership) -> list[str]:
    return [duty.kind for duty in duties.duties(who, clock.now())]


@pytest.mark.django_db
class TestPages:
    def test_a_resident_votes_without_javascript(self, jury: Jury, vote: ResidentsVote) -> None:
        voter = resident(jury)
        client, address = accounts.client_of(voter), vote.get_absolute_url()
        page = client.get(address).content.decode()
        assert all(bid.bidder in page for bid in jury.bids)
        chosen = choice(vote, jury, 1)
        assert client.post(address, {"choice": chosen.pk}).status_code == 302
        assert Ballot.objects.get().choice == chosen
        assert client.post(address, {"choice": ""}).status_code == 422
        assert Ballot.objects.get().choice == chosen

    def test_nobody_else_reads_who_bids_before_the_result(self, jury: Jury, vote: ResidentsVote) -> None:
        cast(jury, vote, 0, 1)
        address = vote.get_absolute_url()
        rival = jury.contest.bidders[0]
        names = [bid.bidder for bid in jury.bids[1:]]
        with clock.moved_to(vote.ends_at):
            evaluation.signed(jury)
            for page in (accounts.client_of(rival).get(address), Client().get(address)):
                text = page.content.decode()
                assert not any(name in text for name in names)
                assert "2 名居民" in text
            assert sorted(line.votes for line in results(vote)) == [0, 1, 1]

    def test_the_call_leads_there_and_its_timetable_says_until_when(self, jury: Jury, vote: ResidentsVote) -> None:
        page = Client().get(jury.tender.get_absolute_url()).content.decode()
        assert vote.get_absolute_url() in page
        assert "居民投票进行中" in page

    def test_the_page_costs_the_same_however_many_have_voted(self, jury: Jury, vote: ResidentsVote) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as seen:
                client.get(vote.get_absolute_url())
            return len(seen)

        client = Client()
        with clock.moved_to(vote.ends_at):
            evaluation.scored(jury)
        cast(jury, vote, 0)
        with clock.moved_to(vote.ends_at):
            cost()
            few = cost()
        cast(jury, vote, *([0, 1, 2] * 4))
        with clock.moved_to(vote.ends_at):
            assert cost() == few

    def test_it_is_a_document_of_the_project_with_the_result(self, jury: Jury, vote: ResidentsVote) -> None:
        cast(jury, vote, 0, 0, 1)
        with clock.moved_to(vote.ends_at):
            evaluation.signed(jury)
            files = {source.kind: rows for source, rows in file_of(jury.tender.demand)}
            assert files["residents-vote"] == []
            awards.publicised(jury.tender, jury.contest.office)
            files = {source.kind: rows for source, rows in file_of(jury.tender.demand)}
            (row,) = files["residents-vote"]
            text = Client().get(reverse("overview:record", args=[row.kind, row.pk])).content.decode()
            assert all(bid.bidder in text for bid in jury.bids)

    def test_a_later_vote_is_no_document_before_its_own_result(self, jury: Jury, vote: ResidentsVote) -> None:
        """The count of a vote that runs is read nowhere, though the call had a result before."""
        with clock.moved_to(vote.ends_at):
            evaluation.signed(jury)
            awards.publicised(jury.tender, jury.contest.office)
            now, by = clock.now(), jury.contest.office.preparer
            later = ResidentsVote.objects.create(
                tender=jury.tender, number=2, opened_by=by.user, opened_at=now, ends_at=now + DAYS
            )
            VoteChoice.objects.create(vote=later, bid=jury.bids[0], position=1)
            files = {source.kind: rows for source, rows in file_of(jury.tender.demand)}
            assert [row.pk for row in files["residents-vote"]] == [vote.pk]
            assert Client().get(reverse("overview:record", args=["residents-vote", later.pk])).status_code == 404
