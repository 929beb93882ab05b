"""A chart as a dictionary: its rows are in it, whatever else is written meanwhile."""

import json
import threading

import altair as alt
import pandas as pd
import pytest

from ifla_metrics.charts import dictionary
from ifla_metrics.charts.dictionary import as_dictionary
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
