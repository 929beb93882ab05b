"""Every file of the corpus is read as a careful person expects; nothing is silently wrong."""

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.imports.compare import Verdict, compare
from ifla_metrics.imports.headers import FIELDS
from ifla_metrics.imports.preview import check_file
from ifla_metrics.imports.read import read
from ifla_metrics.store.database import engine_of, read_transaction
from tests import databases
from tests.i18n.words import load
from tests.imports.corpus import CONSTANTS, cases
from tests.imports.making import code_book

CASES = cases()
EN = translate("en")
WORDS = {message.id for message in load("fr")}
USUAL = ("workshop", "completed", "")


def read_case(case):
    table = read(case.data, case.file, answers=case.answers)
    answers = dict(case.answers)
    found = check_file(table, code_book(), answers, group="ALP", t=EN)
    chosen = {q.key: CONSTANTS[q.key] for q in found.questions if q.key in CONSTANTS}
    if chosen:
        answers = {**chosen, **answers}
        found = check_file(table, code_book(), answers, group="ALP", t=EN)
    with read_transaction(engine_of(databases.empty_url())) as connection:
        rows = compare(connection, found, group="ALP", answers=answers).rows
    return found, [row for row in rows if row.verdict is not Verdict.SAME]


def line_of(row):
    if row.verdict is not Verdict.ADD:
        asks = dict.fromkeys(reason.question_key for reason in row.reasons)
        codes = dict.fromkeys(reason.code for reason in row.reasons)
        is_asked = row.verdict is Verdict.ASK
        return f"ask {' '.join(asks)}" if is_asked else f"refuse {' '.join(codes)}"
    draft = row.draft
    days = f"{draft.started_on}/{draft.ended_on}"
    if draft.started_on == draft.ended_on:
        days = str(draft.started_on)
    if draft.date_precision != "day":
        days += f" {draft.date_precision}"
    people = ", ".join(people_of(line) for line in draft.participation)
    parts = [draft.title, days, " ".join(draft.countries) or "-", people or "-"]
    return " ¦ ".join([*parts, *filter(None, [others_of(draft)])])


def others_of(draft):
    words = [draft.kind, draft.lifecycle, draft.mode, *(draft.groups[1:] and draft.groups)]
    words += [claim.outcome for claim in draft.contributions]
    words += [f"{a.direction}:{a.weight}" for a in draft.alignments]
    return " ".join(word for word in [*words, *draft.evidence] if word not in USUAL)


def people_of(line):
    words = [line.gender, line.mode, line.qualifier]
    kept = [word for word in words if word not in ("not_stated", "exact")]
    return " ".join([*kept, *([] if line.count is None else [str(line.count)])])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_is_read_as_expected(case):
    found, rows = read_case(case)
    assert tuple(map(line_of, rows)) == case.rows

    reasons = [reason for row in found.rows for reason in row.reasons]
    assert {reason.field for reason in reasons} <= {*FIELDS, ""}
    for told in (*found.notes, *found.reasons, *found.questions, *reasons):
        assert told.message.text in WORDS
        assert "{" not in told.message.translate(EN)
    for question in found.questions:  # Headers and codes are words of the file or of a list.
        own = ":" in question.key or question.key == "header_row"
        assert own or {*question.choices.values()} <= WORDS
