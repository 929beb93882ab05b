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
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import asked, contents, drawings, press, templates
from ifla_metrics.report.book.asked import Asked
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.drawings import wanted_of
from ifla_metrics.report.book.facts import facts_of
from ifla_metrics.report.rendering import sheets_of
from ifla_metrics.report.workers import workers
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
    report = Report("The annual report of 20 figures as PDF (documented history)")
    figures, template, facts = _asked()
    specs = _specs(figures, template, facts)
    with ProcessPoolExecutor(
        len(workers), mp_context=get_context("spawn"), initializer=_fonts
    ) as pool:
        found, processor = _measured(figures, template, facts, specs, pool)
    report.time(f"bare vl-convert, {len(specs)} charts as SVG, one process", found["bare"])
    report.time(f"the same by {len(workers)} processes", found["bare at once"])
    report.time("whole report, nothing kept", found["report"])
    report.time("whole report per figure", found["report"] / FIGURES)
    report.time("again after one heading was edited", found["heading"])
    report.time("again after one figure changed", found["figure"])
    report.time("processor: bare, one process", processor["bare"])
    report.time("processor: whole report", processor["report"])
    report.ratio("report / bare vl-convert", found["report"] / found["bare"], 1.3)
    report.ratio("processor: report / bare", processor["report"] / processor["bare"])
    report.ratio(
        f"report / bare by {len(workers)} processes", found["report"] / found["bare at once"]
    )
    report.ratio("again after one edit / the first time", found["heading"] / found["report"], 0.6)
    report.notes.append(
        "the process that sets the pages starts with each report and is in its time"
    )
    return report


def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _bare(spec: dict[str, Any]) -> int:
    return len(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _measured(
    figures: dict[Asked, Figure],
    template: templates.Template,
    facts: Any,
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

    def write(found: dict[Asked, Figure] | None = None, title: str = "") -> None:
        used = figures if found is None else found
        book = contents.build(replace(template, title=title or template.title), used, facts, T)
        press.write(book, "pdf", used, T)

    def anew() -> None:
        drawings.forget()
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
    drawing = sum(cpu_of(one) for one in workers.running)
    return time.process_time() + ended.ru_utime + ended.ru_stime + drawing


def _asked() -> tuple[dict[Asked, Figure], templates.Template, Any]:
    """Return the chapter cut to 20 drawn figures, its figures and its facts."""
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
    figures = {
        one: registry.build(one.name, read, T) for one in asked.asked(template, framework, CHOICES)
    }
    return figures, template, facts_of(read, T)


def _specs(
    figures: dict[Asked, Figure], template: templates.Template, facts: Any
) -> list[dict[str, Any]]:
    """Return the specification of every drawing of the report, as our own renderer gets it."""
    by_id = {figure.id: figure for figure in figures.values()}
    book = contents.build(template, figures, facts, T)
    wanted = wanted_of(book.pictures)
    if len(wanted) != FIGURES:
        raise ValueError(f"The report has {len(wanted)} figures, not {FIGURES}.")
    return [
        sheet.spec
        for one in wanted
        for sheet in sheets_of(by_id[one.figure], "svg", T, size=one.size, framed=False)
        if sheet.spec is not None
    ]
