"""A file's name can be stored anywhere and says which figure it is."""

import pytest

from ifla_metrics.report.files import MEDIA_TYPES, file_name
from ifla_metrics.report.rendering import FORMATS
from tests.report import specimens


def test_a_file_is_named_after_its_figure():
    name = file_name(specimens.charted(), "png")

    assert name == "participations.2010-2015.2011-2012.png"


@pytest.mark.parametrize(
    "figure_id", ["../../etc/passwd", "a/b\\c:d", "\x00", "", "...", "é" * 300]
)
def test_a_file_name_has_no_path_in_it(figure_id):
    name = file_name(specimens.charted(id=figure_id), "csv")

    assert name.endswith(".csv")
    assert len(name) < 120
    assert not set(name) & set('/\\:*?"<>|\0')
    assert not name.startswith(".")


def test_every_format_has_a_media_type():
    assert set(MEDIA_TYPES) == set(FORMATS)
