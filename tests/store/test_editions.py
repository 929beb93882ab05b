"""Editions are never changed; a correction is another edition."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Refused
from ifla_metrics.models.editions import EditionDraft, FrozenFigure, FrozenFile
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.write import editions
from ifla_metrics.store.write.editions import freeze_edition
from ifla_metrics.store.write.entries import record
from ifla_metrics.store.write.frameworks import change_settings
from ifla_metrics.store.write.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, draft
from tests.store.queries import audit_entries, query

FIGURES = (
    FrozenFigure("C-02~a", "Coverage", '{"rows": [[1]]}'),
    FrozenFigure("O-01~a", "Overview", '{"rows": [[2]]}'),
)
EDITION = EditionDraft(
    name="Annual report 2012",
    framework=FRAMEWORK,
    period="2011-2012",
    known_on=date(2012, 12, 12),
    language="en",
    figures=FIGURES,
    files=(FrozenFile("report.pdf", "application/pdf", b"%PDF-1.7"),),
    template="annual-report",
    note="",
    corrects=None,
)


def figures_of(engine, **filters):
    return [figure for figure, _ in query(engine, editions.printed_figures, **filters)]


@pytest.mark.parametrize("fault", [{"name": " a  "}, {"name": "a" * 201}, {"figures": ()}])
def test_an_edition_without_a_name_or_figure_is_refused(fault):
    with pytest.raises(Refused):
        replace(EDITION, **fault)


@BOTH_BY_DAY
def test_an_edition_is_read_as_frozen_and_corrected_by_another(engine):
    uid = freeze_edition(engine, EDITION, actor=LOCAL, key="k")

    assert freeze_edition(engine, EDITION, actor=LOCAL, key="k") == uid
    [edition] = query(engine, editions.editions)
    assert (edition.uid, edition.name, edition.known_on) == (uid, EDITION.name, EDITION.known_on)
    assert figures_of(engine, uid=uid) == list(FIGURES)
    assert query(engine, editions.file_content, uid, "report.pdf") == EDITION.files[0].content
    assert len(audit_entries(engine, uid)) == 1

    later = FrozenFigure("C-02~a", "Coverage, corrected", '{"rows": [[3]]}')
    corrected = replace(EDITION, figures=(later,), corrects=uid)
    second = freeze_edition(engine, corrected, actor=LOCAL)
    assert query(engine, editions.edition, second).corrects == uid
    assert figures_of(engine, uid=uid) == list(FIGURES)
    assert figures_of(engine, figure_ids=["C-02~a", "O-01~a", "none"]) == [later, FIGURES[1]]


@BOTH_BY_DAY
def test_a_decision_after_printing_is_listed_where_it_changes_figures(engine):
    uid = record(engine, draft(title="Sent in time"), actor=LOCAL).uid
    other = record(engine, draft(title="Sent too"), actor=LOCAL).uid
    freeze_edition(engine, EDITION, actor=LOCAL)
    freeze_edition(engine, replace(EDITION, known_on=date(2999, 1, 1)), actor=LOCAL)
    edition, as_of_2012 = query(engine, editions.editions)

    def changes(edition):
        found = query(engine, editions.changes_since, edition.uid)
        return [(change.title, change.version) for change in found]

    assert changes(edition) == []
    assert [title for title, _ in changes(as_of_2012)] == ["Sent too", "Sent in time"]

    returned = Decision("activity", uid, 1, "returned", "No source")
    with pytest.raises(Refused, match="Write what the group"):
        decide(engine, [replace(returned, comment=" \n ")], actor=LOCAL)
    decide(engine, [returned, Decision("activity", other, 1, "approved")], actor=LOCAL)

    assert changes(edition) == [("Sent in time", 1)]
    change_settings(engine, FRAMEWORK, FrameworkSettings("approved"), actor=LOCAL)
    assert changes(edition) == [("Sent too", 1)]
