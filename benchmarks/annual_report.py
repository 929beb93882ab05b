"""The annual report as a PDF of 20 figures, compared with bare vl-convert on the same charts."""

from dataclasses import replace

import vl_convert

from benchmarks.measuring import Report, alternate
from ifla_metrics.charts import printing
from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.choices import Choices
from ifla_metrics.exports import report as reports
from ifla_metrics.exports import report_content, templates
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import translate
from ifla_metrics.reading import Reading
from ifla_metrics.settings import FONTS
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.reading import read
from tests.databases import history_url

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
TRENDS = templates.Block("figure", figures=("trend-A2", "trend-A3", "trend-D1", "trend-X2"))
T = translate("en")


def run(report: Report, _sizes: list[int]) -> None:
    """Write the report of the shipped history."""
    with read_transaction(engine_of(history_url())) as connection:
        specs = registry.specs_for(read_catalogue(connection).framework(CHOICES.framework))
        reading = read(connection, CHOICES, *registry.needs_of(specs))
    shipped = templates.load_shipped("annual-report")
    template = replace(shipped, blocks=(*shipped.blocks, TRENDS))

    def make(name: str, _direction: str) -> tuple[Figure, Reading]:
        return registry.build(name, reading, T), reading

    document, figures = report_content.build(template, make, T)
    charts = {figure.id: figure.chart for figure in figures}
    specifications = {
        p.number: printing.with_shapes(as_dictionary(charts[p.id])) for p in document.pictures
    }

    def convert() -> None:
        for specification in specifications.values():
            vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])

    vl_convert.register_font_directory(str(FONTS))
    times = alternate(
        {"report": lambda: reports.write(document, "pdf", figures, T), "bare": convert}, rounds=5
    )
    what = f"report / bare vl-convert of its {len(specifications)} charts"
    report.ratio(what, times["report"], times["bare"], 1.5)
