"""The rows that "Explain this number" opens are those of the figure, and add up to its numbers."""

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate

T = translate("en")


def figure(name, reading):
    return registry.find_spec(name, reading.framework).build(reading, T)


def behind(name, reading):
    return figure(name, reading).behind.frame


@pytest.fixture(scope="module", params=["", "SD2"], ids=["all directions", "SD2"])
def told(request, read):
    return read(direction=request.param)


DRAWN = ("value", "progress", "before", "after", "participations")
"""Fields of a chart's rows that are drawn as lengths, heights and shades."""
OWN = ("trend-", "across-", "women-share", "resource-languages")
"""Figures that draw targets, sums or rounded shares beside the numbers of their table."""


def numbers(frame):
    cells = (v for v in frame.to_numpy().ravel() if isinstance(v, int | float))
    return {round(float(v), 6) for v in cells if v == v} | {0.0}


def test_what_is_drawn_stands_in_the_table_of_the_figure_or_in_the_rows_behind_it(whole):
    for spec in registry.specs_for(whole.framework):
        made = spec.build(whole, T)
        assert made.table.frame.empty or len(made.behind.frame), spec.name
        if made.chart is None or spec.name.startswith(OWN):
            continue
        known = numbers(made.table.frame) | numbers(made.behind.frame)
        sets = as_dictionary(made.chart)["datasets"].values()
        rows = [row for one in sets if isinstance(one, list) for row in one]
        for field in DRAWN:
            drawn = {row[field] for row in rows if isinstance(row.get(field), int | float)}
            assert {round(float(n), 6) for n in drawn} <= known, (spec.name, field)


def test_a_row_of_the_programme_is_the_mean_of_the_indicators_shown_for_it(told):
    frame = figure("element-progress", told).table.frame
    for element in frame.itertuples():
        code = next(n.code for n in told.framework.rows if n.short_title == element.element)
        rows = behind(f"indicators-{code}", told)
        apart = rows["status"].isin(["overdue", "kept", "off_target", "within", "over_ceiling"])
        rows = rows[rows["progress"].notna() & rows["expected"].notna() & ~apart]
        assert len(rows) == element.with_value
        if element.status == "too_few_data":
            assert element.mean != element.mean
        elif len(rows):
            assert rows["progress"].clip(upper=1).mean() == pytest.approx(element.mean)
