"""Hypothesis strategies for small logs of any activities."""

from datetime import date

from hypothesis import strategies as st

from tests.metrics.factories import COUNTRIES, DIRECTIONS, ELEMENTS, Activity, Line

lines = st.builds(
    Line,
    count=st.one_of(st.none(), st.integers(0, 90)),
    country=st.sampled_from(["", *COUNTRIES]),
    gender=st.sampled_from(["woman", "man", "other", "not_stated"]),
    role=st.sampled_from(["participant", "student", "staff", "observer"]),
    mode=st.sampled_from(["on_site", "remote", "not_stated"]),
    reach=st.sampled_from(["direct", "cascade"]),
    qualifier=st.sampled_from(["exact", "about"]),
)


@st.composite
def activities(draw):
    directions = draw(st.lists(st.sampled_from(DIRECTIONS), unique=True, max_size=3))
    weights = [draw(st.integers(1, 399)) for _ in directions[1:]]
    countries = st.lists(st.sampled_from(list(COUNTRIES)), unique=True, max_size=3)
    return Activity(
        started_on=draw(st.dates(date(2010, 1, 1), date(2012, 12, 31))),
        weights=dict(zip(directions, [1200 - sum(weights), *weights], strict=False)),
        primary=draw(st.sampled_from(["", *directions])),
        elements=tuple(element for element in ELEMENTS if draw(st.booleans())),
        countries=tuple(draw(countries)),
        lines=tuple(draw(st.lists(lines, max_size=3))),
        level=draw(st.sampled_from(["", "national", "regional"])),
        provenance=draw(st.sampled_from(["documented", "synthetic", "reported"])),
    )


logs = st.lists(activities(), max_size=6)
