"""Figures in Arabic: every message of a figure is translated."""

import ast
import re
from dataclasses import replace

import pytest

from ifla_metrics.exports import templates
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from tests.i18n import words

PACKAGES = ("figures", "charts", "metrics")
EXPORTS = ("chart_files", "figure_files", "data_files", "report_content")
ARABIC = re.compile("[\u0600-\u06ff]")


def figure_messages() -> set[str | tuple[str, str]]:
    """Return the messages of figures, of their files, and of the data that they show."""
    package = ROOT / "ifla_metrics"
    files = [path for name in PACKAGES for path in (package / name).rglob("*.py")]
    files += [package / "exports" / f"{name}.py" for name in EXPORTS]
    trees = [ast.parse(path.read_text("utf-8")) for path in files]
    messages = {message for tree in trees for message in words.code_messages(tree)}
    # Figures have labels in lists on screen only.
    messages -= {spec.label for spec in registry.all_specs()}
    return messages.union(templates.TITLES.values(), words.data_messages())


def test_every_message_of_a_figure_has_an_arabic_translation():
    translations = words.load("ar")
    untranslated = {
        message
        for message in figure_messages()
        if message not in translations or not all(words.forms(translations[message].string))
    }

    assert not untranslated


@pytest.mark.parametrize("name", [spec.name for spec in registry.standalone_specs()])
def test_the_texts_of_every_figure_are_arabic(reading, name):
    arabic = replace(reading, choices=replace(reading.choices, language="ar"))
    figure = registry.build(name, arabic, translate("ar"))
    titles = [column.title for column in figure.table.columns]

    texts = [figure.subtitle, figure.source, figure.formula, *titles]
    assert [text for text in texts if not ARABIC.search(text)] == []
    assert figure.id.endswith("~ar")
