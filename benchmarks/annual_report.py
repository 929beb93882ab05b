"""The annual report beside bare vl-convert on the same charts: what words, pages and tags cost.

Bare: each chart's specification to SVG, in one warm process, nothing else; and the same by a warm
process for each of ours, as a careful engineer would. Ours: from the figures to the whole PDF, in
drawing processes that have drawn before. All in turn. The second report differs by one edited
heading, then by one figure: only that figure is drawn anew.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import vl_convert

from benchmarks.databases import FOLDER
from benchmarks.measuring import Report, once
from benchmarks.servers import cpu_of
from ifla_metrics.assets import FONTS
from ifla_metrics.charts import parts
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.choices import Choices
from ifla_metrics.exports import report, report_content, report_figures, templates
from ifla_metrics.exports.report_figures import FigureKey
from ifla_metrics.exports.templates import Block
from ifla_metrics.exports.workers import workers
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import translate
from ifla_metrics.reading import Reading
from ifla_metrics.settings import DATA
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.read import read as read_log

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
FIGURES = 20
ROUNDS = 5
T = translate("en")


def run(_sizes: list[int]) -> Report:
    """Measure the 20-figure report on the documented history; the log's size is not in it."""
    result = Report("The annual report of 20 figures as PDF (documented history)")
    figures, template, read = _chapter()
    specs = _specs(figures, template, read)
    with ProcessPoolExecutor(
        len(workers.all), mp_context=get_context("spawn"), initializer=_fonts
    ) as pool:
        found, processor = _measured(figures, template, read, specs, pool)
    result.time(f"bare vl-convert, {len(specs)} charts as SVG, one process", found["bare"])
    result.time(f"the same by {len(workers.all)} processes", found["bare at once"])
    result.time("whole report, nothing kept", found["report"])
    result.time("whole report per figure", found["report"] / FIGURES)
    result.time("again after one heading was edited", found["heading"])
    result.time("again after one figure changed", found["figure"])
    result.time("processor: bare, one process", processor["bare"])
    result.time("processor: whole report", processor["report"])
    result.ratio("report / bare vl-convert", found["report"] / found["bare"], 1.3)
    result.ratio("processor: report / bare", processor["report"] / processor["bare"])
    result.ratio(
        f"report / bare by {len(workers.all)} processes", found["report"] / found["bare at once"]
    )
    result.ratio("again after one edit / the first time", found["heading"] / found["report"], 0.6)
    return result


def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _bare(spec: dict[str, Any]) -> int:
    return len(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _measured(
    figures: dict[FigureKey, Figure],
    template: templates.Template,
    read: Reading,
    specs: list[dict[str, Any]],
    pool: ProcessPoolExecutor,
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the median seconds of each way by the clock, and of two by the processor."""

    def bare() -> None:
        for spec in specs:
            _bare(spec)

    def at_once() -> None:
        if not all(pool.map(_bare, specs)):
            raise ValueError("A chart was not drawn.")

    def write(found: dict[FigureKey, Figure] | None = None, title: str = "") -> None:
        used = figures if found is None else found
        named = replace(template, title=title or template.title)
        report.write(report_content.build(named, used, read, T), "pdf", used, T)

    def anew() -> None:
        report._drawn.cache_clear()
        write()

    edited = dict(figures)
    first = next(one for one, figure in figures.items() if figure.chart is not None)
    _fonts()
    for warm in (bare, at_once, anew):
        warm()
    seconds: dict[str, list[float]] = defaultdict(list)
    processor: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        for name, task in (("bare", bare), ("bare at once", at_once), ("report", anew)):
            begun = _processor()
            seconds[name].append(once(task))
            processor[name].append(_processor() - begun)
        seconds["heading"].append(once(lambda n=number: write(title=f"Edited {n}")))
        changed = as_dictionary(figures[first].chart) | {"description": f"edited {number}"}
        edited[first] = replace(figures[first], chart=changed)
        seconds["figure"].append(once(lambda: write(edited)))
    return (
        {name: statistics.median(some) for name, some in seconds.items()},
        {name: statistics.median(some) for name, some in processor.items()},
    )


def _processor() -> float:
    """Return the processor seconds of this process, of what it waited for and of the drawers."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    drawing = sum(cpu_of(one.process.pid) for one in workers.all if one.process)
    return time.process_time() + ended.ru_utime + ended.ru_stime + drawing


def _chapter() -> tuple[dict[FigureKey, Figure], templates.Template, Reading]:
    """Return the chapter with 20 drawn figures, these figures and their reading."""
    url = f"sqlite:///{FOLDER / 'annual_report.db'}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    initialise(url, data=DATA)
    with reading(engine_of(url)) as connection:
        framework = read_framework(connection, CHOICES.framework)
        kinds = registry.kinds(framework)
        needs = sorted({need for kind in kinds for need in kind.needs})
        previous = sorted({need for kind in kinds for need in kind.previous})
        read = read_log(connection, CHOICES, needs, previous)
    chapter = templates.shipped("annual-report")
    more = (Block("figure", figures=("trend-A2", "trend-A3", "trend-D1", "trend-X2")),)
    template = replace(chapter, blocks=(*chapter.blocks, *more), pages=0)
    keys = report_figures.needed(template, framework, CHOICES)
    return {key: registry.build(key.name, read, T) for key in keys}, template, read


def _specs(
    figures: dict[FigureKey, Figure], template: templates.Template, read: Reading
) -> list[dict[str, Any]]:
    """Return the specification of every figure of the report, the world's shapes in it."""
    by_id = {figure.id: figure for figure in figures.values()}
    pictures = {p.key: p for p in report_content.build(template, figures, read, T).pictures}
    if len(pictures) != FIGURES:
        raise ValueError(f"The report has {len(pictures)} figures, not {FIGURES}.")
    return [parts.with_shapes(as_dictionary(by_id[p.id].chart)) for p in pictures.values()]
