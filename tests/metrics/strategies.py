"""Any activities, small enough to be read when a law is broken."""

from datetime import date

from hypothesis import strategies as st

from tests.metrics.factories import COUNTRIES, DIRECTIONS, ROWS, Act, Line


@st.composite
def alignments(draw):
    """Weights in 1200ths, and perhaps a primary direction."""
    served = draw(st.lists(st.sampled_from(DIRECTIONS), unique=True, max_size=3))
    parts = [draw(st.integers(1, 399)) for _ in served[1:]]
    weights = dict(zip(served, [1200 - sum(parts), *parts], strict=False))
    return weights, draw(st.sampled_from(["", *served]))


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
def acts(draw):
    weights, primary = draw(alignments())
    return Act(
        on=draw(st.dates(date(2010, 1, 1), date(2012, 12, 31))),
        weights=weights,
        primary=primary,
        rows=tuple(r for r in ROWS if draw(st.booleans())),
        countries=tuple(draw(st.lists(st.sampled_from(list(COUNTRIES)), unique=True, max_size=3))),
        lines=tuple(draw(st.lists(lines, max_size=3))),
        level=draw(st.sampled_from(["", "national", "regional"])),
        provenance=draw(st.sampled_from(["documented", "synthetic", "reported"])),
    )


logs = st.lists(acts(), max_size=6)
