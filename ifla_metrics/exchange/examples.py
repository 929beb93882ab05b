"""A first row that calls itself an example but holds a day: asked about, never left out unasked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.alike import LEAVE, TAKE
from ifla_metrics.exchange.faults import Fault, Question, because
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.exchange.rows_aside import AN_EXAMPLE
from ifla_metrics.exchange.tables import Table

HAS_A_DAY = because(n_("It begins like an example, but has a day: is it an entry?"))


def without_examples(
    rows: Sequence[ReadRow], tables: Iterable[Table], answers: Mapping[str, str]
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and those left out; what else is wrong with an example is not told before.

    Args:
        rows: Of all tables of a file, in their order.
        tables: Those of which the first row may be an example.
        answers: To questions that were asked before.
    """
    doubtful = {(t.sheet.name, t.numbers[0]): t for t in tables if t.may_show and t.numbers}
    if not doubtful:
        return list(rows), []
    kept: list[ReadRow] = []
    left_out: list[Fault] = []
    for row in rows:
        table = doubtful.get((row.sheet, row.row))
        if table is None or (row.uid and row.base_version):  # Of a log.
            kept.append(row)
            continue
        place, title = table.place(row.row, "title"), str(table.cells["title"][0])[:200]
        question = Question(place, title, (LEAVE, TAKE), HAS_A_DAY, about="example")
        answer = answers.get(question.id)
        if answer == LEAVE.value:
            left_out.append(Fault(place, title, AN_EXAMPLE))
        elif answer == TAKE.value:
            kept.append(row)
        else:
            kept.append(row._replace(draft=None, faults=(), questions=(question,)))
    return kept, left_out
