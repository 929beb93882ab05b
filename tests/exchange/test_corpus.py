"""Every file of the corpus gets the verdict that it deserves, row by row."""

import os
from collections import Counter
from contextlib import nullcontext

import pytest

from ifla_metrics.exchange.files import FileRefused
from ifla_metrics.exchange.rows import ReadFile
from ifla_metrics.i18n import translate
from ifla_metrics.models.drafts import ActivityDraft
from tests.exchange.corpus import CASES
from tests.exchange.reading import in_this_process, read

NAMES = [case.name for case in CASES]
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
KEPT = {}


def verdict_of(case):
    """What is said of a file: the refusal's sentence, or what was read; each is read once.

    By day sound files are read without a process of their own, whose start takes most of the time.
    """
    if case.name not in KEPT:
        with nullcontext() if NIGHT or not case.rows else in_this_process():
            try:
                KEPT[case.name] = read(case.make(), case.file)
            except FileRefused as refusal:
                KEPT[case.name] = refusal
    return KEPT[case.name]


def said(row, field):
    draft = row.draft
    if field in ("count", "qualifier"):
        [line] = draft.participation
        return getattr(line, field)
    if field == "modes":
        return tuple(line.mode for line in draft.participation)
    if field == "genders":
        return {line.gender.value: line.count for line in draft.participation}
    if field == "weights":
        return {a.direction: a.weight for a in draft.alignments}
    if field == "outcomes":
        return tuple(c.outcome for c in draft.contributions)
    if field == "people":
        return sum(line.count for line in draft.participation)
    return getattr(draft, field)


def test_there_are_at_least_150_files_and_no_two_of_one_name():
    assert len(CASES) >= 150
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_file_gets_its_verdict(case):
    found = verdict_of(case)
    if isinstance(found, FileRefused):
        assert case.refused or not (case.rows or case.faults), str(found)
        assert case.refused in found.say(translate("en"))
        return
    assert isinstance(found, ReadFile)
    assert not (case.name.startswith("bomb") and not case.rows), found
    told = [f.words(translate("en")) for row in found.rows for f in row.faults]
    told += [q.words(translate("en")) for row in found.rows for q in row.questions]
    told += [f.words(translate("en")) for f in (*found.faults, *found.notices, *found.left_out)]
    assert tuple(row.verdict for row in found.rows) == case.rows, told
    assert len(found.faults) == case.faults, told
    assert len(found.left_out) == case.left_out, told
    assert len(found.dropped_columns) == case.dropped, [
        d.words(translate("en")) for d in found.dropped_columns
    ]
    hidden = [n.words(translate("en")) for n in found.notices if "hid" in n.reason.message.lower()]
    assert len(hidden) == len(case.hidden), told
    for sentence, part in zip(hidden, case.hidden, strict=True):
        assert part in sentence
    for row, says in zip(found.rows, case.says, strict=bool(case.says)):
        if row.verdict == "accepted":
            assert {f: said(row, f) for f in says} == says


@pytest.mark.parametrize(
    "case", [c for c in CASES if "accepted" in c.rows], ids=lambda case: case.name
)
def test_what_was_taken_would_pass_the_rules_of_a_draft(case):
    for row in verdict_of(case).rows:
        if isinstance(row.draft, ActivityDraft):
            assert ActivityDraft(**dict(row.draft)) == row.draft
            assert row.verdict == "accepted"
        for fault in (*row.faults, *row.notices):
            assert fault.place.sheet
            assert fault.place.row
            assert fault.words(translate("fr"))


def test_the_figure_of_the_corpus(capsys):
    kinds = Counter(case.name.split(":")[0] for case in CASES)
    right = sum(
        (isinstance(found, FileRefused) and bool(case.refused or case.name.startswith("bomb")))
        or (isinstance(found, ReadFile) and tuple(r.verdict for r in found.rows) == case.rows)
        for case, found in ((case, verdict_of(case)) for case in CASES)
    )
    with capsys.disabled():
        print(f"\ncorpus: {right} of {len(CASES)} files as expected {dict(kinds)}")
    assert right == len(CASES)
