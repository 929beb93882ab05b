"""Figures in Arabic: every message that they say has its words, forms and holes."""

import ast
import re
from dataclasses import replace

import pytest

from ifla_metrics.exports import templates
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from tests.i18n import words

AR = translate("ar")
ROOMS = ("figures", "charts", "metrics")
PRESS = (
    "exports/figure_files",
    "exports/data_files",
    "exports/report_content",
    "exports/native_chart",
)
ARABIC = re.compile("[\u0600-\u06ff]")


def said() -> list[str | tuple[str, str]]:
    """The messages of figures, of what draws them, and of the data whose words they show."""
    package = ROOT / "ifla_metrics"
    files = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    files += [package / f"{name}.py" for name in PRESS]
    found = [m for path in files for m in words.code_messages(ast.parse(path.read_text("utf-8")))]
    # What figures are called in lists is for the screen alone.
    labels = {label for one in registry.all_specs() for label in (one.label, one.family_label)}
    found = [message for message in found if message not in labels]
    found += templates.TITLES.values()
    return [*found, *words.data_messages()]


def test_every_message_of_a_figure_has_its_arabic_words():
    written = words.load("ar")
    lacking = {
        message
        for message in said()
        if message not in written or not all(words.forms(written[message].string))
    }

    assert not lacking


@pytest.mark.parametrize("name", [spec.name for spec in registry.standalone_specs()])
def test_the_words_of_every_figure_are_arabic(whole, name):
    chosen = replace(whole, choices=replace(whole.choices, language="ar"))
    figure = registry.build(name, chosen, AR)

    for told in (figure.subtitle, figure.source, figure.formula):
        assert ARABIC.search(told), told
    titles = [column.title for column in figure.table.columns]
    assert [title for title in titles if not ARABIC.search(title)] == []
    assert figure.id.endswith("~ar")
