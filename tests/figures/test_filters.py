"""The filters by region, working group and review: what they select, and how figures name them."""

import os

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.figures.words import region_name
from ifla_metrics.i18n import translate
from tests.figures.conftest import frame_of

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))


@pytest.fixture(scope="module")
def africa(read):
    return read(region="africa")


@pytest.mark.parametrize(
    "filters", [{"region": "lac"}, {"group": "HQ"}, {"reviewed_only": True, "region": "europe"}]
)
def test_the_source_of_every_figure_names_the_filters(read, filters):
    reading = read(**filters)
    texts = {
        "region": (region_name(reading, T), "all regions"),
        "group": ("working group: Headquarters",),
        "reviewed_only": ("approved entries only",),
    }
    specs = registry.specs_for(reading.framework)
    for spec in specs if NIGHT else specs[::4]:
        source = spec.build(reading, T).source
        for name in filters:
            assert any(text in source for text in texts[name]), (spec.name, name)


def test_a_region_has_its_own_countries_and_denominator(africa, reading):
    african = set(reading.frames["countries"].query("region == 'africa'")["country"])
    members = reading.frames["listed"].query("list == 'member_countries'")["country"]
    [row] = frame_of("coverage-by-region", africa).to_dict("records")

    assert set(africa.frames["country_cells"]["country"]) <= african
    assert row["listed"] == len(african & set(members))
    assert row["ratio"] == row["listed_reached"] / row["listed"]
    amounts = ["participations", "activities"]
    regional, everywhere = (
        r.frames["month_cells"].query("scope_kind == 'all'")[amounts].sum()
        for r in (africa, reading)
    )
    assert ((regional > 0) & (regional < everywhere)).all()


@pytest.mark.parametrize("name", ["direction-status", "element-progress", "since-status"])
def test_a_region_changes_only_the_activities_and_countries_of_statuses(africa, reading, name):
    regional, everywhere = (frame_of(name, r) for r in (africa, reading))

    differing = {column for column in regional if not regional[column].equals(everywhere[column])}
    assert {column.removesuffix("_before") for column in differing} <= {"activities", "countries"}


def test_indicators_of_a_region_or_group_keep_their_status_without_target(read, africa, reading):
    regional, everywhere, own = (
        frame_of("indicator-bullets", r).set_index("indicator")
        for r in (africa, reading, read(group="SEC"))
    )

    assert regional["status"].equals(everywhere["status"])
    assert own["status"].equals(everywhere.loc[own.index, "status"])
    assert regional.loc["A2", ["target", "progress"]].isna().all()
    assert own.loc["X2", ["actual", "target"]].fillna(-1).to_list() == [0, -1]
    both = registry.build("indicator-bullets", read(region="africa", group="SEC"), T)
    assert "Statuses and targets are for all groups." in both.legend
    regional, everywhere = (frame_of("trend-A2", r)["actual"].tolist() for r in (africa, reading))
    assert regional != everywhere
