"""The sheets have a column for everything that a draft says."""

import pytest

from ifla_metrics.imports.columns import FORMATS, RECORD_DRAFTS
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.text import folded


def test_the_sheets_know_every_kind_of_record_of_the_store():
    assert {name: kind.draft for name, kind in KINDS.items()} == RECORD_DRAFTS


@pytest.mark.parametrize("name", FORMATS)
def test_no_two_columns_of_a_sheet_have_one_title(name):
    titles = [folded(c.title) for c in FORMATS[name].columns]
    assert len(set(titles)) == len(titles)
