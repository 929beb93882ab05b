"""The rows that "Explain this number" opens are those of the figure, and add up to its numbers."""

import re

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import explain
from ifla_metrics.metrics.status import CODES, NO_WAY

T = translate("en")


def figure(name, reading):
    return registry.find(name, reading.framework).build(reading, T)


def behind(name, reading):
    return figure(name, reading).behind.frame


@pytest.fixture(scope="module", params=["", "SD2"], ids=["all directions", "SD2"])
def told(request, read):
    return read(direction=request.param)


def directions(rows):
    """Of each direction and status, how many of the indicators listed."""
    pairs = [
        (f"SD{place}", status)
        for served, status in zip(rows["served"], rows["status"], strict=True)
        for place in served.split(", ")
    ]
    return {pair: pairs.count(pair) for pair in pairs}


def elements(rows):
    """Of each element, the mean of its indicators that are in the mean."""
    rows = rows[rows["progress"].notna() & rows["expected"].notna() & ~rows["status"].isin(NO_WAY)]
    return rows["progress"].clip(upper=1).groupby(rows["part"]).mean().to_dict()


def roles(rows):
    """Of each role, reach and mode, the share of those that are not counted apart."""
    whole = rows[rows["apart"] == ""].groupby("list")["participations"].sum()
    return {
        f"{row.list} {row.code}": row.participations / whole[row.list]
        for row in rows.itertuples()
        if not row.apart
    }


def of_the_list(rows, by, on_list, reached):
    """Of each part of a list, the share of its countries that were reached."""
    return reached[on_list].groupby(rows.loc[on_list, by]).mean().to_dict()


def keyed(frame, keys, value):
    """The numbers that there are, by their keys."""
    known = frame[frame[value].notna()]
    return dict(zip(known[keys].itertuples(index=False, name=None), known[value], strict=True))


def one_line(label):
    return label.replace("\n", " ")


DRAWN = {
    "direction-status": (
        lambda row: ((row["row"], row["part"]), row["value"] or None),
        directions,
    ),
    "element-progress": (lambda row: (row["label"], row["progress"]), elements),
    "participation-over-time": (
        lambda row: ((one_line(row["span"]),), row["value"]),
        lambda rows: keyed(rows, ["code"], "participations"),
    ),
    "participation-by-region": (
        lambda row: ((row["label"], one_line(row["span"])), row["value"]),
        lambda rows: keyed(rows, ["name", "span"], "participations"),
    ),
    "women-share": (
        lambda row: (one_line(row["label"]), row["value"] if row["part"] == "share" else None),
        lambda rows: dict(
            zip(
                rows["label"],
                (rows["women"] / (rows["known"] + rows["unknown"])).round(2),
                strict=True,
            )
        ),
    ),
    "participation-profile": (lambda row: (row["row"], row["value"]), roles),
    "participation-by-level": (
        lambda row: ((row["label"],), row["value"]),
        lambda rows: keyed(rows, ["name"], "participations"),
    ),
    "associations-taking-part": (
        lambda row: ((row["row"],), row["value"]),
        lambda rows: keyed(rows, ["association"], "activities"),
    ),
    "coverage-map": (
        lambda row: (
            (row["text_name"],),
            int(row["text_activities"]) if row["kind"] == "now" else None,
        ),
        lambda rows: keyed(rows, ["name"], "activities"),
    ),
    "coverage-by-region": (
        lambda row: (one_line(row["label"]), row["value"]),
        lambda rows: of_the_list(
            rows, "region_name", rows["on_list"] == "yes", rows["activities"] > 0
        ),
    ),
    "direction-element-matrix": (
        lambda row: ((row["row"], row["column"]), row["value"]),
        lambda rows: keyed(rows.replace("", "none"), ["node", "direction"], "count"),
    ),
    "priority-countries": (
        lambda row: (one_line(row["label"]), row["value"]),
        lambda rows: of_the_list(
            rows, "category", rows["category"] != "", rows["state"] == "reached"
        ),
    ),
    "indicator": (  # indicator-bullets and indicators-KI2.A
        lambda row: ((row["row"],), row["progress"]),
        lambda rows: keyed(rows, ["indicator"], "progress"),
    ),
    "ladder": (
        lambda row: ((row["row"],), row["actual"] or row["planned"]),
        lambda rows: keyed(
            rows.assign(day=rows["actual_on"].fillna(rows["planned_on"]).astype(str)),
            ["uid"],
            "day",
        ),
    ),
    "leaders-pipeline": (
        lambda row: ((row["row"],), row.get("value")),
        lambda rows: keyed(rows.assign(row=rows["cohort"] + " " + rows["stage"]), ["row"], "count"),
    ),
    "since-causes": (
        lambda row: ((row["row"],), row["after"]),
        lambda rows: keyed(rows, ["row"], "after"),
    ),
    "acros": (  # across-KI2.A
        lambda row: ((row.get("span"),), row["activities"] if "span" in row else None),
        lambda rows: keyed(
            rows[rows.groupby("strategy")["activities"].transform("sum") > 0],
            ["span"],
            "activities",
        ),
    ),
    "resource-languages": (
        lambda row: ((row["row"], row["column"]), row["words"] or None),
        lambda rows: {
            key: {"released": "●", "drafted": "○", "started": "◌"}.get(stage)
            for key, stage in keyed(rows, ["resource", "language"], "stage").items()
        },
    ),
}
DRAWN["evidence-share"] = (
    lambda row: ((row["row"],), row["value"]),
    lambda rows: keyed(
        rows.assign(element=rows["element"].replace("", "none")), ["element"], "ratio"
    ),
)
DRAWN["participation-by-arena"] = DRAWN["participation-by-level"]
DRAWN["partners-by-kind"] = (
    lambda row: ((row["row"],), row["value"]),
    lambda rows: keyed(rows, ["code"], "activities"),
)
DRAWN["women-share-by-element"] = DRAWN["women-share"]
DRAWN |= dict.fromkeys(("milestones", "plan-versus-actual"), DRAWN["ladder"])
"""Of a figure with a chart: what a mark says, by a key; and the same from the rows behind it."""

