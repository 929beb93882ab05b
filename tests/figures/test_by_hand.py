"""Numbers of the Board's pages, worked out again from the rows of data/history by plain Python."""

import csv
from collections import Counter
from datetime import date

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.settings import DATA

T = translate("en")
STRATEGIES = {
    "2010-2015": ("2011-2012", "ifla-2009", date(2011, 1, 1), date(2012, 12, 31)),
    "2016-2021": ("2016-2021", "ifla-2009", date(2016, 1, 1), date(2021, 12, 31)),
    "2019-2024": ("2019-2024", "ifla-2021", date(2019, 1, 1), date(2024, 12, 31)),
}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(cell):
    return [code for code in cell.split("|") if code]


def total(lines):
    return sum(int(line["count"]) for line in lines if line["count"])


@pytest.fixture(scope="module", params=STRATEGIES)
def case(request, read):
    """A reading of a strategy's own period, and the rows of the history that lie in it."""
    period, scheme, first, last = STRATEGIES[request.param]
    acts = [
        a
        for a in rows("history/activities.csv")
        if a["lifecycle"] in ("completed", "under_way")
        and first <= date.fromisoformat(a["started_on"]) <= last
    ]
    told = read(framework=request.param, period=period, known_on="now")
    return request.param, scheme, acts, told


def figure(name, told):
    return registry.find(name, told.framework).build(told, T)


def attended(acts):
    counting = {
        t["code"]
        for t in rows("reference/terms.csv")
        if t["list"] == "role" and t["counts"] == "yes"
    }
    own = {a["uid"]: parts(a["countries"]) for a in acts}
    lines = [p for p in rows("history/participation.csv") if p["activity"] in own]
    lines = [p for p in lines if p["role"] in counting]
    for line in lines:
        if not line["country"] and len(own[line["activity"]]) == 1:
            line["country"] = own[line["activity"]][0]
    return lines


def test_participation(case):
    _framework, scheme, acts, told = case
    lines = attended(acts)
    direct = [p for p in lines if p["reach"] == "direct"]
    region = {
        r["country"]: r["region"] for r in rows("reference/regions.csv") if r["scheme"] == scheme
    }
    titles = dict(told.frame("regions")[["title", "region"]].values)
    by_year, by_region = figure("participation-over-time", told), Counter()
    for line in direct:
        by_region[region.get(line["country"], "")] += int(line["count"] or 0)

    assert by_year.table.frame["activities"].sum() == len(acts)
    assert by_year.table.frame["participations"].sum() == total(direct)
    assert by_year.table.frame["cascade"].sum() == total(
        [p for p in lines if p["reach"] == "cascade"]
    )
    known = [p for p in direct if p["gender"] in ("woman", "man", "other")]
    assert by_year.table.frame["women"].sum() == total([p for p in known if p["gender"] == "woman"])
    assert by_year.table.frame["gender_known"].sum() == total(known)
    counted = {p["activity"] for p in direct if p["count"]}
    assert by_year.table.frame["uncounted"].sum() == len(acts) - len(counted)
    shown = figure("participation-by-region", told).table.frame.fillna({"participations": 0})
    assert {titles.get(n, ""): p for n, p in shown[["name", "participations"]].values if p} == {
        code: n for code, n in by_region.items() if n
    }
    levels = Counter(a["level"] for a in acts)
    shown = figure("participation-by-level", told).table.frame
    assert sorted(n for n in shown["activities"] if n) == sorted(levels.values())
    named = {code for a in acts for code in parts(a["associations"])}
    assert len(figure("associations-taking-part", told).table.frame) == len(named)


def test_coverage(case):
    _framework, scheme, acts, told = case
    here = {code for a in acts for code in parts(a["countries"])}
    region = {
        r["country"]: r["region"] for r in rows("reference/regions.csv") if r["scheme"] == scheme
    }
    lists = {
        name: {r["country"] for r in rows("reference/country_lists.csv") if r["list"] == name}
        for name in ("member_countries", "priority_countries")
    }
    titles = dict(told.frame("regions")[["title", "region"]].values)
    shown = figure("coverage-by-region", told).table.frame
    shown = shown[shown["name"].isin(titles)]

    assert {titles[n]: r for n, r in shown[["name", "reached"]].values if r} == dict(
        Counter(region[code] for code in here)
    )
    assert shown["listed_reached"].sum() == len(here & lists["member_countries"])
    priority = figure("priority-countries", told).table.frame
    assert priority["reached"].sum() == len(here & lists["priority_countries"])
    missed = figure("not-reached", told).table.frame["on_list"].value_counts()
    assert missed["Country with members"] == len(lists["member_countries"] - here)
    assert missed["Priority country"] == len(lists["priority_countries"] - here)


def test_directions(case):
    framework, _scheme, acts, told = case
    own = {a["uid"]: parts(a["countries"]) for a in acts}
    served = [
        (a["direction"], a["activity"])
        for a in rows("history/alignments.csv")
        if a["framework"] == framework and a["activity"] in own
    ]
    codes = [d.code for d in told.framework.directions]
    cards = figure("direction-status", told)

    assert cards.table.frame["activities"].tolist() == [
        sum(code == direction for direction, _ in served) for code in codes
    ]
    assert cards.table.frame["countries"].tolist() == [
        len({c for direction, uid in served if direction == code for c in own[uid]})
        for code in codes
    ]
    unstated = len(own) - len({uid for _, uid in served})
    assert (f"{unstated} activit" in cards.subtitle) == bool(unstated)


