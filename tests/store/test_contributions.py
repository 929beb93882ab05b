"""What one activity adds to the cells, rule by rule."""

from datetime import date

import pytest

from ifla_metrics.framework_files import read_folder
from ifla_metrics.models.drafts import AlignmentDraft
from ifla_metrics.periods import Period
from ifla_metrics.store.contributions import ALL_ROWS, COLUMNS, Tally, add, contributions
from ifla_metrics.store.contributions import tally as tally_
from ifla_metrics.store.contributions.lanes import packed, unpacked
from ifla_metrics.store.counted import counted
from ifla_metrics.store.counting_rules import finest_by_month, grain_of, rules_of
from tests.store.conftest import DATA, FRAMEWORK, draft, people

QUARTER = "2011-Q2"


@pytest.fixture(scope="module")
def rules():
    framework = read_folder(DATA / "frameworks" / FRAMEWORK)
    return rules_of(framework, frozenset({"participant", "student"}))


@pytest.fixture
def cells(rules):
    def of(logged_on=date(2011, 5, 20), **said):
        return contributions(counted(draft(**said), logged_on), rules)

    return of


def measure(cells, table, name, **where):
    """The sum of a measure over the cells of a table that `where` names."""
    keys, measures = COLUMNS[table]
    at = measures.index(name)
    return sum(
        amounts[at]
        for key, amounts in cells.get(table, {}).items()
        if all(dict(zip(keys, key, strict=True))[k] == v for k, v in where.items())
    )


def of_row(cells, row):
    """What a row's activities weigh in each direction, and how many have it as their main one."""
    return {
        key[4]: (amounts[3], amounts[0])
        for key, amounts in cells["activity_cells"].items()
        if key[1] == row
    }


def test_every_cell_stands_in_the_one_quarter_or_month_of_the_first_day(cells):
    found = cells(
        started_on=date(2011, 6, 30),
        ended_on=date(2011, 7, 2),
        participation=(people(7, association="bwa-bla"),),
    )

    assert set(found) == set(COLUMNS)
    for name, of in found.items():
        assert {key[0] for key in of} == {201106 if name == "month_cells" else QUARTER}


@pytest.mark.parametrize("lifecycle", ["planned", "suspended", "cancelled"])
def test_an_activity_that_has_not_begun_counts_nowhere(cells, lifecycle):
    assert cells(lifecycle=lifecycle) == {}


def test_an_activity_under_way_counts(cells):
    found = cells(lifecycle="under_way")

    assert measure(found, "activity_cells", "activities", row=ALL_ROWS) == 1


def test_an_activity_outside_all_periods_counts_nowhere(cells):
    assert cells(started_on=date(2019, 1, 1), ended_on=date(2019, 1, 1)) == {}


def test_weights_sum_to_the_whole_and_primaries_to_one(cells):
    for said in ({}, {"directions": ()}, {"directions": ("SD1", "SD2", "SD4")}):
        found = cells(**said)
        for row in (ALL_ROWS, "KI2.A"):
            there = {"period": QUARTER, "row": row}
            assert measure(found, "activity_cells", "weight", **there) == 1200
            assert measure(found, "activity_cells", "activities", **there) == 1


def test_unequal_weights_are_counted_as_they_were_given(cells):
    given = (("SD2", 900, True), ("SD4", 300, False))
    found = cells(
        alignments=tuple(
            AlignmentDraft(framework=FRAMEWORK, direction=d, weight=w, is_primary=main)
            for d, w, main in given
        )
    )

    assert of_row(found, "KI2.A") == {"SD2": (900, 1), "SD4": (300, 0)}


def test_no_direction_is_not_stated_with_the_whole_weight(cells):
    found = cells(directions=())

    assert of_row(found, "KI2.A") == {"": (1200, 1)}
    assert measure(found, "month_cells", "activities", scope_kind="direction", scope="") == 1
    assert measure(found, "country_cells", "activities", scope_kind="cross", scope=" KI2.A") == 1


def test_an_activity_that_names_no_outcome_has_countries_in_each_of_its_directions(cells):
    found = cells(outcomes=(), directions=("SD2", "SD4"))

    assert measure(found, "country_cells", "activities", scope_kind="cross", scope="SD2 ") == 1
    assert measure(found, "country_cells", "activities", scope_kind="cross", scope="SD4 ") == 1


def test_directions_without_a_primary_leave_the_primary_not_stated(cells):
    found = cells(directions=("SD2", "SD4"))

    assert of_row(found, "KI2.A") == {"": (0, 1), "SD2": (600, 0), "SD4": (600, 0)}


def test_a_direction_that_the_framework_no_longer_has_is_not_stated(rules, framework_without):
    rules = framework_without("SD4")

    found = contributions(counted(draft(directions=("SD2", "SD4")), None), rules)

    assert of_row(found, "KI2.A") == {"": (600, 1), "SD2": (600, 0)}
    assert {key[3] for key in found["activity_cells"]} == {"SD2"}


