"""A form can say what is wrong, where, in the reader's language."""

from datetime import date

import pytest
from pydantic import ValidationError

from ifla_metrics.models.drafts import (
    ActivityDraft,
    ObservationDraft,
    draft_faults,
)

WHOLE = {
    "title": "Workshop",
    "started_on": date(2011, 5, 4),
    "ended_on": date(2011, 5, 6),
    "groups": ("ALP",),
}


def faults(kind=ActivityDraft, **said):
    with pytest.raises(ValidationError) as caught:
        kind(**said)
    return {fault.field: str(fault.error) for fault in draft_faults(caught.value)}


def test_a_fault_inside_a_list_keeps_its_place():
    with pytest.raises(ValidationError) as caught:
        ActivityDraft(**WHOLE, participation=({"count": 3}, {"count": "many"}))
    [fault] = draft_faults(caught.value)

    assert (fault.field, fault.place) == ("participation", (1, "count"))
    assert str(fault.error) == "Must be a whole number."


def test_a_rule_about_several_fields_is_known_with_its_field():
    said = {"framework": "F", "group": "G", "indicator": "A1", "as_of": date(2011, 1, 1)}

    assert set(faults(ObservationDraft, **said)) == {"value"}
    assert set(faults(ObservationDraft, **said, value=1.0, denominator=0.0)) == {"denominator"}
