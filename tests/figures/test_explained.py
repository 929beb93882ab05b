"""The rows that "Explain this number" opens add up to the number on the screen."""

import pytest

from ifla_metrics.figures import catalogue
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import explain
from ifla_metrics.metrics.status import CODES

T = translate("en")


def figure(name, reading):
    return catalogue.find(name, reading.framework).build(reading, T)


def behind(name, reading):
    return figure(name, reading).explanation.rows.frame


@pytest.fixture(scope="module", params=["", "SD2"], ids=["all directions", "SD2"])
def told(request, read):
    return read(direction=request.param)


def test_women_of_all_countries_are_the_women_of_the_share(told):
    share = figure("women-share", told).table.frame.iloc[0]
    rows = behind("women-share", told)

    assert share["women"] > 0
    assert rows["women"].sum() == share["women"]
    assert rows["gender_known"].sum() == share["known"]


def test_countries_with_members_and_activities_are_those_reached(told):
    table = figure("coverage-by-region", told).table.frame
    rows = behind("coverage-by-region", told)

    active = rows["activities"] > 0
    assert table["listed_reached"].sum() > 0
    assert (active & (rows["on_list"] == "yes")).sum() == table["listed_reached"].sum()
    assert active.sum() == table["reached"].sum()
    for region in table.itertuples():
        here = rows["region_name"] == region.name
        assert (here & (rows["on_list"] == "yes")).sum() == region.listed


def test_amounts_of_the_quarters_add_up_to_a_sum_since_the_baseline(told):
    indicators = {i.code: i for i in told.framework.indicators}
    assert indicators["A3"].time_rule == "cumulative"
    last = figure("trend-A3", told).table.frame.iloc[-1]
    rows = behind("trend-A3", told)

    since = rows["as_of"] > indicators["A3"].baseline_on
    assert last["actual"] > 0
    assert rows.loc[since, "value"].sum() == last["actual"]


def test_a_ratio_is_all_numerators_over_all_denominators(told):
    last = figure("trend-A4", told).table.frame.iloc[-1]
    rows = behind("trend-A4", told)

    assert last["actual"] == rows["numerator"].sum() / rows["denominator"].sum()


def test_the_latest_state_is_the_last_row(told):
    last = figure("trend-D1", told).table.frame.iloc[-1]
    rows = behind("trend-D1", told)

    assert last["actual"] == rows["value"].iloc[-1]
    assert last["actual"] == 100 * rows["numerator"].iloc[-1] / rows["denominator"].iloc[-1]


def test_a_row_of_the_programme_is_the_mean_of_the_indicators_shown_for_it(told):
    frame = figure("element-progress", told).table.frame
    for element in frame.itertuples():
        code = next(n.code for n in told.framework.rows if n.short_title == element.element)
        rows = behind(f"indicators-{code}", told)
        apart = rows["status"].isin(["overdue", "kept", "off_target", "within", "over_ceiling"])
        rows = rows[rows["progress"].notna() & rows["expected"].notna() & ~apart]
        assert len(rows) == element.with_value
        if len(rows):
            assert rows["progress"].clip(upper=1).mean() == pytest.approx(element.mean)


def test_a_direction_has_the_indicators_that_name_it(told):
    cards = figure("direction-status", told).table.frame
    rows = behind("direction-status", told)
    for place, card in enumerate(cards.to_dict("records"), start=1):
        own = rows[[str(place) in served.split(", ") for served in rows["served"]]]
        eligible = own[
            own["target"].notna() & (own["indicator"] != "X3")
        ]  # X3 is to be maintained.
        statuses = eligible["status"].value_counts().to_dict()
        assert statuses == {code: n for code, n in card.items() if code in CODES and n}
        assert (card["of"], card["apart"]) == (len(eligible), len(own) - len(eligible))


def test_the_parts_of_the_programme_have_the_indicators_that_name_them(told):
    rows = behind("element-progress", told)

    assert set(figure("element-progress", told).table.frame["element"]) <= set(rows["part"])


@pytest.mark.parametrize("name", ["direction-status", "element-progress", "since-status"])
def test_a_status_that_the_rule_of_ratings_does_not_name_is_explained_where_it_is_shown(name, told):
    """The rule speaks of progress against expectation; overdue, kept or no data are beside it."""
    formula = figure(name, told).explanation.formula
    shown = set(figure(name, told).table.frame.get("status", ())) | set(
        behind(name, told)["status"]
    )

    for code, meaning in explain.STATUS.items():
        if code in shown:
            assert T(meaning) in formula, code
    assert T(explain.STATUS["no_baseline"]) not in formula or "no_baseline" in shown
    assert shown & set(explain.STATUS) or name == "since-status"
