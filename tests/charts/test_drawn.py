"""Every chart, drawn as narrow as a telephone and as wide as a desk: words there, nothing cut."""

import html
import re
from functools import cache

import pandas as pd
import pytest
from PIL import Image

from ifla_metrics.charts import directions, ledger, participation, progress, timeline
from ifla_metrics.charts.matrix import matrix
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.i18n import translate
from tests.charts.drawing import picture, svg

T = translate("en")
NAN = float("nan")
WIDTHS = (340, 1290)
SPANS = ["Q1\n2012", "Q2\n2012", "Q3\n2012"]


def bullets():
    rows = [
        (
            "A",
            "Building Strong Library Associations",
            "89 %",
            0.89,
            0.97,
            0.8,
            "on_track",
            "● on track",
        ),
        (
            "B",
            "Open access advocacy",
            "too few data",
            NAN,
            NAN,
            NAN,
            "too_few_data",
            "◔ too few data",
        ),
        ("C", "Over the target", "140 %", 1.4, 0.9, NAN, "achieved", "★ achieved"),
    ]
    columns = ["row", "label", "note", "progress", "expected", "previous", "status", "status_words"]
    frame = pd.DataFrame(rows, columns=columns).assign(owner="ALP", short="89 %")
    further = {"element": frame["row"], "due_words": "80 %", "last_report": "1 May 2012"}
    return progress.bullet_bars(frame.assign(**further), t=T, code="element")


def trend():
    rows = [
        ("expected", "2011-01-01", 0, "", True, False),
        ("expected", "2012-12-31", 12, "", True, False),
        ("actual", "2011-12-31", 3, "", True, False),
        ("actual", "2012-06-30", 7, "at least 7", False, True),
        ("target", "2012-12-31", 12, "target 12", True, False),
        ("former", "2012-12-31", 20, "20 until Aug 2012", True, False),
    ]
    frame = pd.DataFrame(rows, columns=["series", "on", "value", "words", "exact", "below"])
    frame = frame.assign(name=frame["series"], day=frame["on"], told=frame["words"])
    return progress.trend(frame, t=T, unit="Documents", key="◆ target")


def cells():
    rows = [
        (r, f"Row {r}\nof two lines", c, f"Direction {c}", c, str(n), float(n))
        for r, c, n in (("a", "1", 0), ("a", "2", 9), ("b", "1", 3), ("b", "2", 1))
    ]
    columns = ["row", "row_label", "column", "column_label", "column_short", "words", "value"]
    return matrix(pd.DataFrame(rows, columns=columns), t=T)


