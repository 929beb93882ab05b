"""Everything that the figures of a day are made from: equal readings are equal figures.

Figures open no database, so that two logs whose readings are the same show the same, at a tenth of
the time that building them all would take.
"""

from dataclasses import replace

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import reading
from ifla_metrics.store.read import read
from tests.store.conftest import FRAMEWORK


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
