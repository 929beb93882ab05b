"""A denominator in words, and as the part of it that the list by country does not name."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.coverage import Coverage


def of_denominator(found: Coverage, t: Translate) -> str:
    """Return reached and denominator in words; says so when one of them is not known."""
    if found.listed_reached is None:
        return t("not known by country, {n} countries in all", n=t.number(found.reached))
    of = found.denominator if found.denominator is not None else found.listed
    if not of:
        return t.plural("{n} reached", "{n} reached", found.listed_reached)
    return t(
        "{n} of {k}, {share}",
        n=t.number(found.listed_reached),
        k=words.number(of, t),
        share=t.percent(found.listed_reached / of),
    )


def denominator_words(found: Coverage, t: Translate) -> str:
    """Return where the denominator comes from, and why its parts are not all of it, if so."""
    if found.denominator is None:
        return t("No denominator is published by then; bars end at the list by country")
    origin = found.source or words.provenance(found.provenance, t)
    return words.sentences(
        t(
            "Denominator: {k} ({day}, {origin}); the list by country is {provenance}",
            k=words.number(found.denominator, t),
            day=t.date(found.as_of, "medium"),
            origin=origin,
            provenance=words.provenance(found.provenance, t),
        )
        if found.listed
        else t(
            "Denominator: {k} ({day}, {origin}); there is no list by country",
            k=words.number(found.denominator, t),
            day=t.date(found.as_of, "medium"),
            origin=origin,
        ),
        _unlike_the_list(found, t),
    )


def _unlike_the_list(found: Coverage, t: Translate) -> str:
    if not found.unnamed:
        return ""
    listed, number = t.number(found.listed), words.number(abs(found.unnamed), t)
    if found.unnamed > 0:
        return t("The list names {listed}; not known by name: {n}", listed=listed, n=number)
    return t(
        "The list names {listed}, {n} more than the published number, and the parts are those of "
        "the list",
        listed=listed,
        n=number,
    )


def with_unnamed(frame: pd.DataFrame, found: Coverage, t: Translate) -> pd.DataFrame:
    """Return the parts of a list (`name`, `reached`, `listed` …) made whole by a last one.

    It is what lacks to the published number; nobody knows which countries these are, so nothing is
    known of their being reached. Where the list names more than was published it is below 0.
    """
    if not found.unnamed:
        return frame
    last = dict.fromkeys(frame.columns) | {"name": _name(found, t), "listed": found.unnamed}
    counts = {c: object for c in ("reached", "listed_reached") if c in frame}
    return pd.concat([frame.astype(counts), pd.DataFrame([last]).astype(counts)], ignore_index=True)


def bars(frame: pd.DataFrame, found: Coverage, t: Translate, *, reached: str) -> pd.DataFrame:
    """Return one bar for each part of a list, as `charts.coverage.reached_bars` wants them.

    Args:
        frame: The parts: `name`, `reached`, `listed`, `ratio`, which bars are as long as. One with
            nobody on the list has no bar and says how many were reached all the same.
        found: The whole.
        t: The words.
        reached: The column of those reached on the list.
    """
    told: list[tuple[str, str, float | None]] = [
        (name, _number(n, listed, share, t), share)
        if listed
        else (name, t.plural("{n} reached", "{n} reached", int(here)), None)
        for name, here, n, listed, share in zip(
            *(frame[column] for column in ("name", "reached", reached, "listed", "ratio")),
            strict=True,
        )
    ]
    more = found.unnamed or 0
    if more > 0:
        told.append((_name(found, t), t("{n}, not known which", n=words.number(more, t)), None))
    return pd.DataFrame(
        {
            "row": [str(place) for place in range(len(told))],
            "label": [words.wrapped(name, 24) for name, *_ in told],
            "number": [number for _, number, _ in told],
            "value": pd.Series([share for *_, share in told], dtype="float64"),
        }
    )


def _number(n: float, listed: float, share: float, t: Translate) -> str:
    return t(
        "{n} of {k} · {share}", n=t.number(int(n)), k=t.number(int(listed)), share=t.percent(share)
    )


def _name(found: Coverage, t: Translate) -> str:
    if found.unnamed is not None and found.unnamed < 0:
        return t("Listed, beyond the published number")
    return t("Not named on the list")
