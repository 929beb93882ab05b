"""A chart as a dictionary: its rows are in it, or apart, whatever else is written meanwhile."""

import json
import threading

import altair as alt
import pandas as pd
import pytest

from ifla_metrics.charts.dictionary import as_dictionary, with_rows_apart
from ifla_metrics.charts.theme import finish, layered
from ifla_metrics.i18n import translate

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


def test_every_name_of_rows_has_its_rows(chart):
    spec = as_dictionary(chart)

    assert names(spec) == set(spec["datasets"])
    assert next(iter(spec["datasets"].values())) == [{"a": "one", "n": 1}, {"a": "two", "n": 2}]


def test_a_frame_that_many_layers_draw_is_packed_once(chart):
    asked = []

    def packed(frame):
        asked.append(frame)
        return frame.to_csv().encode()

    spec, rows = with_rows_apart(chart, packed)

    assert len(asked) == 2
    assert names(spec) == set(rows)
    assert "datasets" not in spec


def test_charts_written_at_once_keep_each_its_own_rows(chart):
    """Altair has one setting for the process: out of turn, a chart's rows go to another's."""
    inside, done = threading.Event(), threading.Event()

    def theirs(_frame):
        inside.set()
        done.wait(5)
        return b"theirs"

    other = threading.Thread(target=with_rows_apart, args=(chart, theirs))

    def mine(frame):
        if not other.ident:
            other.start()
            inside.wait(0.3)
        return frame.to_csv().encode()

    spec, rows = with_rows_apart(chart, mine)
    done.set()
    other.join()

    assert names(spec) == set(rows)
    assert b"theirs" not in rows.values()


def test_a_dictionary_comes_back_alike():
    spec = {"mark": "bar"}

    assert as_dictionary(spec) is spec
