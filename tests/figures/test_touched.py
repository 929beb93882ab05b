"""What a chart answers: words to who points at a mark, and codes to who clicks it."""

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate

T = translate("en")
PICKED = {
    "direction-status": ["direction", "status"],
    "element-progress": ["element"],
    "indicator-bullets": ["indicator"],
    "milestones": ["uid"],
    "trend-A1": None,
}


def marks(spec):
    """The layer that answers: the one with tooltips."""
    return [layer for layer in layers(spec) if "tooltip" in layer.get("encoding", {})]


def layers(spec):
    return [leaf for part in spec["layer"] for leaf in layers(part)] if "layer" in spec else [spec]


@pytest.mark.parametrize("name", PICKED)
def test_a_mark_has_words_and_gives_the_code_that_an_address_names(whole, name):
    spec = as_dictionary(registry.build(name, whole, T).chart)

    texts = [tip["field"] for layer in marks(spec) for tip in layer["encoding"]["tooltip"]]
    rows = [row for data in spec["datasets"].values() for row in data if texts[0] in row]
    assert all(row[text] for row in rows for text in texts if text != "owner")
    picked = [one for one in spec.get("params", ()) if one["name"] == "pick"]
    assert (picked[0]["select"]["fields"] if picked else None) == PICKED[name]
    assert bool(registry.find_spec(name, whole.framework).click) == bool(picked)
