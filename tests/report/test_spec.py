"""A chart is made fit for paper: wide as the page, text clean, the map inside, nothing fetched."""

import pytest

from ifla_metrics.assets import TOPOLOGY_URL
from ifla_metrics.errors import NotDrawn
from ifla_metrics.report.sheet import MARGIN, WIDTH
from ifla_metrics.report.spec import LONGEST, printable
from tests.report import specimens


def spec_of(**changed):
    return printable(specimens.charted().chart.to_dict() | changed, name="participations")


def test_a_chart_that_fills_what_holds_it_is_as_wide_as_the_page():
    assert spec_of()["width"] == WIDTH - 2 * MARGIN


def test_a_chart_with_a_width_of_its_own_keeps_it():
    assert spec_of(width=300)["width"] == 300


def test_a_shortened_text_keeps_its_beginning_and_an_ordinary_title_is_not_shortened():
    longest_title = "t" * 200
    spec = spec_of(data={"values": [{"a": "x" * 5_000, "b": longest_title}]})

    row = spec["data"]["values"][0]
    assert row["a"] == "x" * (LONGEST - 1) + "…"
    assert row["b"] == longest_title


def test_an_expression_is_never_shortened():
    expression = "datum.a == '" + "x" * 400 + "'"

    assert spec_of(transform=[{"filter": expression}])["transform"][0]["filter"] == expression


@pytest.mark.parametrize("forbidden", ["\x0b", "\x00", "\ufffe", "\ud800", "\u202e", "\U0001f4bb"])
def test_no_letter_that_the_renderer_cannot_carry_is_left_in(forbidden):
    spec = spec_of(
        data={"values": [{f"a{forbidden}": f"x{forbidden}y"}]},
        title=f"Title{forbidden}",
        transform=[{"calculate": f"'{forbidden}'", "as": "c"}],
    )

    assert forbidden not in repr(spec)
    assert ascii(forbidden)[1:-1] not in ascii(spec)


def test_the_map_is_inside():
    shapes = {"url": TOPOLOGY_URL, "format": {"type": "topojson", "feature": "countries"}}
    spec = spec_of(data=shapes)

    assert "url" not in spec["data"]
    assert len(spec["datasets"][spec["data"]["name"]]["objects"]["countries"]["geometries"]) > 200


@pytest.mark.parametrize(
    "address", ["https://example.org/a.json", "/assets/other.json", "file:///x"]
)
def test_any_other_address_is_refused(address):
    with pytest.raises(NotDrawn, match=r"'participations' cannot be drawn"):
        spec_of(layer=[{"data": {"url": address}, "mark": "bar"}])


def test_links_are_left_out_wherever_they_stand():
    linked = {"href": {"field": "a"}, "x": {"field": "b"}}
    spec = spec_of(layer=[{"mark": {"type": "bar", "href": "javascript:x"}, "encoding": linked}])

    assert "href" not in repr(spec)
