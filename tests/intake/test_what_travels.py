"""The file with everybody's entries says itself what it does not carry; a group's need not."""

import io

import openpyxl
import pytest

from ifla_metrics.exchange.workbook_words import INSTRUCTIONS
from ifla_metrics.i18n import translate
from ifla_metrics.intake.exporting import workbook_of
from ifla_metrics.store.database import reading

SAID = {
    "en": (
        "It does not carry",
        "strategies and their earlier versions",
        "A backup carries them",
        "figures of days before it was changed are counted by the version in force",
    ),
    "fr": (
        "Il n’emporte pas",
        "les stratégies et leurs versions antérieures",
        "Une sauvegarde",
        "sont comptés selon la version en vigueur",
    ),
}


def instructions_of(engine, group, language):
    t = translate(language)
    with reading(engine) as connection:
        data = workbook_of(connection, group, t)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[t(INSTRUCTIONS)]
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file_of_all_groups_says_that_past_strategies_do_not_travel(history, language):
    told = instructions_of(history, "", language)
    assert [part for part in SAID[language] if part not in told] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file_of_a_group_says_nothing_of_it(history, language):
    told = instructions_of(history, "ALP", language)
    assert [part for part in SAID[language] if part in told] == []
