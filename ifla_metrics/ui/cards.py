"""How the directions stand as HTML cards, from the table that their chart is drawn from.

Print gets the chart; a screen gets these, because words wrap in HTML and links work.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ifla_metrics.charts.theme import LIGHT, status_fill, status_ink
from ifla_metrics.figures import course, words
from ifla_metrics.figures.position import with_number
from ifla_metrics.metrics.status import CODES, SIGNS, WORDS
from ifla_metrics.ui.markup import Html, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]
_TOKENS = {colour: name.replace("_", "-") for name, colour in asdict(LIGHT).items()}


def variable(colour: str) -> str:
    """Return a colour of the palette as the style sheet's variable, which follows the screen."""
    return f"var(--{_TOKENS[colour]})" if colour in _TOKENS else colour


def direction_cards(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return one card a direction: how far, on how many indicators, how they stand, what moved."""
    rows = figure.table.frame.to_dict("records")
    return tag(
        "div",
        *(_card(row, place, reading, t) for place, row in enumerate(rows, start=1)),
        class_="im-cards",
    )


def _card(row: Row, place: int, reading: Reading, t: Translate) -> Html:
    counted = (
        course.counted(int(row["rated"]), int(row["of"]), int(row["with_value"]), t)
        if row["of"]
        else ""
    )
    known = row["status"] != "too_few_data" and not words.missing(row["mean"])
    if known or not row["of"]:
        big = t.percent(row["mean"]) if known else row["unrated"]
    else:
        few = row["status"] == "too_few_data" or not reading.hide_small
        big = t("too few data") if few else t("mean hidden")
    colour = f"var(--direction-{place})" if place <= len(LIGHT.directions) else "var(--soft)"
    return tag(
        "article",
        tag("h3", row["direction"]),
        tag(
            "div",
            tag("span", big, class_="im-big" if known else "im-big im-said-big"),
            *(_rated(row, t) if known else ()),
            tag("span", with_number(counted, row["unreviewed"], t), class_="im-of im-on"),
            *((tag("span", row["limited"], class_="im-of im-on"),) if row.get("limited") else ()),
            class_="im-way",
        ),
        _distribution(row),
        _tally(row, t),
        tag("div", _reach(row, t), class_="im-small"),
        tag("div", _since(row, reading, t), class_="im-small"),
        class_="im-card",
        style=f"--c: {colour}",
    )


def _rated(row: Row, t: Translate) -> tuple[Html, ...]:
    """Return what stands beside a mean: what it is a mean of, and its rating."""
    colour = f"color:{variable(status_ink(row['status']))}"
    rating = tag("b", words.signed_status(row["status"], t), style=colour)
    return tag("span", t("of the way"), class_="im-of"), rating


def _distribution(row: Row) -> Html:
    return tag(
        "div",
        *(
            tag("i", style=f"flex:{int(row[code])};background:{variable(status_fill(code))}")
            for code in CODES
            if row.get(code)
        ),
        class_="im-dist",
        aria_hidden="true",
    )


def _tally(row: Row, t: Translate) -> Html:
    return tag(
        "div",
        *(
            tag("span", f"{SIGNS[code]} {t.number(row[code])} {t(WORDS[code])}")
            for code in CODES
            if row.get(code)
        ),
        *(
            (
                tag(
                    "span",
                    words.one(course.apart(int(row["apart"]), t), row["apart_words"], t),
                    class_="im-wraps",
                ),
            )
            if row["apart"]
            else ()
        ),
        class_="im-tally im-small",
    )


def _reach(row: Row, t: Translate) -> str:
    return t(
        "{activities}, {countries}",
        activities=_activities(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )


def _activities(number: float, t: Translate) -> str:
    if float(number).is_integer():
        return t.plural("{n} activity", "{n} activities", int(number))
    return t("{n} activities", n=words.number(number, t))


def _since(row: Row, reading: Reading, t: Translate) -> str:
    meeting = words.day_of(reading.previous, t)
    if not meeting or words.missing(row["activities_before"]):
        return ""
    by = {
        n: round(float(row[n]) - float(row[f"{n}_before"]), 2) for n in ("activities", "countries")
    }
    moved = []
    if row["up"]:
        moved.append(t.plural("↑ {n} indicator", "↑ {n} indicators", int(row["up"])))
    if row["down"]:
        moved.append(t.plural("↓ {n} indicator", "↓ {n} indicators", int(row["down"])))
    if by["activities"]:
        whole = by["activities"].is_integer()
        moved.append(
            t.plural(  # A fraction takes the plural.
                "{change} activity",
                "{change} activities",
                abs(by["activities"]) if whole else 2,
                change=words.signed(by["activities"], t),
            )
        )
    if by["countries"]:
        moved.append(
            t.plural(
                "{change} country",
                "{change} countries",
                abs(by["countries"]),
                change=words.signed(by["countries"], t),
            )
        )
    return t(
        "since {meeting}: {changes}",
        meeting=meeting,
        changes=", ".join(moved) if moved else t("unchanged"),
    )
