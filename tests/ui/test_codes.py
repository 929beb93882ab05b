"""The fields of an entry are described in the reader's language."""

from ifla_metrics.i18n import translate
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.ui.codes import FormCodeBook
from tests.imports.sample_files import code_book
from tests.imports.test_merge import activity, aligned

CODES = FormCodeBook(
    **vars(code_book()), t=translate("en"), counting_roles=frozenset(), approved_only=frozenset()
)


def described_difference(field, before, after):
    drafts = activity(**{field: before}), activity(**{field: after})
    [difference] = CODES.differences(*drafts)
    return difference[:3]


def test_differences_of_weights_people_and_main_direction_are_described():
    unknown = ParticipationDraft(count=None, qualifier="unknown")
    women = ParticipationDraft(count=7, gender="woman", country="BWA")
    before = aligned(("SD1", 1200, False), framework="F")
    after = aligned(("SD1", 600, True), ("SD2", 600, False), framework="F")

    assert described_difference("alignments", before, after) == (
        "Directions and weights",
        "F SD1: 100\u202f%",
        "F SD1: 50\u202f%, main direction; F SD2: 50\u202f%",
    )
    people = (ParticipationDraft(count=12),), (unknown, women)
    described = ("Participation", "12", "Gender not stated: – (unknown); Women, Botswana: 7")
    assert described_difference("participation", *people) == described