COUNTED = {
    "needs-the-board": lambda rows: [rows["number"].nunique()],
    "since-reports": lambda rows: [(rows["change"] == c).sum() for c in ("new", "overdue")],
    "since-milestones": lambda rows: [(rows["change"] == c).sum() for c in ("reached", "listed")],
    "since-targets": lambda rows: [len(rows)] if len(rows) else [],
    "since-corrections": lambda rows: [rows["uid"].nunique()] if len(rows) else [],
    "since-activities": lambda rows: [len(rows)],
    "since-countries": lambda rows: [len(rows)],
    "not-reached": lambda rows: [(rows["list"] == "member_countries").sum()],
    "association-outcomes": lambda rows: [len(rows), rows["association"].nunique()],
    "stories": lambda rows: [len(rows), ((rows["evidence"] != "") | (rows["source"] != "")).sum()],
    "framework-tree": lambda rows: list(rows["level"].value_counts(sort=False)),
    "indicator-definitions": lambda rows: [len(rows)],
    "target-revisions": lambda rows: [len(rows)],
}
"""Of a figure that is a table: the numbers of its title, counted in its rows."""


def test_every_figure_is_explained_by_its_own_rows(whole):
    """Not by those of another: participations by quarter were explained by countries."""
    for kind in registry.kinds(whole.framework):
        made = kind.build(whole, T)
        rows = made.behind.frame
        if kind.name in COUNTED:
            title = made.title.split(": ", 1)[-1].replace("\u202f", "")
            expected = COUNTED[kind.name](rows)
            assert [int(n) for n in re.findall(r"\d+", title)][: len(expected)] == expected, (
                kind.name
            )
        elif kind.name == "since-status":
            assert set(rows["indicator"]) == set(made.table.frame["indicator"])
        elif kind.name.startswith("across-") and made.empty:
            assert not rows["activities"].sum()
        elif kind.name.startswith("trend-"):
            points = dict(zip(made.table.frame["as_of"], made.table.frame["actual"], strict=True))
            assert points.keys() <= set(rows["as_of"]), kind.name
            assert not points or rows["as_of"].min() == min(points), kind.name
        else:
            drawn, explained = DRAWN.get(kind.name) or DRAWN[re.split(r"s?-", kind.name)[0]]
            sets = as_dictionary(made.chart)["datasets"].values()
            marks = [row for one in sets if isinstance(one, list) for row in one if len(row) > 2]
            shown = {key: value for key, value in map(drawn, marks) if value is not None}
            assert shown, kind.name
            known = explained(rows)
            assert {key: known.get(key) for key in shown} == pytest.approx(shown), kind.name


def test_the_quarters_of_the_regions_add_up_to_their_totals(told):
    of_regions = figure("participation-by-region", told).table.frame
    quarters = behind("participation-by-region", told)

    total = quarters.groupby("name", sort=False)["participations"].sum()
    assert total.to_dict() == of_regions.set_index("name")["participations"].to_dict()
    assert total.sum() == behind("participation-over-time", told)["participations"].sum() > 0


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
