"""The id of a figure: its kind and every choice, so that the same figure can be asked for again.

`O-02~2010-2015~2011-2012~2012-12~SD1~full~doc~en`: kind, framework, period, known on (a meeting's
code or a day, never "now"), direction (or `all`), counting rule, rows (`doc` or `all`), language.
Compared with another day than the meeting before, both days stand in place of known on, the earlier
first: `2011-12..2012-12`.

Filters follow the eight parts, where they are chosen: `~r=africa~g=ALP~rev`.
"""

from __future__ import annotations

from ifla_metrics.choices import COUNTING, Choices
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.reading import Reading

MARK = "~"
TO = ".."
"""Between the day that is compared with and the known-on day."""
REGION, GROUP, REVIEWED = "r=", "g=", "rev"
"""How the parts of filters begin."""


class WrongIdentity(IflaMetricsError):
    """A text that is not the id of a figure."""


def identity(code: str, reading: Reading) -> str:
    """Return the id of a figure, declared with `code`, as it is read now."""
    chosen, moment = reading.choices, reading.moment
    known_on = moment.meeting or moment.known_on.isoformat()
    return MARK.join(
        (
            code,
            chosen.framework,
            chosen.period,
            f"{chosen.since}{TO}{known_on}" if chosen.since else known_on,
            chosen.direction or "all",
            chosen.counting,
            "doc" if chosen.documented_only else "all",
            chosen.language,
            *([REGION + chosen.region] if chosen.region else []),
            *([GROUP + chosen.group] if chosen.group else []),
            *([REVIEWED] if chosen.reviewed_only else []),
        )
    )


def parse(figure_id: str) -> tuple[str, Choices]:
    """Return the code of the figure and the choices of an id.

    Raises:
        WrongIdentity: It has not the parts of an id.
        UnknownCode: There is no such counting rule.
    """
    parts = figure_id.replace("\u200e", "").strip().split(MARK)
    filters = {mark: _filter(parts[8:], mark) for mark in (REGION, GROUP)}
    known = {*(mark + code for mark, code in filters.items() if code), REVIEWED}
    if len(parts) < 8 or not known.issuperset(parts[8:]):
        raise WrongIdentity(n_("'{id}' is not the id of a figure."), id=figure_id)
    code, framework, period, moments, direction, counting, rows, language = parts[:8]
    since, _, known_on = moments.rpartition(TO)
    rule = next((c for c in COUNTING if c == counting), None)
    if rule is None:
        raise UnknownCode("counting rule", counting, COUNTING)
    return code, Choices(
        framework=framework,
        period=period,
        known_on=known_on,
        direction="" if direction == "all" else direction,
        counting=rule,
        documented_only=rows == "doc",
        language=language,
        since=since,
        region=filters[REGION],
        group=filters[GROUP],
        reviewed_only=REVIEWED in parts[8:],
    )


def _filter(parts: list[str], mark: str) -> str:
    """Return the code of a filter in the further parts of an id; empty where there is none."""
    return next((p.removeprefix(mark) for p in parts if p.startswith(mark)), "")
