"""A chart as a dictionary has its rows in it; the map is whole on paper, nothing is fetched."""

import json
import re
import threading

import altair as alt
import pandas as pd
import pytest

from ifla_metrics.charts import dictionary
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.charts.map import world
from ifla_metrics.charts.theme import LIGHT, finish, layered
from ifla_metrics.i18n import translate
from tests.charts.drawing import svg

FRAME = pd.DataFrame({"a": ["one", "two"], "n": [1, 2]})


@pytest.fixture
def chart():
    base = alt.Chart(FRAME).encode(y="a:N", x="n:Q")
    other = alt.Chart(FRAME.head(1)).mark_rule().encode(x="n:Q")
    return finish(layered(base.mark_bar(), base.mark_text(), other), translate("en"))


def names(spec):
    if isinstance(spec, dict):
        own = {spec["data"]["name"]} if "name" in spec.get("data", {}) else set()
        return own.union(*(names(v) for k, v in spec.items() if k != "datasets"))
    return set().union(*map(names, spec)) if isinstance(spec, list) else set()


def with_rows_for_names(spec):
    """Return the text of a specification, each name of rows replaced by these."""
    written = json.dumps({k: v for k, v in spec.items() if k != "datasets"}, sort_keys=True)
    for name, rows in spec["datasets"].items():
        written = written.replace(name, json.dumps(rows, sort_keys=True))
    return written


def test_it_is_what_altair_writes_itself(chart):
    assert with_rows_for_names(as_dictionary(chart)) == with_rows_for_names(chart.to_dict())


def test_charts_written_at_once_keep_each_its_own_rows(chart, monkeypatch):
    """Altair has one setting for the process: out of turn, a chart's rows go to another's."""
    inside, done = threading.Event(), threading.Event()
    others = alt.Chart(pd.DataFrame({"a": ["theirs"], "n": [0]})).mark_bar().encode(y="a:N")
    other = threading.Thread(target=as_dictionary, args=(others,))
    values = dictionary.to_values

    def slow(frame):
        if threading.current_thread() is other:
            inside.set()
            done.wait(5)
        elif not other.ident:
            other.start()
            inside.wait(0.3)
        return values(frame)

    monkeypatch.setattr(dictionary, "to_values", slow)
    spec = as_dictionary(chart)
    done.set()
    other.join()

    assert names(spec) == set(spec["datasets"])
    assert len(spec["datasets"]) == 2


T = translate("en")
COUNTRIES = pd.DataFrame(
    [
        ("BWA", "072", "Botswana", -22.2, 23.8, False, "now"),
        ("FSM", "583", "Micronesia", 6.9, 158.2, True, "now"),
        ("TUV", "798", "Tuvalu", -8.5, 179.2, True, "before"),
    ],
    columns=["country", "numeric", "name", "latitude", "longitude", "small", "kind"],
)


@pytest.fixture
def world_map():
    return world(
        COUNTRIES,
        t=T,
        classes={"now": LIGHT.accent, "before": LIGHT.tint},
        words={"now": "activity in the period", "before": "only before it"},
        tooltip=[("name", "Country")],
    )


def test_a_printed_map_has_more_than_150_shapes(world_map):
    """A map that was not put in draws nothing, and no error."""
    assert len(re.findall("<path", svg(world_map, 700))) > 150


def test_states_too_small_to_see_are_circles_of_their_class(world_map):
    drawn = svg(world_map, 900)

    for colour in (LIGHT.accent, LIGHT.tint):
        assert len(re.findall(f'fill="{colour}"', drawn)) >= 2, colour
    assert "Tuvalu" in drawn
