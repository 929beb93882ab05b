"""The sheets have a column for everything that a draft says."""

import pytest

from ifla_metrics.imports.columns import FORMATS, OF_RECORD, RECORD_DRAFTS
from ifla_metrics.models.drafts import ActivityDraft, ParticipationDraft
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.text import folded

ELSEWHERE = {
    "contributions": {"outcomes", "framework"},
    "alignments": {"directions", "primary_direction", "framework"},
    "participation": {"participants", "women", "men", "other"},
}


def test_every_field_of_an_activity_has_its_column():
    keys = set(FORMATS["activities"].by_key)
    for field in ActivityDraft.model_fields:
        assert ELSEWHERE.get(field, {field}) <= keys, field


def test_every_field_of_a_line_of_participation_has_its_column():
    assert set(ParticipationDraft.model_fields) <= set(FORMATS["participation"].by_key)


@pytest.mark.parametrize("kind", RECORD_DRAFTS)
def test_every_field_of_a_record_has_its_column(kind):
    assert set(RECORD_DRAFTS[kind].model_fields) <= set(OF_RECORD[kind].by_key)


def test_the_sheets_know_every_kind_of_record_of_the_store():
    assert {name: kind.draft for name, kind in KINDS.items()} == RECORD_DRAFTS


@pytest.mark.parametrize("name", FORMATS)
def test_no_two_columns_of_a_sheet_have_one_title(name):
    titles = [folded(c.title) for c in FORMATS[name].columns]
    assert len(set(titles)) == len(titles)