LAST = "2012-12-31"
OF_ELEMENT = {
    "KI2.A": ("A1", "A2", "A3", "A4", "A5", "A6", "A7"),
    "KI2.B": ("B1", "B3", "B4", "B5"),
    "KI2.C": ("C4",),
    "KI2.D": ("D1", "D2", "D3", "D5"),
    "KI2.E": ("E1", "E2", "E3"),
    "KI2.X": ("X2",),
}
"""The indicators that have a value that counts.

Left out: C1 and C3 are overdue, C2 has no baseline, B2 and B6 are due later, X4 has no baseline.
"""
BASELINES = {"D5": 3, "E2": 100 / 7}
SERVED = {
    "SD1": ("A7", "C4", "D1", "E1"),
    "SD2": ("A1", "A2", "A3", "A4", "A5", "A6", "B1", "D2", "E1", "E2", "E3"),
    "SD3": ("A5", "A7", "B4"),
    "SD4": ("A2", "A7", "B1", "B3", "B4", "B5", "D1", "D2", "D3", "D5", "X2"),
}


def actuals(known):
    """What each indicator had come to by the end of 2012, from rows known by a day."""
    acts = {
        a["uid"]: a
        for a in rows("history/activities.csv")
        if a["lifecycle"] in ("completed", "under_way")
        and a["started_on"] <= LAST
        and a["known_from"] <= known
    }
    claims = [c for c in rows("history/contributions.csv") if c["framework"] == "2010-2015"]
    lines = rows("history/participation.csv")
    counting = {
        t["code"]
        for t in rows("reference/terms.csv")
        if t["list"] == "role" and t["counts"] == "yes"
    }
    lists = {
        name: {r["country"] for r in rows("reference/country_lists.csv") if r["list"] == name}
        for name in ("member_countries", "priority_countries")
    }

    def of(element, since="2011-01-01"):
        return {
            c["activity"]
            for c in claims
            if c["outcome"].startswith(element)
            and c["activity"] in acts
            and acts[c["activity"]]["started_on"] >= since
        }

    def countries(uids):
        return {code for uid in uids for code in parts(acts[uid]["countries"])}

    def people(uids, reach):
        return total(
            p
            for p in lines
            if p["activity"] in uids and p["role"] in counting and p["reach"] == reach
        )

    observed = {}
    for o in sorted(rows("history/observations.csv"), key=lambda o: (o["as_of"], o["known_from"])):
        if o["value"] and o["as_of"] <= LAST and o["known_from"] <= known:
            observed[o["indicator"]] = float(o["value"])
    told = [
        r
        for r in rows("history/resources.csv")
        if r["framework"] == "2010-2015" and r["as_of"] <= LAST and r["known_from"] <= known
    ]
    out = [r for r in told if r["stage"] == "released"]
    pairs = {(r["resource"], r["language"]) for r in out}
    everywhere = countries(uid for uid in acts if acts[uid]["started_on"] >= "2011-01-01")
    return observed | {
        "A2": len(countries(of("KI2.A", since="2009-01-01"))),
        "A3": people(of("KI2.A"), "direct"),
        "A4": people(of("KI2.A"), "cascade") / people(of("KI2.A"), "direct"),
        "C4": people(of("KI2.C"), "direct"),
        "D1": 100 * len(countries(of("KI2.D")) & lists["priority_countries"]) / 48,
        "D2": people(of("KI2.D"), "direct"),
        "D5": sum(
            m["indicator"] == "D5" and "" < m["actual_on"] <= LAST and m["known_from"] <= known
            for m in rows("history/milestones.csv")
        ),
        "E1": len({r["resource"] for r in out if r["node"].startswith("KI2.E")}),
        "E2": 100 * len(pairs) / (7 * len({r["resource"] for r in told})),
        "X2": 100 * len(everywhere & lists["member_countries"]) / 143,
    }


def way(code, actual, target):
    start = BASELINES.get(code, 0)
    return min(1, (actual - start) / (target - start))


def mean(numbers):
    return sum(numbers) / len(numbers)


def test_the_way_of_each_element_now_and_at_the_meeting_before_and_of_each_direction(read):
    told = read(framework="2010-2015", period="2011-2012", known_on="now")
    shown = figure("element-progress", told).table.frame
    now, before = actuals("9999-12-31"), actuals("2012-12-12")
    aims = {
        t["indicator"]: float(t["target"])
        for t in sorted(rows("frameworks/2010-2015/targets.csv"), key=lambda t: t["decided_on"])
        if t["due_on"] == LAST
    }
    assert told.previous.moment.known_on.isoformat() == "2012-12-12"

    for number, (element, codes) in enumerate(OF_ELEMENT.items()):
        for column, known in (("mean", now), ("previous", before)):
            expected = mean([way(code, known[code], aims[code]) for code in codes])
            assert shown[column].tolist()[number] == pytest.approx(expected), (element, column)
        assert shown["with_value"].tolist()[number] == len(codes)
    assert figure("direction-status", told).table.frame["mean"].tolist() == pytest.approx(
        [mean([way(code, now[code], aims[code]) for code in codes]) for codes in SERVED.values()]
    )
