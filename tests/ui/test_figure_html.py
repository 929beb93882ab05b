"""The place of a chart: its specification travels whole, and nothing in it ends what holds it."""

import json
import re
from html import unescape

from ifla_metrics.ui import figure_html

SPEC = {
    "mark": "bar",
    "transform": [{"filter": "datum.value > 0 && datum.value < 9"}],
    "datasets": {"rows": [{"name": "--></title></style><img src=x onerror=x>", "é": "\"&'"}]},
}


def test_a_place_holds_the_whole_specification():
    place = figure_html.drawing(SPEC)

    held = re.fullmatch(r'<div class="im-chart" data-chart="([^"<>]*)"></div>', place)
    assert json.loads(unescape(held.group(1))) == SPEC


def test_nothing_that_was_typed_could_end_a_comment_or_a_title():
    """DOMPurify, by which Streamlit's page cleans HTML, takes such an attribute away."""
    assert not set("<>") & set(unescape(figure_html.drawing(SPEC))[40:-12])
