"""A report that is made again draws only what changed; it can be cancelled, and says its faults."""

import pytest

from ifla_metrics.errors import NotDrawn
from ifla_metrics.exports import report, report_content
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from tests.exports import specimens

EN = translate("en")
TEMPLATE = Template("two", "Two", (Block("figure", figures=("a", "b")),))


def two(read, first="First"):
    """A report of two figures."""
    name = "coverage-by-region"
    a = specimens.charted(id="a", name=name, chart=specimens.chart(specimens.frame(first)))
    figures = {"a": a, "b": specimens.charted(id="b", name=name)}
    return report_content.build(TEMPLATE, lambda name, _: (figures.get(name, a), read), EN)


def test_after_one_edit_one_picture_is_drawn_anew(read, monkeypatch):
    drawn = []
    real = report.workers.run

    def noted(function, job, **how):
        drawn.append(job.metadata.id)
        return real(function, job, **how)

    monkeypatch.setattr(report.workers, "run", noted)
    for first in ("One", "One", "Changed"):
        document, figures = two(read, first)
        report.draw_figures(document, "pdf", figures, EN)

    assert sorted(drawn) == ["a", "a", "b"]


def test_it_tells_how_far_it_is_and_stops_when_it_is_cancelled(read):
    told = []
    document, figures = two(read, "Cancelled")

    def cancel(done, of):
        told.append((done, of))
        raise NotDrawn("cancelled")

    report.draw_figures(document, "pdf", figures, EN, lambda done, of: told.append((done, of)))
    with pytest.raises(NotDrawn, match="cancelled"):
        report.write(document, "pdf", figures, EN, progress=cancel)
    assert told == [(1, 2), (2, 2), (1, 2)]
