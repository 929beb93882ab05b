"""Filters by region, working group and review: what they narrow, and what figures say of it."""

import os

import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.figures.progress import screen_chart
from ifla_metrics.figures.words import region_name
from ifla_metrics.i18n import translate

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))


@pytest.fixture(scope="module")
def africa(read):
    return read(region="africa")


@pytest.mark.parametrize(
    "filters", [{"region": "lac"}, {"group": "HQ"}, {"reviewed_only": True, "region": "europe"}]
)
def test_every_figure_says_by_what_it_is_filtered(read, filters):
    reading = read(**filters)
    words = {
        "region": (region_name(reading, T), "all regions"),
        "group": ("working group: Headquarters",),
        "reviewed_only": ("approved entries only",),
    }
    specs = registry.specs_for(reading.framework)
    for spec in specs if NIGHT else specs[::4]:
        source = spec.build(reading, T).source
        for name in filters:
            assert any(said in source for said in words[name]), (spec.name, name)


def test_a_region_has_its_own_countries_and_its_own_denominator(africa, whole):
    african = set(whole.frames["countries"].query("region == 'africa'")["country"])
    listed = whole.frames["listed"].query("list == 'member_countries'")["country"]
    cells = africa.frames["country_cells"]
    [row] = registry.build("coverage-by-region", africa, T).table.frame.to_dict("records")

    assert set(cells["country"]) <= african
    assert row["listed"] == len(african & set(listed))
    assert row["ratio"] == row["listed_reached"] / row["listed"]
    for name in ("participations", "activities"):
        regional, everywhere = (
            r.frames["month_cells"].query("scope_kind == 'all'")[name].sum()
            for r in (africa, whole)
        )
        assert 0 < regional < everywhere


def test_statuses_are_those_of_the_whole_and_the_log_of_a_region_or_group(read, africa, whole):
    def tables(name):
        return (registry.build(name, reading, T).table.frame for reading in (africa, whole))

    for name in ("direction-status", "element-progress", "since-status"):
        mine, all_of_them = tables(name)
        differ = {c.removesuffix("_before") for c in mine if not mine[c].equals(all_of_them[c])}
        assert differ <= {"activities", "countries"}, name
    one, other = tables("trend-A2")
    assert one["actual"].tolist() != other["actual"].tolist()
    one, other = tables("indicator-bullets")
    assert one["status"].tolist() == other["status"].tolist()
    assert one.set_index("indicator").loc["A2", ["target", "progress"]].isna().all()
    own, every = registry.build("indicator-bullets", read(group="SEC"), T).table.frame, other
    own, every = (frame.set_index("indicator") for frame in (own, every))
    assert own["status"].to_dict() == every.loc[own.index, "status"].to_dict()
    assert own.loc["X2", ["actual", "target"]].fillna(-1).to_list() == [0, -1]
    both = registry.build("indicator-bullets", read(region="africa", group="SEC"), T)
    assert "Status, all regions and groups" in [column.title for column in both.table.columns]


def test_progress_has_the_numbers_of_the_region_on_screen_and_in_print(africa):
    made = registry.build("indicator-bullets", africa, T)
    screen, printed = (
        {
            row["indicator"]: row["text_told"]
            for rows in as_dictionary(chart)["datasets"].values()
            for row in rows
            if "indicator" in row
        }
        for chart in (screen_chart(made, africa, T), made.chart)
    )

    assert screen == printed
