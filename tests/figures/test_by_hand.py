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
    return registry.find_spec(name, told.framework).build(told, T)


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
