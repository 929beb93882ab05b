"""The page "Edit in a table": activities, or the records of one kind, in their own columns."""

import pytest

from ifla_metrics.imports.grid import SHEETS
from tests.pages.forms import Reader

NEEDED = {
    "activities": "started_on",
    "observations": "indicator",
    "milestones": "planned_on",
    "cohort_counts": "stage",
    "resource_stages": "language",
    "association_outcomes": "association",
    "stories": "change",
    "remarks": "ask",
}


@pytest.fixture
def table(history):
    return Reader("table", framework="2010-2015")


def held(reader):
    """The rows that stand in the table."""
    [editor] = reader.app.dataframe
    return editor.value


def test_it_opens_with_activities(table):
    assert "title" in held(table).columns
    assert len(held(table)) == 100


@pytest.mark.parametrize("name", SHEETS)
def test_each_kind_has_its_own_columns_and_rows(table, name):
    [kinds] = [group for group in table.app.button_group if group.key == "table_of"]
    kinds.set_value(name)
    table.run()

    assert not table.app.exception
    assert NEEDED[name] in held(table).columns
    assert len(held(table)) > 0
    assert not {"id", "version", "framework", "provenance"} & set(held(table).columns)