@pytest.fixture
def framework_without():
    from dataclasses import replace

    def without(code):
        framework = read_folder(DATA / "frameworks" / FRAMEWORK)
        kept = tuple(n for n in framework.nodes if n.code != code)
        return rules_of(replace(framework, nodes=kept), frozenset({"participant"}))

    return without


def test_the_same_claims_count_by_each_state_of_a_framework(rules, framework_without):
    said = counted(draft(directions=("SD2", "SD4")), None)

    before, after = contributions(said, rules), contributions(said, framework_without("SD4"))

    assert {key[3] for key in before["activity_cells"]} == {"SD2|SD4"}
    assert {key[3] for key in after["activity_cells"]} == {"SD2"}
    assert contributions(said, rules) == before


@pytest.mark.parametrize("gathered", [1, 2, 1000])
def test_a_sum_of_many_is_the_sum_of_what_each_adds(rules, gathered, monkeypatch):
    monkeypatch.setattr(tally_, "GATHERED", gathered)
    once = draft(countries=("BWA", "ZAF"), associations=("bwa-bla",), directions=("SD2", "SD4"))
    said = [
        counted(told, date(2011, 5, 20))
        for told in (
            once,
            draft(participation=(people(7), people(None, gender="man", country="NAM"))),
            once,
            draft(outcomes=(), directions=(), level="national"),
            draft(lifecycle="planned"),
        )
    ]
    tally, sums = Tally(rules), {}
    for sign, told in ((1, said), (-1, said[:1])):
        for activity in told:
            tally.add(activity, sign)
            add(sums, contributions(activity, rules), sign)

    found = tally.cells()

    assert set(found) == set(COLUMNS)
    assert found == sums


@pytest.mark.parametrize(
    "amounts", [(0,), (-1, 0), (0, -1, 7), (3, -(2**40), -1, 2**62), (-5,) * 9]
)
def test_amounts_packed_into_one_number_come_apart_as_they_were_added(amounts):
    total = packed(amounts) + packed(amounts[:1]) - packed([1] * len(amounts))

    assert unpacked(total, len(amounts)) == [
        amount * (2 if place == 0 else 1) - 1 for place, amount in enumerate(amounts)
    ]


def test_more_amounts_than_were_asked_for_are_an_error():
    with pytest.raises(OverflowError):
        unpacked(packed((1, 2, 3)), 2)


def test_an_activity_is_in_each_of_its_rows_and_once_in_all_with_its_set_of_directions_in_order(
    cells,
):
    found = cells(directions=("SD4", "SD1"), outcomes=("KI2.D.1", "KI2.A.1"))

    assert {key[1] for key in found["activity_cells"]} == {ALL_ROWS, "KI2.A", "KI2.D"}
    assert {key[3] for key in found["activity_cells"]} == {"SD1|SD4"}
    for row in (ALL_ROWS, "KI2.A", "KI2.D"):
        assert of_row(found, row) == {"": (0, 1), "SD1": (600, 0), "SD4": (600, 0)}


def test_an_outcome_counts_for_itself_its_element_and_its_initiative_once_each(cells):
    found = cells(outcomes=("KI2.A.1", "KI2.A.2"))

    for node in ("KI2.A.1", "KI2.A.2", "KI2.A", "KI2"):
        assert measure(found, "month_cells", "activities", scope_kind="node", scope=node) == 1


def test_only_roles_that_count_are_participations_and_all_stand_in_the_profile(cells):
    found = cells(participation=(people(30), people(10, role="observer"), people(2, role="staff")))

    assert measure(found, "activity_cells", "participations", row=ALL_ROWS) == 30
    assert measure(found, "month_cells", "participations", scope_kind="all") == 30
    assert measure(found, "country_cells", "participations", period=QUARTER, scope_kind="all") == 30
    profile = {"period": QUARTER, "scope_kind": "all"}
    assert measure(found, "profile_cells", "participations", **profile) == 42
    assert measure(found, "profile_cells", "participations", role="observer", **profile) == 10


def test_cascade_stands_apart_from_direct(cells):
    found = cells(participation=(people(18), people(2300, reach="cascade")))

    assert measure(found, "month_cells", "participations", scope_kind="all") == 18
    assert measure(found, "month_cells", "cascade", scope_kind="all") == 2300
    assert measure(found, "activity_cells", "participations", row=ALL_ROWS) == 18


