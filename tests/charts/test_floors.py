"""A chart draws what it is given: it knows no metric, no store, and never divides."""

import ast
from pathlib import Path

import pytest

import ifla_metrics.charts

FILES = sorted(Path(ifla_metrics.charts.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_chart_imports_neither_metrics_nor_store_nor_figures(file):
    names = [
        name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    ]

    for floor in ("metrics", "store", "figures", "ui", "report"):
        assert not [n for n in names if n.startswith(f"ifla_metrics.{floor}")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_chart_divides_nothing_but_its_own_pixels(file):
    divided = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv)
    ]

    assert [d for d in divided if d not in {"MARK / 2", "LINE_PX / 2", "DATA / 'geo'"}] == []
