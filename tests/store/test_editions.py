"""What was printed stays as it was: a correction is another edition."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Refused
from ifla_metrics.models.editions import EditionDraft, FrozenFigure, FrozenFile
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store import editions
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.editions import freeze_edition
from ifla_metrics.store.entries import record
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, draft, entries, query

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


def figures_of(engine, **asked):
    return [one.figure for one in query(engine, editions.printed_figures, **asked)]


@BOTH_BY_DAY
def test_an_edition_is_given_back_as_it_was_frozen_and_corrected_by_another(engine):
    uid = freeze_edition(engine, EDITION, actor=LOCAL, key="k")

    assert freeze_edition(engine, EDITION, actor=LOCAL, key="k") == uid
    [kept] = query(engine, editions.editions)
    assert (kept.uid, kept.name, kept.known_on) == (uid, "Annual report 2012", date(2012, 12, 12))
    assert figures_of(engine, uid=uid) == list(FIGURES)
    assert query(engine, editions.file_of, uid, "report.pdf") == EDITION.files[0]
    with read_transaction(engine) as connection:
        assert len(entries(connection, subject=uid)) == 1

    later = FrozenFigure("C-02~a", "Coverage, corrected", '{"rows": [[3]]}')
    corrected = replace(EDITION, figures=(later,), corrects=uid)
    second = freeze_edition(engine, corrected, actor=LOCAL)
    assert query(engine, editions.edition, second).corrects == uid
    assert figures_of(engine, uid=uid) == list(FIGURES)
    assert figures_of(engine, figure_ids=["C-02~a", "O-01~a", "none"]) == [later, FIGURES[1]]


@BOTH_BY_DAY
def test_a_decision_since_print_is_told_where_it_moves_figures_with_its_comment(engine):
    uid = record(engine, draft(title="Sent in time"), actor=LOCAL).uid
    other = record(engine, draft(title="Sent too"), actor=LOCAL).uid
    freeze_edition(engine, EDITION, actor=LOCAL)
    freeze_edition(engine, replace(EDITION, known_on=date(2999, 1, 1)), actor=LOCAL)
    kept, of_an_earlier_day = query(engine, editions.editions)
    assert query(engine, editions.changes_since, kept.uid) == []
    later = query(engine, editions.changes_since, of_an_earlier_day.uid)
    assert [one.title for one in later] == ["Sent too", "Sent in time"]

    returned = Decision("activity", uid, 1, "returned", "No source")
    with pytest.raises(Refused, match="Write what the group"):
        decide(engine, [replace(returned, comment=" \n ")], actor=LOCAL)
    decide(engine, [returned, Decision("activity", other, 1, "approved")], actor=LOCAL)

    def told():
        found = query(engine, editions.changes_since, kept.uid)
        return [(c.title, c.version, c.reason) for c in found]

    assert told() == [("Sent in time", 1, "No source")]
    set_framework(engine, FRAMEWORK, FrameworkSettings("approved"), actor=LOCAL)
    assert told() == [("Sent too", 1, "")]
