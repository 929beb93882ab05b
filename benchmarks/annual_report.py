"""The annual report beside bare vl-convert on the same charts: what words, pages and tags cost.

Bare: each chart's specification to SVG, in one warm process, nothing else. Ours: the whole PDF. Both
in processes that have drawn before, in turn. The second report differs by one edited heading, then
by one figure: only that figure is drawn anew.
"""

from __future__ import annotations

import statistics
from dataclasses import replace
from typing import Any

import vl_convert

from benchmarks.databases import FOLDER
from benchmarks.measuring import Report, once
from ifla_metrics.assets import FONTS
from ifla_metrics.choices import Choices
from ifla_metrics.figures import catalogue
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import asked, contents, drawings, press, templates
from ifla_metrics.report.book.asked import Asked
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.drawings import wanted_of
from ifla_metrics.report.book.facts import facts_of
from ifla_metrics.report.rendering import sheets_of
from ifla_metrics.settings import DATA
from ifla_metrics.store import queries
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
FIGURES = 20
ROUNDS = 5
T = translate("en")


def run(_sizes: list[int]) -> Report:
    """Measure the 20-figure report on the documented history; the log's size is not in it."""
    report = Report("The annual report of 20 figures as PDF (documented history)")
    figures, template, facts = _asked()
    specs = _specs(figures, template, facts)
    vl_convert.register_font_directory(str(FONTS))

    def bare() -> None:
        for spec in specs:
            vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])

    def write(found: dict[Asked, Figure] | None = None, title: str = "") -> None:
        used = figures if found is None else found
        book = contents.build(replace(template, title=title or template.title), used, facts, T)
        press.write(book, "pdf", used, T)

    def anew() -> None:
        drawings.forget()
        write()

    edited = dict(figures)
    first = next(one for one, figure in figures.items() if figure.chart is not None)
    bare()
    anew()
    times: dict[str, list[float]] = {"bare": [], "report": [], "heading": [], "figure": []}
    for number in range(ROUNDS):
        times["bare"].append(once(bare))
        times["report"].append(once(anew))
        times["heading"].append(once(lambda n=number: write(title=f"Edited {n}")))
        changed = figures[first].chart.properties(description=f"edited {number}")
        edited[first] = replace(figures[first], chart=changed)
        times["figure"].append(once(lambda: write(edited)))
    found = {name: statistics.median(seconds) for name, seconds in times.items()}
    report.time(f"bare vl-convert, {len(specs)} charts as SVG", found["bare"])
    report.time("whole report, nothing kept", found["report"])
    report.time("whole report per figure", found["report"] / len(specs))
    report.time("again after one heading was edited", found["heading"])
    report.time("again after one figure changed", found["figure"])
    report.ratio("report / bare vl-convert", found["report"] / found["bare"], 1.3)
    report.ratio("again after one edit / the first time", found["heading"] / found["report"], 0.6)
    report.notes.append("the process that sets the pages starts with each report and is in its time")
    return report


def _asked() -> tuple[dict[Asked, Figure], templates.Template, Any]:
    """Return the chapter cut to 20 drawn figures, its figures and its facts."""
    url = f"sqlite:///{FOLDER / 'annual_report.db'}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    initialise(url, data=DATA)
    with reading(engine_of(url)) as connection:
        framework = queries.read_framework(connection, CHOICES.framework)
        kinds = catalogue.kinds(framework)
        needs = sorted({need for kind in kinds for need in kind.needs})
        previous = sorted({need for kind in kinds for need in kind.previous})
        read = queries.read(connection, CHOICES, needs, previous)
    chapter = templates.shipped("annual-report")
    more = (Block("figure", figures=("trend-A2", "trend-A3", "trend-D1", "trend-X2")),)
    template = replace(chapter, blocks=(*chapter.blocks, *more), pages=0)
    figures = {
        one: catalogue.build(one.name, read, T)
        for one in asked.asked(template, framework, CHOICES)
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
