"""Cells are counted, frozen, verified and mended; test_reviews.py plays any sequence of writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import InvalidRecord, NotReady, UnknownCode
from ifla_metrics.framework.files import read_folder
from ifla_metrics.models.columns import Gender, Lifecycle, Qualifier, Reach
from ifla_metrics.models.drafts import AlignmentDraft, equal_weights
from ifla_metrics.models.system_tables import MEASURES
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.database import engine_of, reading, writing
from ifla_metrics.store.frozen_meetings import freeze_meeting
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.loaded import LOADED
from ifla_metrics.store.migrate import require_ready
from ifla_metrics.store.read_cells import COLUMNS, DIMENSION
from ifla_metrics.store.summary_cells import CELL, frozen, rebuild, stored, verify
from tests.store.conftest import DATA, FRAMEWORK, close, draft, people, prepare_empty

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
DIRECTIONS = [d.code for d in PLAN.directions]
OUTCOMES = [n.code for n in PLAN.nodes if n.code not in DIRECTIONS]

lines = st.builds(
    people,
    st.none() | st.integers(0, 90),
    country=st.sampled_from(["", "BWA", "FRA"]),
    association=st.sampled_from(["", "bwa-bla"]),
    gender=st.sampled_from(Gender),
    role=st.sampled_from(["participant", "student", "observer", "staff"]),
    reach=st.sampled_from(Reach),
    qualifier=st.sampled_from([Qualifier.EXACT, Qualifier.MORE_THAN]),
)


@st.composite
def drafts(draw):
    first = draw(st.dates(date(2010, 11, 1), date(2012, 2, 28)))
    weights = equal_weights(draw(st.lists(st.sampled_from(DIRECTIONS), unique=True)))
    primary = draw(st.sampled_from(["", *weights]))
    return draft(
        title=draw(st.sampled_from(["Workshop one", "Workshop two"])),
        lifecycle=draw(st.sampled_from([*Lifecycle, *[Lifecycle.COMPLETED] * 5])),
        started_on=first,
        ended_on=first + timedelta(days=draw(st.integers(0, 40))),
        level=draw(st.sampled_from(["", "national"])),
        arena=draw(st.sampled_from(["", "advocate"])),
        provenance=draw(st.sampled_from(["reported", "synthetic"])),
        groups=tuple(draw(st.lists(st.sampled_from(["ALP", "HQ"]), min_size=1, unique=True))),
        countries=tuple(draw(st.lists(st.sampled_from(["BWA", "ZAF", "FRA"]), unique=True))),
        associations=tuple(draw(st.lists(st.sampled_from(["bwa-bla", "per-cbp"]), unique=True))),
        outcomes=draw(st.lists(st.sampled_from(OUTCOMES), max_size=3, unique=True)),
        directions=(),
        participation=tuple(draw(st.lists(lines, max_size=3))),
    ).model_copy(
        update={
            "alignments": tuple(
                AlignmentDraft(framework=FRAMEWORK, direction=d, weight=w, is_primary=d == primary)
                for d, w in weights.items()
            )
        }
    )


@contextmanager
def copy_of(database_from) -> Iterator:
    url = database_from(prepare_empty)
    yield engine_of(url)
    close(url)


def sums(frame):
    chosen = frame[frame["period"] == "2011-2012"] if "period" in frame else frame
    return {c: int(chosen[c].sum()) for c in frame.select_dtypes("int64") if c != "month"}


def period_sums(name, cells):
    dimension, columns = DIMENSION[name], COLUMNS[name]
    kept = [
        amounts
        for (what, _kind, _scope, period, _provenance, _code), amounts in cells.items()
        if what == dimension
        if (period <= "2012-12" if name == "month_cells" else period[:4] in ("2011", "2012"))
    ]
    return {m: sum(a[MEASURES.index(m)] for a in kept) for m in MEASURES if m in columns}


def hold(engine, code, day):
    from ifla_metrics.models.base import table_of
    from ifla_metrics.models.reference_tables import MeetingRow

    row = {
        "code": code,
        "title": "A meeting",
        "held_on": day,
        "place": "",
        "provenance": "",
        "source": "",
        "note": "",
        "known_until": None,
        "retired_on": None,
    }
    with writing(engine) as connection:
        connection.execute(sa.insert(table_of(MeetingRow)), row)


def test_a_meeting_of_today_freezes_what_is_known_now(engine):
    today = datetime.now(UTC).date()
    hold(engine, "today", today)
    hold(engine, "tomorrow", today + timedelta(days=1))
    log_activity(engine, draft(), actor=LOCAL)
    freeze_meeting(engine, "today", actor=LOCAL)
    log_activity(engine, draft(), actor=LOCAL)

    with reading(engine) as connection:
        kept = stored(connection, FRAMEWORK, "today")
    assert {amounts[0] for key, amounts in kept.items() if key[:2] == ("total", "all")} == {1}
    assert verify(engine) == []
    with pytest.raises(InvalidRecord, match="not been held"):
        freeze_meeting(engine, "tomorrow", actor=LOCAL)
    with pytest.raises(UnknownCode, match="Did you mean 'today'"):
        freeze_meeting(engine, "todey", actor=LOCAL)


def kept(engine):
    with reading(engine) as connection:
        return {k: stored(connection, FRAMEWORK, k) for k in (LIVE, *frozen(connection))}


def one(connection, known, dimension):
    """A cell, and the condition that names it."""
    statement = sa.select(CELL).where(CELL.c.known == known, CELL.c.dimension == dimension)
    at = connection.execute(statement).mappings().first()
    return at, [CELL.c[k.name] == at[k.name] for k in CELL.primary_key.columns]


def test_verify_finds_a_planted_wrong_cell_and_rebuild_mends_it(history):
    before = kept(history)
    with history.begin() as connection:
        at, same = one(connection, LIVE, "country")
        connection.execute(sa.update(CELL).where(*same).values(women=at["women"] + 1))
        _, same = one(connection, "2012-12", "total")
        connection.execute(sa.delete(CELL).where(*same))
        at, _ = one(connection, LIVE, "people")
        connection.execute(sa.insert(CELL), {**at, "code": "nobody"})

    found = {d.key[0]: d for d in verify(history)}
    women = MEASURES.index("women")
    assert set(found) == {"country", "total", "people"}
    assert found["country"].stored[women] == found["country"].computed[women] + 1
    assert (found["total"].stored, found["total"].known) == (None, "2012-12")
    assert found["people"].computed is None

    rebuild(history, actor=LOCAL)
    assert kept(history) == before


def test_cells_of_an_earlier_layout_are_counted_anew_at_the_next_start(history, history_url):
    before = kept(history)
    with history.begin() as connection:
        connection.execute(sa.delete(CELL).where(CELL.c.known == "2012-12"))
        connection.execute(
            sa.update(LOADED).where(LOADED.c.part == "cells").values(fingerprint="1")
        )
    with pytest.raises(NotReady, match="init"):
        require_ready(history_url)

    initialise(history_url, data=DATA)

    assert kept(history) == before
    require_ready(history_url)
