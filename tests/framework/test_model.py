"""Owners, rows and translations of a framework."""

import pickle
from dataclasses import replace

import pytest

from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.framework.model import Translation
from ifla_metrics.settings import DATA

PLAN = read_folder(DATA / "frameworks" / "2010-2015")
SHORT = "Profile and standing of the profession"
FRENCH = replace(PLAN, texts=(Translation("fr", SHORT, "Profil de la profession", "unofficial"),))


def test_an_indicator_takes_the_nearest_owner_and_a_node_that_of_its_indicators():
    assert [PLAN.owner_of_indicator(code) for code in ("C1", "E1")] == ["OA-TF", ""]
    assert [PLAN.owner_of_node(f"KI2.{e}") for e in "AXE"] == ["ALP", "SEC", ""]


@pytest.mark.parametrize("folder", folders(DATA / "frameworks"), ids=lambda folder: folder.name)
def test_every_node_has_a_row_and_a_direction_its_own(folder):
    """Milestones can belong to any node, and pages need a row for each."""
    plan = read_folder(folder)
    rows = {node.code: plan.row_of(node.code) for node in plan.nodes}
    assert all(rows[direction.code] == direction.code for direction in plan.directions)


def test_a_translation_is_dropped_when_its_original_changes():
    nodes = tuple(replace(n, short_title="Status") if n.code == "SD3" else n for n in PLAN.nodes)

    corrected = replace(FRENCH, nodes=nodes).in_language("fr")

    assert corrected.node("SD3").short_title == "Status"


def test_a_pickled_framework_keeps_its_language():
    french = pickle.loads(pickle.dumps(FRENCH.in_language("fr")))

    assert (french.language, french.node("SD3").short_title) == ("fr", "Profil de la profession")
