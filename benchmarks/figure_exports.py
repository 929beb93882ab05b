"""What a figure's export costs beside its bare drawing: 20 figures as PDF, against vl-convert.

`python -m benchmarks.figure_exports` prints seconds a figure and the ratio; the goal is 1.3.
Both sides draw the same specifications with the same fonts, each warm: the export through the
drawing process with page, passport and joining, the bare side in this process and nothing else.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import vl_convert

from ifla_metrics.assets import FONTS
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import render, sheets_of
from ifla_metrics.report.sizes import SIZES
from ifla_metrics.settings import DATA
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.read import read as read_log

FIGURES, ROUNDS = 20, 3
T = translate("en")


def figures() -> list:
    """The first charts of the catalogue, from the documented history."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'log.db'}"
        initialise(url, data=DATA)
        with reading(engine_of(url)) as connection:
            kinds = registry.kinds(read_framework(connection, "2010-2015"))
            needs = sorted({need for kind in kinds for need in kind.needs})
            previous = sorted({need for kind in kinds for need in kind.previous})
            read = read_log(
                connection, Choices("2010-2015", "2011-2012", "2012-12"), needs, previous
            )
        engine_of(url).dispose()
    built = (kind.build(read, T) for kind in kinds)
    return [figure for figure in built if figure.chart is not None][:FIGURES]


def seconds(work, items) -> float:
    """The median of some rounds over all items, in seconds an item; the first round warms up."""
    rounds = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        for item in items:
            work(item)
        rounds.append((time.perf_counter() - begun) / len(items))
    return statistics.median(rounds[1:])


def main() -> None:
    """Print the cost of an export and of the bare drawing, and their ratio."""
    vl_convert.register_font_directory(str(FONTS))
    shown, place = figures(), SIZES["two_columns"]
    specs = [sheet.spec for f in shown for sheet in sheets_of(f, "pdf", T, size=place)]
    bare = seconds(vl_convert.vegalite_to_pdf, specs) * len(specs) / len(shown)
    whole = seconds(lambda figure: render(figure, "pdf", T, size=place), shown)
    print(f"{len(shown)} figures, {len(specs)} drawings")
    print(f"bare   {bare:.3f} s a figure")
    print(f"export {whole:.3f} s a figure")
    print(f"ratio  {whole / bare:.2f} (goal 1.3)")


if __name__ == "__main__":
    main()
