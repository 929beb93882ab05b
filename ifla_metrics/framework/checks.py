"""Consistency checks of a framework: codes, levels, links, baselines, targets and periods."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from ifla_metrics.csv_files import Faults, Row
from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import translate
from ifla_metrics.periods import Period

Rows = Mapping[str, Sequence[Row]]
_CODE = re.compile(r"[\w.-]+")
"""Codes exclude the spaces and bars that join them in cells and URLs."""


def check(framework: Framework, rows: Rows, faults: Faults) -> None:
    """Add a fault for every failed check; `rows` are the rows the framework was built from."""
    _check_head(framework, faults)
    _check_nodes(framework, rows["nodes"], faults)
    _check_links(framework, rows["links"], faults)
    _check_indicators(framework, rows["indicators"], faults)
    _check_targets(framework, rows["targets"], faults)
    _check_periods(framework, rows["periods"], faults)
    _check_translations(framework, rows["texts"], faults)


def _check_head(framework: Framework, faults: Faults) -> None:
    def add(key: str, value: object, reason: str) -> None:
        faults.add(Row(f"{framework.id}/framework.toml", None, {key: str(value)}), key, reason)

    if framework.default_period not in (p.code for p in framework.periods):
        add("default_period", framework.default_period, n_("is not a period"))
    if framework.counting not in ("full", "fractional", "primary"):
        add("counting", framework.counting, n_("is not a counting rule"))
    if framework.ends_on < framework.starts_on:
        add("ends_on", framework.ends_on, n_("is before the first day"))
    cuts = framework.cuts
    if not cuts.ahead > cuts.on_track > cuts.behind > 0:
        bounds = f"{cuts.ahead}, {cuts.on_track}, {cuts.behind}"
        add("ahead", bounds, n_("must fall in this order: ahead, on track, behind"))
    if not 0 <= cuts.too_few <= 1:
        add("too_few", cuts.too_few, n_("must be between 0 and 1"))
    for key in ("least_rated", "most_failing"):
        if not _is_fraction(value := getattr(cuts, key)):
            add(key, value, n_('must be a fraction between 0 and 1, such as "2/3"'))


def _is_fraction(value: object) -> bool:
    try:
        return isinstance(value, str) and 0 <= Fraction(value) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _unique(rows: Sequence[Row], column: str, faults: Faults) -> None:
    counts = Counter(row.cells[column] for row in rows)
    for row in rows:
        code = row.cells[column]
        if counts[code] > 1:
            faults.add(row, column, n_("appears twice"))
        if not code:
            faults.add(row, column, n_("is empty"))
        elif not _CODE.fullmatch(code):
            faults.add(row, column, n_("may only have letters, digits, '.', '-' and '_'"))


def _check_nodes(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    _unique(rows, "code", faults)
    order = [level.key for level in framework.levels]
    level_of = {node.code: node.level for node in framework.nodes}
    for row, node in zip(rows, framework.nodes, strict=True):
        faults.check(row, "level", [node.level], order, n_("is not a level of the strategy"))
        if not node.title:
            faults.add(row, "title", n_("is empty"))
        if not node.parent:
            continue
        faults.check(row, "parent", [node.parent], level_of, n_("is not in the strategy"))
        above = level_of.get(node.parent)
        if above in order and node.level in order and order.index(above) >= order.index(node.level):
            faults.add(row, "parent", n_("is not on a level above"))


def _check_links(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    nodes = [node.code for node in framework.nodes]
    directions = [node.code for node in framework.directions]
    for row, link in zip(rows, framework.links, strict=True):
        faults.check(row, "node", [link.node], nodes, n_("is not in the strategy"))
        if link.stated == "not_stated" and link.direction:
            faults.add(row, "direction", n_("must be empty where the source states none"))
        if link.stated != "not_stated":
            faults.check(row, "direction", [link.direction], directions, n_("is not a direction"))


def _check_indicators(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    _unique(rows, "code", faults)
    nodes = [node.code for node in framework.nodes]
    directions = [node.code for node in framework.directions]
    for row, indicator in zip(rows, framework.indicators, strict=True):
        faults.check(row, "node", [indicator.node], nodes, n_("is not in the strategy"))
        faults.check(row, "directions", indicator.directions, directions, n_("is not a direction"))
        if indicator.scope:
            faults.check(row, "scope", [indicator.scope], nodes, n_("is not in the strategy"))
        if (indicator.data_source == "observed") == bool(indicator.measure):
            faults.add(row, "measure", n_("is required for log and records, else must be empty"))
        if (indicator.direction == "maintain") != (indicator.tolerance is not None):
            faults.add(row, "tolerance", n_("is required for maintain, else must be empty"))
        if indicator.baseline is not None and indicator.baseline_on is None:
            faults.add(row, "baseline_on", n_("is empty though there is a baseline"))
        if indicator.baseline_denominator is not None and indicator.baseline_denominator <= 0:
            faults.add(row, "baseline_denominator", n_("must be above 0"))


def _check_targets(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    indicators: dict[str, Indicator] = {i.code: i for i in framework.indicators}
    periods: dict[str, Period] = {p.code: p for p in framework.periods}
    decisions = Counter((t.indicator, t.due_on, t.decided_on) for t in framework.targets)
    for row, target in zip(rows, framework.targets, strict=True):
        faults.check(row, "indicator", [target.indicator], indicators, n_("is not an indicator"))
        faults.check(row, "period", [target.period], periods, n_("is not a period"))
        if target.period in periods and target.due_on not in periods[target.period]:
            faults.add(row, "due_on", n_("is outside its period"))
        if decisions[target.indicator, target.due_on, target.decided_on] > 1:
            faults.add(row, "decided_on", n_("is the same for two targets of that day"))
        if target.denominator is not None and target.denominator <= 0:
            faults.add(row, "denominator", n_("must be above 0"))
        if target.indicator in indicators:
            _check_against_baseline(row, indicators[target.indicator], target.target, faults)


def _check_against_baseline(row: Row, indicator: Indicator, target: float, faults: Faults) -> None:
    baseline = indicator.baseline
    if indicator.direction == "maintain" or baseline is None or indicator.target_kind == "at_most":
        return
    if target == baseline:
        faults.add(row, "target", n_("equals the baseline: progress cannot be measured"))
    elif (target > baseline) != (indicator.direction == "increase"):
        faults.add(row, "target", n_("lies on the wrong side of the baseline"))


def _check_periods(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    _unique(rows, "code", faults)
    row_of = {row.cells["code"]: row for row in rows}
    for period in framework.periods:
        if period.ends_on < period.starts_on:
            faults.add(row_of[period.code], "ends_on", n_("is before the first day"))
    for kind in {period.kind for period in framework.periods}:
        of_kind = sorted(
            (p for p in framework.periods if p.kind == kind), key=lambda p: (p.starts_on, p.code)
        )
        for before, after in pairwise(of_kind):
            if after.starts_on <= before.ends_on:
                faults.add(row_of[after.code], "starts_on", n_("overlaps the period before"))
    quarters = sorted((p.starts_on, p.ends_on) for p in framework.periods if p.kind == "quarter")
    for period in framework.periods:
        if not _is_covered(period, quarters):
            faults.add(row_of[period.code], "ends_on", n_("is not the end of a listed quarter"))


def _is_covered(period: Period, quarters: Sequence[tuple[date, date]]) -> bool:
    """Return whether consecutive quarters, given in order, cover a period of whole months."""
    following = period.starts_on
    for starts_on, ends_on in quarters:
        if starts_on == following and ends_on <= period.ends_on:
            following = ends_on + timedelta(days=1)
    return period.starts_on.day == 1 and following == period.ends_on + timedelta(days=1)


def _check_translations(framework: Framework, rows: Sequence[Row], faults: Faults) -> None:
    counts = Counter((text.language, text.original) for text in framework.texts)
    originals = set(framework.translatable_texts)
    for row, translation in zip(rows, framework.texts, strict=True):
        original = translation.original
        if original not in originals:
            faults.add(
                row,
                "original",
                n_(
                    "is not a text of the strategy: change it together with its translation, or "
                    "delete the row"
                ),
                originals,
            )
        if counts[translation.language, original] > 1:
            faults.add(row, "original", n_("is translated twice"))
        if not translation.text:
            faults.add(row, "text", n_("is empty"))
        if translation.status == "official" and not translation.source:
            faults.add(row, "source", n_("is empty though the wording is official"))


def untranslated(framework: Framework, language: str) -> tuple[str, ...]:
    """Return the texts without a translation; they appear in the original language.

    Omits texts without letters, and the level names and quarters that the shared message catalogue
    translates.
    """
    t = translate(language)
    translated = {text.original for text in framework.texts if text.language == language}
    shared = {
        name for level in framework.levels for name in (level.name, level.plural) if t(name) != name
    }
    shared |= {p.title for p in framework.periods if p.kind == "quarter"}
    return tuple(
        text
        for text in framework.translatable_texts
        if text not in translated | shared and any(letter.isalpha() for letter in text)
    )
