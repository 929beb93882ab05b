"""Style sheets and scripts address containers and widgets by their keys."""

import ast
import re

import pytest

from ifla_metrics.settings import ROOT

UI = ROOT / "ifla_metrics" / "ui"
SOURCES = [*(UI / "styles").glob("*.css"), *(UI / "scripts").glob("*.js")]
FAMILIES = ("figure_", "foot_", "choice_")
"""Keys of figures and filters, which end with a name."""
PYTHON = [*UI.rglob("*.py"), *(ROOT / "pages").rglob("*.py")]


def strings():
    """Return the constant strings of the pages, and the constant beginnings of f-strings."""
    whole, beginnings = set(), set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(node.values[0].value)
    return whole, beginnings


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_key_in_styles_and_scripts_is_the_key_of_an_element(source):
    whole, beginnings = strings()
    text = source.read_text("utf-8")
    exact = set(re.findall(r"\.st-key-([\w-]+)", text))
    prefixes = set(re.findall(r"\*=[\"']st-key-([\w-]+)", text))

    assert {key for key in exact - whole if not key.startswith(FAMILIES)} == set()
    assert {p for p in prefixes if not any(s.startswith(p) for s in whole | beginnings)} == set()