def test_an_activity_without_a_known_count_is_uncounted_and_zero_is_a_count(cells):
    for participation, uncounted in (
        ((), 1),
        ((people(None, qualifier="unknown"),), 1),
        ((people(5, role="staff"),), 1),
        ((people(5, reach="cascade"),), 1),
        ((people(0),), 0),
        ((people(None, qualifier="unknown"), people(3)), 0),
    ):
        found = cells(participation=participation)
        assert measure(found, "activity_cells", "uncounted", row=ALL_ROWS) == uncounted


def test_women_are_counted_among_known_genders_only(cells):
    found = cells(
        participation=(
            people(6, gender="woman"),
            people(3, gender="man"),
            people(1, gender="other"),
            people(90),
        )
    )

    assert measure(found, "month_cells", "women", scope_kind="all") == 6
    assert measure(found, "month_cells", "gender_known", scope_kind="all") == 10


def test_inexact_counts_are_known_counts_with_a_qualifier(cells):
    found = cells(
        participation=(
            people(50, qualifier="more_than"),
            people(3),
            people(None, qualifier="unknown"),
        )
    )

    assert measure(found, "month_cells", "inexact", scope_kind="all") == 1
    profile = {"period": QUARTER, "scope_kind": "all"}
    assert measure(found, "profile_cells", "inexact", **profile) == 1
    assert measure(found, "profile_cells", "uncounted", **profile) == 1
    assert measure(found, "profile_cells", "lines", **profile) == 3


def test_people_of_an_unknown_country_count_in_the_single_country_of_the_activity(cells):
    found = cells(participation=(people(7),))

    where = {"period": QUARTER, "scope_kind": "all", "country": "BWA"}
    assert measure(found, "country_cells", "participations", **where) == 7


def test_people_of_an_unknown_country_are_not_stated_when_there_are_several(cells):
    found = cells(countries=("BWA", "ZAF"), participation=(people(7), people(2, country="NAM")))

    def of(country, name):
        where = {"period": QUARTER, "scope_kind": "all", "country": country}
        return measure(found, "country_cells", name, **where)

    assert [of(c, "activities") for c in ("BWA", "ZAF", "NAM", "")] == [1, 1, 0, 0]
    assert [of(c, "participations") for c in ("BWA", "ZAF", "NAM", "")] == [0, 0, 2, 7]


def test_an_activity_without_a_country_stands_under_not_stated(cells):
    found = cells(countries=())

    where = {"period": QUARTER, "scope_kind": "all", "country": ""}
    assert measure(found, "country_cells", "activities", **where) == 1


def test_associations_are_those_of_the_activity_and_of_its_people(cells):
    found = cells(associations=("bwa-bla",), participation=(people(7, association="per-cbp"),))

    at = COLUMNS["association_cells"][0].index("association")
    assert {key[at] for key in found["association_cells"]} == {"bwa-bla", "per-cbp"}


@pytest.mark.parametrize(
    ("logged_on", "timed", "timely"),
    [(None, 0, 0), (date(2011, 6, 5), 1, 1), (date(2011, 6, 6), 1, 0), (date(2011, 5, 6), 1, 1)],
)
def test_logged_on_time_is_within_thirty_days_of_the_end(cells, logged_on, timed, timely):
    found = cells(logged_on=logged_on)

    assert measure(found, "month_cells", "timed", scope_kind="all") == timed
    assert measure(found, "month_cells", "timely", scope_kind="all") == timely


def test_no_cell_is_empty(cells):
    found = cells(participation=(people(0, country="NAM"), people(None, qualifier="unknown")))

    assert all(any(amounts) for table in found.values() for amounts in table.values())


def test_groups_levels_and_arenas_have_months_of_their_own(cells):
    found = cells(groups=("ALP", "HQ"), level="national", arena="advocate")

    for kind, scope in (
        ("group", "ALP"),
        ("group", "HQ"),
        ("level", "national"),
        ("arena", "advocate"),
    ):
        assert measure(found, "month_cells", "activities", scope_kind=kind, scope=scope) == 1


def test_profiles_and_associations_are_kept_for_the_whole_and_for_directions(cells):
    found = cells(participation=(people(7, association="bwa-bla"),))

    for name in ("profile_cells", "association_cells"):
        at = COLUMNS[name][0].index("scope_kind")
        assert {key[at] for key in found[name]} == {"all", "direction"}


def test_a_period_is_made_of_its_quarters_or_stands_for_itself(rules):
    assert rules.grain["2011"] == ("2011-Q1", "2011-Q2", "2011-Q3", "2011-Q4")
    assert len(rules.grain["2010-2015"]) == 24
    odd = Period("odd", "Odd", "year", date(2011, 1, 1), date(2011, 5, 15))
    assert grain_of([*rules.periods, odd])["2011"] == ("2011",)
    assert grain_of([odd]) == {"odd": ("odd",)}
    assert finest_by_month([*rules.periods, odd])[201105][-1] == "odd"
    assert finest_by_month(rules.periods)[201105] == (QUARTER,)
