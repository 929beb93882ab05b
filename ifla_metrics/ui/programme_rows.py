"""The programme row by row, what needs the Board, and the sentence above them, as HTML."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ifla_metrics.charts.theme import status_ink
from ifla_metrics.figures import course, words
from ifla_metrics.figures.standing import chosen, rows_with_indicators
from ifla_metrics.metrics import standings
from ifla_metrics.metrics.status import CODES, OFF_COURSE, ON_COURSE, SIGNS, WORDS
from ifla_metrics.ui.cards import variable
from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]


def elements(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the programme row by row: owner, progress and what was expected, status, report."""
    remarks = _remarks(reading)
    titles = (figure.table.columns[0].title, t("Progress"), t("Status"), t("Last report"))
    nodes = rows_with_indicators(reading, chosen(reading))
    body = (
        _element(
            {**row, "indicators_overdue": _overdue(node.code, reading)},
            remarks.get(node.code),
            reading,
            t,
        )
        for node, row in zip(nodes, figure.table.frame.to_dict("records"), strict=True)
    )
    return tag(
        "table",
        tag("caption", figure.title, class_="im-unseen"),
        tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles))),
        tag("tbody", *body),
        class_="im-elements",
    )


def _overdue(node: str, reading: Reading) -> int:
    """Return how many indicators under a part have an overdue report."""
    table = standings.under(chosen(reading), reading.framework, node)
    return int((table["reports_missing"] > 0).sum())


def _element(row: Row, remark: Row | None, reading: Reading, t: Translate) -> Html:
    report = t.month(row["last_report"]) if row["last_report"] else t("no report yet")
    figures = tag(
        "tr",
        tag("th", row["element"], scope="row"),
        tag("td", _progress(row, reading, t)),
        tag(
            "td",
            words.status(row["status"], t),
            class_="nowrap",
            style=f"color:{variable(status_ink(row['status']))}",
        ),
        tag("td", report, class_="nowrap"),
        class_="im-rated",
    )
    return join((figures, tag("tr", tag("td", _why(row, remark, t), colspan=4), class_="im-why")))


def _why(row: Row, remark: Row | None, t: Translate) -> Html:
    """Return the line under a rating: the owner, what is late, what is asked, and why.

    Where all rows are to be seen at once, more than three lines of it open to the whole.
    """
    parts = [tag("span", row["owner"], class_="im-owner")]
    overdue = int(row["reports_overdue"])
    if overdue:
        late = t("{reports} overdue", reports=words.reports(overdue, row["indicators_overdue"], t))
        parts.append(tag("span", f"{SIGNS['overdue']} {late}", class_="im-bad"))
    if row.get("limited"):
        parts.append(tag("span", row["limited"]))
    if remark is None:
        return join(parts, between=" · ")
    asked = t("We ask: {ask}", ask=remark["ask"]) if remark["ask"] else ""
    parts.append(tag("span", words.sentences(asked, str(remark["why"]))))
    return tag("details", tag("summary", join(parts, between=" · ")))


def _progress(row: Row, reading: Reading, t: Translate) -> Html:
    told = course.counted(int(row["rated"]), int(row["of"]), int(row["with_value"]), t)
    counted = " ".join(filter(None, (told, course.apart(int(row["apart"]), t))))
    if not row["of"]:
        return tag("small", row["unrated"])
    if row["status"] == "too_few_data" or words.missing(row["mean"]):
        few = row["status"] == "too_few_data" or not reading.hide_small
        return tag(
            "small",
            t("too few data: {counted}", counted=counted)
            if few
            else t("mean hidden, {counted}", counted=counted),
        )
    marks = [tag("i", style=f"width:{_at(row['mean'])}")]
    if not words.missing(row["expected"]):
        marks.append(tag("b", style=f"left:calc({_at(row['expected'])} - 1px)"))
    if not words.missing(row["previous"]):
        marks.append(tag("u", style=f"left:{_at(row['previous'])}"))
    return tag(
        "div",
        tag("div", *marks, class_="im-bar", aria_hidden="true"),
        tag("small", f"{t.percent(row['mean'])}, {counted}"),
        class_="im-along",
    )


def _at(ratio: float) -> str:
    """Return a place on the bar, which ends at 100 %."""
    return f"{100 * min(1.0, max(0.0, float(ratio))):.1f}%"


def _remarks(reading: Reading) -> dict[str, Row]:
    if "remarks" not in reading.frames:
        return {}
    frame = reading.frame("remarks")
    told = frame[[day <= reading.on for day in frame["as_of"]]] if len(frame) else frame
    return {str(row["subject"]): row for row in told.sort_values("as_of").to_dict("records")}


def _said(remark: Row, t: Translate) -> str:
    if not remark["ask"]:
        return str(remark["why"])
    return t("{why} We ask: {ask}", why=words.sentences(remark["why"]), ask=remark["ask"])


def board_list(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return what needs the Board, the gravest first."""
    told = {
        _said(remark, t)
        for remark in _remarks(reading).values()
        if remark["subject"] in {node.code for node in reading.framework.rows}
    }
    return tag(
        "ol",
        *(
            tag("li", row["finding"], tag("small", " · ".join(_under(row, told, t))))
            for row in figure.table.frame.to_dict("records")
        ),
        class_="im-board",
    )


def _under(row: Row, told: set[str], t: Translate) -> Iterable[str]:
    if row["owner"]:
        yield str(row["owner"])
    if row["since"]:
        yield t("since {day}", day=t.date(row["since"], "medium"))
    elif row["as_of"]:
        yield t("data of {day}", day=t.date(row["as_of"], "medium"))
    if row["remark"] and row["remark"] not in told:
        yield str(row["remark"])  # Of a row, the table beside says it already.


def lede(figure: Figure, reading: Reading, t: Translate) -> str:
    """Return which rows are not on course or not rated, and how each indicator stands.

    Where only real data count and a row has no target left, who took part and where comes first.
    """
    number = chosen(reading)["status"].value_counts().to_dict()
    good = int(sum(number.get(code, 0) for code in ON_COURSE))
    told = [t.plural("{n} on course", "{n} on course", good)] if good else []
    told += [
        f"{t.number(int(number[code]))} {t(WORDS[code])}"
        for code in CODES
        if number.get(code) and code not in ON_COURSE
    ]
    indicators = t.plural("{n} indicator", "{n} indicators", int(sum(number.values())))
    frame, first = figure.table.frame, ""
    lacking = int((frame["with_target"] == 0).sum()) if reading.choices.documented_only else 0
    if 0 < lacking < len(frame):
        first = words.sentences(
            course.reach(reading, t),
            t(
                "No real targets for {n} of {k} {rows}: their progress cannot be rated",
                n=t.number(lacking),
                k=t.number(len(frame)),
                rows=course.rows_name(reading, t),
            ),
        )
    behind, unrated = [], []
    for row in frame.to_dict("records"):
        if lacking and not row["with_target"]:
            continue
        said = f"{row['element']} ({t(WORDS[row['status']])})"
        if row["status"] == "behind" or row["status"] in OFF_COURSE:
            behind.append(said)
        elif row["status"] not in ON_COURSE:
            unrated.append(said)
    return " ".join(
        filter(
            None,
            (
                first,
                t("Not on course: {rows}.", rows=", ".join(behind)) if behind else "",
                t("Not rated: {rows}.", rows=", ".join(unrated)) if unrated else "",
                words.one(indicators, ", ".join(told), t) + "." if told else "",
            ),
        )
    )
