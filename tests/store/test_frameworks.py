"""A framework is applied whole and comes back equal; past days keep the version they had."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import registry
from ifla_metrics.framework import Link, Text
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.catalogue import catalogue, past_frameworks, read_framework
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.frameworks import Change, apply_framework, preview
from ifla_metrics.store.read import read
from ifla_metrics.store.summary_cells import CELL, stored_cells, verify
from tests.store.conftest import DATA, FRAMEWORK, draft

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
SHORT = "Profile and standing of the profession"
ONE = replace(PLAN, texts=(Text("fr", SHORT, "Image de la profession", "unofficial"),))


def current(engine, framework_id=FRAMEWORK):
    with reading(engine) as connection:
        return read_framework(connection, framework_id)


def previewed(engine, framework):
    with reading(engine) as connection:
        return preview(connection, framework)


def known(engine, until):
    with reading(engine) as connection:
        return catalogue(connection).framework_at(FRAMEWORK, until)


def past(engine):
    with reading(engine) as connection:
        return [plan for _ended, plan in past_frameworks(connection).get(FRAMEWORK, ())]


def scopes(engine):
    with reading(engine) as connection:
        return set(connection.execute(sa.select(CELL.c.scope)).scalars())


def test_every_framework_comes_back_as_it_was_applied_the_oldest_first(engine):
    for folder in folders(DATA / "frameworks"):
        plan = read_folder(folder)
        assert current(engine, plan.id) == plan
        assert previewed(engine, plan) == []
    with reading(engine) as connection:
        assert [*catalogue(connection).frameworks] == [
            "2010-2015",
            "2016-2021",
            "2019-2024",
            "2024-2029",
        ]
        with pytest.raises(UnknownCode, match="Did you mean '2010-2015'"):
            read_framework(connection, "2010-2016")


def test_the_preview_names_what_would_be_added_changed_and_retired(engine):
    revised = replace(PLAN.targets[0], target=7.0, decided_on=date(2011, 12, 7), reason="Raised")
    nodes = tuple(
        replace(n, owner="HQ") if n.code == "KI2.A" else n for n in PLAN.nodes if n.code != "KI5.C"
    )
    plan = replace(
        PLAN,
        title="A new title",
        nodes=nodes,
        targets=(*PLAN.targets, revised),
        links=tuple(link for link in PLAN.links if link.node != "KI5.C"),
    )
    wanted = [
        Change("changed", "framework", FRAMEWORK, "title", PLAN.title, "A new title"),
        Change("changed", "node", "KI2.A", "owner", "ALP", "HQ"),
        Change("retired", "node", "KI5.C", "", PLAN.node("KI5.C").title, ""),
        Change("retired", "link", "KI5.C", "", "", ""),
        Change("added", "target", "A1 2010 2010-12-31 2011-12-07", "", "", "7.0"),
    ]

    assert previewed(engine, plan) == wanted
    assert current(engine) == PLAN
    assert apply_framework(engine, plan, actor=LOCAL) == wanted
    assert current(engine) == plan
    assert previewed(engine, plan) == []
    assert past(engine) == [PLAN]

    back = previewed(engine, PLAN)
    assert Change("added", "node", "KI5.C", "", "", PLAN.node("KI5.C").title) in back
    apply_framework(engine, PLAN, actor=LOCAL)
    assert current(engine) == PLAN


def test_a_retired_row_stays_for_what_refers_to_it(engine):
    record(engine, draft(outcomes=("KI2.A.1", "KI2.A.2")), actor=LOCAL)
    plan = replace(
        PLAN,
        nodes=tuple(n for n in PLAN.nodes if n.code != "KI2.A.2"),
        links=tuple(link for link in PLAN.links if link.node != "KI2.A.2"),
        indicators=tuple(i for i in PLAN.indicators if i.node != "KI2.A.2"),
        targets=tuple(t for t in PLAN.targets if PLAN.indicator(t.indicator).node != "KI2.A.2"),
    )
    apply_framework(engine, plan, actor=LOCAL)

    with reading(engine) as connection:
        claimed = connection.exec_driver_sql("SELECT outcome FROM contribution").scalars().all()
    assert sorted(claimed) == ["KI2.A.1", "KI2.A.2"]
    assert "KI2.A.2" not in scopes(engine)
    assert verify(engine) == []
    with pytest.raises(UnknownCode):
        record(engine, draft(outcomes=("KI2.A.2",)), actor=LOCAL)


def test_applying_a_faulty_framework_leaves_the_old_one(engine):
    for fault in (
        {"targets": (replace(PLAN.targets[0], indicator="Z9"),)},
        {"region_scheme": "ifla-2010"},
        {"nodes": tuple(replace(n, owner="ALQ") for n in PLAN.nodes)},
    ):
        with pytest.raises(UnknownCode):
            apply_framework(engine, replace(PLAN, title="Broken", **fault), actor=LOCAL)
    assert current(engine) == PLAN


# Past days


def read_whole(engine, known_on):
    """The reading of every figure of the strategy, as known on a moment."""
    choices = Choices(FRAMEWORK, "2011-2012", known_on=known_on)
    with reading(engine) as connection:
        specs = [*registry.specs_for(read_framework(connection, FRAMEWORK))]
        needs = {n for spec in specs for n in spec.needs}
        before = {n for spec in specs for n in spec.previous}
        return read(connection, choices, needs, before)


def behind_figures(engine, known_on):
    """The same in values that can be compared: framework, day, rule of counting, every frame.

    Without the translations, by which any day is told as they are now, and without the order of
    rows, which two databases need not share: no figure hangs on it
    (tests/figures/test_order_of_rows.py).
    """
    found = read_whole(engine, known_on)
    return [
        (
            replace(r.framework, texts=()),
            r.period,
            r.moment,
            r.counts,
            {n: sorted(f.to_csv(index=False).splitlines()) for n, f in r.frames.items()},
        )
        for r in (found, found.previous)
        if r is not None
    ]


def test_what_was_known_before_a_framework_changed_stays_as_it_was(history):
    yesterday = (today() - timedelta(days=1)).isoformat()
    moments = ("2012-12", "2012-06-30", yesterday)
    before = {moment: behind_figures(history, moment) for moment in moments}
    with reading(history) as connection:
        frozen = stored_cells(connection, FRAMEWORK, "2012-12")
    gone = {i.code for i in PLAN.indicators if "KI2.D" in {n.code for n in PLAN.lineage(i.node)}}
    late = replace(
        next(t for t in PLAN.targets if t.indicator == "A2"),
        target=99.0,
        decided_on=date(2012, 11, 1),
        reason="Entered late",
    )
    plan = replace(
        PLAN,
        indicators=tuple(i for i in PLAN.indicators if i.code not in gone),
        targets=(*(t for t in PLAN.targets if t.indicator not in gone), late),
        cuts=replace(PLAN.cuts, behind=0.7),
    )

    apply_framework(history, plan, actor=LOCAL)

    for moment in moments:
        assert behind_figures(history, moment) == before[moment], moment
    with reading(history) as connection:
        assert stored_cells(connection, FRAMEWORK, "2012-12") == frozen
    assert verify(history) == []
    found = read_whole(history, "now").framework
    assert gone.isdisjoint(i.code for i in found.indicators)
    assert "Entered late" in {t.reason for t in found.targets}


def test_a_link_holds_between_its_days(engine):
    links = (
        *(link for link in PLAN.links if link.node != "KI2.C"),
        Link("KI2.C", "SD1", "stated", valid_to=date(2012, 6, 30)),
        Link("KI2.C", "SD3", "stated", valid_from=date(2012, 7, 1)),
    )
    apply_framework(engine, replace(PLAN, links=links), actor=LOCAL)

    with reading(engine) as connection:
        found = read(connection, Choices(FRAMEWORK, "2011-2012", "now"), []).framework
    for day, served in (date(2012, 6, 30), "SD1"), (date(2012, 7, 1), "SD3"):
        assert current(engine).on(day).directions_of("KI2.C") == (served,)
    assert found.directions_of("KI2.C") == ("SD3",)


# Translations


def name_of(plan):
    return plan.in_language("fr").node("SD3").short_title


def test_words_that_were_corrected_keep_their_translation_on_earlier_days(engine):
    """The strategy in force has no translation of words that it no longer has."""
    apply_framework(engine, replace(PLAN, texts=(), title="First"), actor=LOCAL)
    untranslated = now()
    apply_framework(engine, ONE, actor=LOCAL)
    translated = now()
    nodes = tuple(replace(n, short_title="Standing") if n.code == "SD3" else n for n in PLAN.nodes)
    texts = (Text("fr", "Standing", "Image", "unofficial"),)
    apply_framework(engine, replace(PLAN, nodes=nodes, texts=texts), actor=LOCAL)
    between = now()
    apply_framework(engine, replace(PLAN, nodes=nodes, texts=(), title="Third"), actor=LOCAL)

    assert name_of(known(engine, untranslated)) == "Image de la profession"
    assert name_of(known(engine, translated)) == "Image de la profession"
    assert name_of(known(engine, between)) == "Standing"  # Withdrawn for all days.
