"""The numbers of the Overview, traced by hand from the rows of data/: now and as known before.

The tracing itself is plain Python over the CSV files (hand.py, hand_standing.py).
"""

from collections import Counter
from datetime import date

import pytest

from ifla_metrics.figures import registry, words
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import CODES
from tests.figures import hand_standing as standing
from tests.figures.hand import FIRST, LAST, Log, day, of_strategy, plan, split

T = translate("en")
CASES = {
    "now": (date.max, {"known_on": "now"}),
    "by weights": (date.max, {"known_on": "now", "counting": "fractional"}),
    "at a meeting": (date(2012, 8, 16), {"known_on": "2012-08"}),
    "on a day": (date(2012, 8, 1), {"known_on": "2012-08-01"}),
    "documented": (date.max, {"known_on": "now", "documented_only": True}),
}
DIRECTIONS = ("SD1", "SD2", "SD3", "SD4")
ELEMENTS = ("KI2.A", "KI2.B", "KI2.C", "KI2.D", "KI2.E", "KI2.X")
INDICATORS = plan("indicators")


@pytest.fixture(scope="module", params=CASES)
def case(request, read):
    known_on, choices = CASES[request.param]
    told = read(period="2011-2012", **choices)
    log = Log(known_on, documented=bool(choices.get("documented_only")))
    return log, told, lambda name: registry.find(name, told.framework).build(told, T)


def shown(figure):
    return figure.table.frame.astype(object).where(figure.table.frame.notna(), None)


def of_element(code):
    return [i for i in INDICATORS if i["node"].startswith(code)]


def of_direction(code):
    return [i for i in INDICATORS if code in split(i["directions"])]


def test_each_indicator(case):
    log, _told, figure = case
    explained = figure("direction-status").explanation.rows.frame
    explained = explained.astype(object).where(explained.notna(), None).to_dict("records")

    assert [row["indicator"] for row in explained] == [i["code"] for i in INDICATORS]
    for row, indicator in zip(explained, INDICATORS, strict=True):
        found = standing.standing(log, indicator)
        for name in ("target", "expected", "progress"):
            assert row[name] == pytest.approx(getattr(found, name)), (indicator["code"], name)
        assert words.number(found.actual, T) in row["told"].split(" "), indicator["code"]
        assert row["status"] == found.status, indicator["code"]
        if found.actual is not None:
            assert row["as_of"] == found.as_of, indicator["code"]


@pytest.mark.parametrize(
    ("name", "codes", "of"),
    [("element-progress", ELEMENTS, of_element), ("direction-status", DIRECTIONS, of_direction)],
)
def test_each_part(case, name, codes, of):
    log, _told, figure = case
    for row, code in zip(shown(figure(name)).to_dict("records"), codes, strict=True):
        mean, *rest = standing.rolled_up(log, of(code))
        assert row["mean"] == pytest.approx(mean), code
        told = [row["with_value"], row["of"], row["rated"], row["apart"], row["status"]]
        assert told == rest, code
        if name == "direction-status":
            shown_statuses = {status: row[status] for status in CODES if row.get(status)}
            eligible = [s for i in of(code) if (s := standing.eligible(log, i))]
            assert shown_statuses == Counter(s.status for s in eligible), code


def test_the_matrix_of_parts_and_directions(case):
    log, told, figure = case
    table = figure("direction-element-matrix").table.frame["count"].tolist()
    share = (lambda a: int(a["weight"]) / 1200) if told.choices.counting == "fractional" else bool
    served = of_strategy("alignments")
    cells, not_stated, without_main = [], [], []
    for element in ELEMENTS:
        inside = log.began(FIRST, LAST, element)
        stated = [a for a in served if a["activity"] in inside]
        cells.append([sum(share(a) for a in stated if a["direction"] == d) for d in DIRECTIONS])
        not_stated.append(len(inside - {a["activity"] for a in stated}))
        without_main.append(inside - {a["activity"] for a in stated if a["is_primary"] == "yes"})
    if any(not_stated) or any(without_main):  # The table has the main direction beside.
        cells = [[*row, rest] for row, rest in zip(cells, not_stated, strict=True)]
    assert table == pytest.approx([number for row in cells for number in row])


def test_what_needs_the_board(case):
    log, _told, figure = case
    stand = {i["code"]: standing.standing(log, i) for i in INDICATORS}
    findings = figure("needs-the-board").table.frame["finding"].tolist()
    titles = {i["title"] for i in INDICATORS if stand[i["code"]].status == "off_track"}
    late = [due for i in INDICATORS for due in standing.late(log, i)]
    missed = log.listed("priority_countries") - log.countries(log.began(FIRST, log.on, "KI2.D"))
    few = [e for e in ELEMENTS if standing.rolled_up(log, of_element(e)).status == "too_few_data"]

    assert {f.split(": off track")[0] for f in findings if ": off track" in f} == titles
    assert [
        f": {len(late)} reports for " in f and f" overdue since {T.month(min(late))}." in f
        for f in findings
        if "overdue" in f
    ] == ([True] if late else [])
    assert [f.split(" not reached")[0] for f in findings if " not reached" in f] == (
        [f"{len(missed)} of 48 priority countries"] if missed else []
    )
    assert sum(" is based on " in f for f in findings) == len(few)
    owners = {n["code"]: n["owner"] for n in plan("nodes")}
    orphans = [e for e in ELEMENTS if not owners[e] and not any(i["owner"] for i in of_element(e))]
    assert sum(f.startswith("No owner for") for f in findings) == len(orphans)


def test_milestones_pipeline_and_resources(case):
    log, _told, figure = case
    reached, planned = [], []
    for row in log.counting(of_strategy("milestones")):
        (reached if row["actual_on"] and day(row["actual_on"]) <= log.on else planned).append(row)
    table = shown(figure("milestones"))
    assert table["actual_on"].notna().sum() == len(reached)
    assert len(table) == len(reached) + len(planned)

    people = Counter()
    for row in log.counting(of_strategy("cohorts")):
        if day(row["as_of"]) <= log.on and row["count"]:
            people[row["stage"]] += int(row["count"])
    stages = ("nominated", "selected", "in_programme", "completed", "leadership_role")
    assert shown(figure("leaders-pipeline"))["count"].tolist() == [
        people.get(stage) for stage in stages
    ]
    pairs = {(r["resource"], r["language"]) for r in log.resources() if r["stage"] == "released"}
    title = figure("resource-languages").title
    assert f"({len(pairs)} of {7 * len({r['resource'] for r in log.resources()})})" in title
