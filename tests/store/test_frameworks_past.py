"""A framework that is applied anew changes today's figures and none of a past date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.framework import Link
from ifla_metrics.framework_files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.store import framework_past
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.database import reading
from ifla_metrics.store.framework_tables import apply_framework
from ifla_metrics.store.queries import read, read_framework
from ifla_metrics.store.summary_cells import stored, verify
from tests.store.conftest import DATA, FRAMEWORK
from tests.store.whole import behind_figures, read_whole

T = translate("en")
PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
ELEMENT = "KI2.D"


def under(code, plan=PLAN):
    return ELEMENT in {n.code for n in plan.lineage(code)}


def without_an_element_and_an_indicator():
    """The strategy without copyright and its parts, and without B1; other owner, cuts, words."""
    gone = {i.code for i in PLAN.indicators if under(i.node)} | {"B1"}
    kept = [n for n in PLAN.nodes if not under(n.code)]
    return replace(
        PLAN,
        nodes=tuple(replace(n, owner="HQ") if n.code == "KI2.A" else n for n in kept),
        links=tuple(link for link in PLAN.links if not under(link.node)),
        indicators=tuple(
            replace(i, baseline=1.0) if i.code == "A1" else i
            for i in PLAN.indicators
            if i.code not in gone
        ),
        targets=tuple(t for t in PLAN.targets if t.indicator not in gone),
        cuts=replace(PLAN.cuts, behind=0.7),
    )


def shown(engine, known_on):
    """Every figure as words: what a reader of that day sees."""
    found = read_whole(engine, known_on)
    figures = (k.build(found, T) for k in registry.kinds(found.framework))
    return {f.name: (f.title, f.subtitle, f.source, f.table.shown(T), f.alt) for f in figures}


def cells(engine, known):
    with reading(engine) as connection:
        return stored(connection, FRAMEWORK, known)


def test_what_was_known_before_a_framework_changed_stays_as_it_was(history):
    yesterday = (today() - timedelta(days=1)).isoformat()
    moments = ("2012-12", "2012-04", "2012-06-30", yesterday)
    before = {moment: behind_figures(history, moment) for moment in moments}
    frozen = cells(history, "2012-12")

    apply_framework(history, without_an_element_and_an_indicator(), actor=LOCAL)

    for moment in moments:
        assert behind_figures(history, moment) == before[moment], moment
    assert cells(history, "2012-12") == frozen
    assert verify(history) == []


def test_today_s_figures_lack_what_was_retired(history):
    before = shown(history, "now")
    apply_framework(history, without_an_element_and_an_indicator(), actor=LOCAL)
    after = shown(history, "now")

    assert {"trend-B1", "trend-D1", f"ladder-{ELEMENT}"} <= set(before) - set(after)
    codes = [row[0] for row in after["indicator-bullets"][3]]
    assert "B1" not in codes
    assert not [code for code in codes if code.startswith("D")]
    assert {"A1", "B2"} <= set(codes)
    assert "Copyright" not in str(after["element-progress"][3])


def test_the_version_of_a_day_lies_between_those_that_others_followed(engine):
    first, second = (replace(PLAN, title=title) for title in ("First", "Second"))
    apply_framework(engine, first, actor=LOCAL)
    between = now()
    apply_framework(engine, first, actor=LOCAL)  # Says nothing new, so no version ends.
    apply_framework(engine, second, actor=LOCAL)

    with reading(engine) as connection:
        ended = framework_past.past_frameworks(connection)[FRAMEWORK]
        known = [
            read_known(connection, until)
            for until in (between - timedelta(days=900), between, now(), None)
        ]
    assert [plan.title for _moment, plan in ended] == [PLAN.title, "First"]
    assert known == [PLAN.title, "First", "Second", "Second"]


def read_known(connection, until):
    from ifla_metrics.store.catalogue import framework_known

    return framework_known(connection, FRAMEWORK, until).title


def test_a_version_that_is_kept_comes_back_equal(engine):
    apply_framework(engine, replace(PLAN, title="Another"), actor=LOCAL)

    with reading(engine) as connection:
        ((_ended, kept),) = framework_past.past_frameworks(connection)[FRAMEWORK]
    assert kept == PLAN


def test_a_target_that_was_entered_late_is_unknown_to_the_meeting_before_it(history):
    """The decision is dated before the meeting, but the meeting's paper had no word of it."""
    late = replace(
        next(t for t in PLAN.targets if t.indicator == "A2"),
        target=99.0,
        decided_on=date(2012, 11, 1),
        reason="Entered late",
    )
    before = behind_figures(history, "2012-12")
    apply_framework(history, replace(PLAN, targets=(*PLAN.targets, late)), actor=LOCAL)

    assert behind_figures(history, "2012-12") == before
    assert "Entered late" in str(shown(history, "now")["target-revisions"])


@pytest.mark.parametrize(
    ("known_on", "served"), [("2012-06-30", "SD1"), ("2012-07-01", "SD3"), ("now", "SD3")]
)
def test_a_link_holds_between_its_days(engine, known_on, served):
    ends, begins = date(2012, 6, 30), date(2012, 7, 1)
    links = (
        *(link for link in PLAN.links if link.node != "KI2.C"),
        Link("KI2.C", "SD1", "stated", valid_to=ends),
        Link("KI2.C", "SD3", "stated", valid_from=begins),
    )
    apply_framework(engine, replace(PLAN, links=links), actor=LOCAL)

    with reading(engine) as connection:
        found = read(connection, Choices(FRAMEWORK, "2011-2012", "now"), [])
        plan = found.framework
        day = date(2012, 12, 31) if known_on == "now" else date.fromisoformat(known_on)
        then = read_framework(connection, FRAMEWORK).on(day)
    assert then.directions_of("KI2.C") == (served,)
    assert plan.directions_of("KI2.C") == ("SD3",)
