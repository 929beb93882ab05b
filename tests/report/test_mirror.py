"""In a picture that is read from the right each line keeps the direction of its own words."""

import pytest
from lxml import etree

from ifla_metrics.report.mirror import mirrored
from ifla_metrics.report.page import SVG

RIGHT, LEFT, END, MARK = "\u202b", "\u202a", "\u202c", "\u200e"


@pytest.mark.parametrize(
    ("line", "way", "said"),
    [
        ("السجل كما عُرف", RIGHT, "السجل كما عُرف"),
        ("help with contacts.", LEFT, f"help with contacts.{MARK}"),
        ("digital lending, mass digitisation,", LEFT, f"digital lending, mass digitisation,{MARK}"),
        (
            "two trainings fell through. نطلب: Please",
            RIGHT,
            f"two trainings fell through.{MARK} نطلب: Please",
        ),
        ("برنامج IFLA.", RIGHT, "برنامج IFLA."),
        ("SD1،", RIGHT, "SD1،"),
        ("2012–2011", RIGHT, "2012–2011"),
    ],
)
def test_a_line_of_another_script_keeps_its_marks_at_its_own_end(line, way, said):
    drawn = f'<text x="9">{line}</text>'
    root = etree.fromstring(f'<svg xmlns="{SVG}" viewBox="0 0 100 9">{drawn}</svg>')

    (drawn,) = mirrored(root).iter(f"{{{SVG}}}text")

    assert drawn.text == f"{way}{said}{END}"
