"""The kind of a partner is as it is written, or asked for: it is never filled in."""

import pytest

from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.cell_reading import reader_of
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.i18n import translate
from ifla_metrics.imports.columns import FORMATS
from ifla_metrics.models.drafts import PartnerDraft
from tests.exchange.reading import known

PARTNERS = FORMATS["activities"].column("partners")


def read(cell):
    return reader_of(PARTNERS, known(), Manner(), limits=None)(cell)


@pytest.mark.parametrize(
    ("cell", "nearest"),
    [("EIFL (universty)", "university"), ("EIFL", ""), ("Oslo (university); EIFL (Paris)", "")],
)
def test_a_partner_without_a_kind_is_a_fault_that_names_the_kinds(cell, nearest):
    found = read(cell)

    assert isinstance(found, Refused)
    assert found.nearest == nearest
    assert "university" in found.reason.words(translate("en"))
    assert "EIFL" in found.reason.words(translate("en"))


def test_a_partner_with_its_kind_is_taken():
    assert read("EIFL (other)\nA (B) (university)") == (
        PartnerDraft(name="EIFL", kind="other"),
        PartnerDraft(name="A (B)", kind="university"),
    )