def ladder():
    rows = [
        ("1", "Workshop 1", "late", "2010-10-01", "2011-01-27", "late", "▼ 3 months late"),
        (
            "2",
            "A milestone with a very long name that\ngoes on to a second line",
            "open",
            "2013-01-01",
            None,
            "open",
            "◌ still to come",
        ),
    ]
    columns = ["row", "label", "note", "planned", "actual", "state", "state_words"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["uid"] = frame["row"]
    return timeline.ladder(frame, t=T, today="2012-12-12", today_words="12 Dec 2012")


def columns_over_time():
    frame = pd.DataFrame(
        {
            "span": SPANS,
            "value": [55, NAN, 0],
            "before": [NAN, 20, 90],
            "running": [False, False, True],
            "words": ["55", "n/k", "0"],
            "top": [55, 20, 90],
        }
    )
    frame = frame.assign(quarter=["2012-Q1", "2012-Q2", "2012-Q3"])
    return participation.columns_over_time(
        frame, t=T, axis_title="Participations", tooltip=[("words", "Participations")]
    )


def lanes():
    rows = [
        (lane, name, "60", span, 20.0, 10.0, i == 2, "20", i == 0)
        for lane, name in enumerate(("Africa", "Latin America and the Caribbean"))
        for i, span in enumerate(SPANS)
    ]
    columns = ["lane", "label", "note", "span", "value", "before", "running", "words", "lead"]
    frame = pd.DataFrame(rows, columns=columns).assign(region="africa")
    return participation.region_lanes(frame, t=T, tooltip=[("label", "Region")])


def shares():
    rows = [
        (
            "all",
            "All participations",
            "57 % women",
            part,
            value,
            value / 100,
            f"{part} {value}",
            str(value),
            i,
            i == 0,
            start / 100,
        )
        for i, (part, value, start) in enumerate(
            (("share", 57, 0), ("rest", 40, 57), ("unknown", 3, 97))
        )
    ]
    columns = [
        "row",
        "label",
        "note",
        "part",
        "value",
        "room",
        "words",
        "short",
        "position",
        "lead",
        "start",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return participation.shares(frame, t=T, tooltip=[("note", "Women")], pick=["row"])


def bars():
    frame = pd.DataFrame(
        {
            "row": ["a", "b", "c"],
            "label": ["Africa", "North America", "Outside the regions"],
            "number": ["12 of 48 · 25 %", "2 of 2 · 100 %", "3 reached"],
            "value": [0.25, 1, NAN],
        }
    )
    return ledger.bars(frame, t=T, shares=True, tooltip=[("number", "Share")], pick=["row"])


def statuses():
    rows = [
        ("SD1", "1 Equitable access", "74 %", part, n, n / 3, f"● {n}", "●", i, i == 0, 0)
        for i, (part, n) in enumerate((("on_track", 2), ("off_track", 1)))
    ]
    columns = [
        "row",
        "label",
        "note",
        "part",
        "value",
        "room",
        "words",
        "short",
        "position",
        "lead",
        "place",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    further = {"status": frame["part"], "status_words": frame["words"], "number": "1 of 3"}
    return directions.status_bars(frame.assign(direction="SD1", **further), t=T)


CHARTS = {
    "bullets": (bullets, ["Building Strong Library Associations", "◔ too few data", "★ achieved"]),
    "trend": (trend, ["at least 7", "target 12", "20 until Aug 2012", "Documents"]),
    "matrix": (cells, ["Row b", "of two lines", "9"]),
    "ladder": (ladder, ["Workshop 1", "▼ 3 months late", "12 Dec 2012"]),
    "columns": (columns_over_time, ["n/k", "55", "2012"]),
    "lanes": (lanes, ["Africa", "Latin America and the Caribbean"]),
    "shares": (shares, ["All participations", "57 % women"]),
    "bars": (bars, ["Africa", "12 of 48", "3 reached"]),
    "statuses": (statuses, ["1 Equitable access", "● 2", "74 %"]),
}


@cache
def words_of(name: str, width: int) -> str:
    return svg(CHARTS[name][0](), width)


@cache
def narrow(name: str) -> Image.Image:
    return picture(CHARTS[name][0](), 340)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_every_label_is_written_whole_at_every_width(name, width):
    labels = CHARTS[name][1]
    written = [
        html.unescape(w)
        for w in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", words_of(name, width))
    ]

    for label in labels:
        assert any(label in words for words in written), (label, written)
    assert not [words for words in written if words.endswith("…")]


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_as_wide_as_its_place_and_no_wider(name):
    """A label that sticks out would make the picture wider, or be cut off on a page."""
    assert abs(narrow(name).width - 340) <= 6


@pytest.mark.parametrize("name", CHARTS)
def test_in_the_dark_there_is_light_ink_on_a_dark_ground(name):
    drawn = picture(CHARTS[name][0](), 340, "dark").convert("L")

    assert drawn.getextrema()[1] > 200
    assert drawn.getpixel((drawn.width - 1, drawn.height - 1)) < 60


def test_a_bar_stops_at_the_target_and_a_row_without_progress_has_none():
    drawn = words_of("bullets", 1290)

    assert drawn.count('fill="#0b5a7a"') == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_a_value_of_the_last_day_of_a_year_stands_at_that_day(width):
    """At a tick "Jan 2013" it would read as a value of the next year."""
    drawn = words_of("trend", width)
    at = r"translate\(([\d.]+),"
    target = re.search(rf'"on: 31 Dec 2012; Documents: 12"[^>]*{at}', drawn)
    day = re.search(rf"{at}[^>]*>31 Dec 2012<", drawn)

    assert float(day[1]) == pytest.approx(float(target[1]), abs=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bar_of_a_share_is_as_long_as_its_percentage(width):
    """2 of 2 is a full bar; a part that nobody is listed for has none."""
    drawn = re.findall(r'd="M0,[\d.]+h([\d.]+)v10[^"]*" fill="(#\w+)"', words_of("bars", width))
    long = [float(far) for far, colour in drawn if colour == LIGHT.accent]
    whole = [float(far) for far, colour in drawn if colour == LIGHT.track]

    assert long == [pytest.approx(width / 4, abs=2), pytest.approx(width, abs=2)]
    assert whole == [long[1]] * 2


def test_the_parts_of_a_narrow_bar_keep_their_sign_when_the_number_has_no_room():
    assert "unknown 3" not in words_of("shares", 340)
    assert "share 57" in words_of("shares", 1290)
