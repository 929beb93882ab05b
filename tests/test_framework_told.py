"""A framework in another language says the same in other words, and nothing else."""

import pickle
from dataclasses import fields, replace
from datetime import date

import pytest

from ifla_metrics.framework import Text
from ifla_metrics.framework_files import folders, read_folder
from ifla_metrics.settings import DATA

PLAN = replace(read_folder(DATA / "frameworks" / "2010-2015"), texts=())
PROFESSION = "Profile and standing of the profession"
FRENCH = Text("fr", PROFESSION, "Profil et statut de la profession", "unofficial")
TOLD = replace(PLAN, texts=(FRENCH,))
UNTOLD = {
    "title",
    "short_title",
    "owner_as_stated",
    "note",
    "definition",
    "name",
    "plural",
    "means_of_verification",
    "baseline_note",
    "reason",
}


def test_words_that_are_translated_are_told_so_and_the_others_as_the_source_has_them():
    french = TOLD.told("fr")

    assert french.node("SD3").short_title == "Profil et statut de la profession"
    assert french.node("SD3").title == PLAN.node("SD3").title
    assert french.original.node("SD3").short_title == PROFESSION


def test_a_translation_no_longer_holds_when_its_words_are_corrected():
    nodes = tuple(
        replace(n, short_title="Profile of the profession") if n.code == "SD3" else n
        for n in PLAN.nodes
    )

    corrected = replace(TOLD, nodes=nodes).told("fr")

    assert corrected.node("SD3").short_title == "Profile of the profession"


def test_english_is_the_original_itself():
    assert TOLD.told("en") is TOLD
    assert TOLD.told("fr").told("en") is TOLD
    assert TOLD.told("fr") is TOLD.told("fr").told("ar").told("fr")


def test_quarters_and_levels_are_named_as_the_language_names_them():
    assert PLAN.period("2014-Q4").title == "2014 Q4"
    assert PLAN.told("fr").period("2014-Q4").title == "T4\u00a02014"
    assert PLAN.told("fr").period("2011-2012").title == PLAN.period("2011-2012").title
    assert PLAN.told("fr").direction_level.name == "Orientation stratégique"


def test_a_framework_of_a_day_stays_one_in_its_language():
    french = TOLD.told("fr")
    links = tuple(replace(k, valid_to=date(2012, 12, 31)) for k in TOLD.links)
    dated = replace(TOLD, links=links).told("fr").on(date(2013, 1, 1))

    on = french.on(date(2012, 1, 1))
    assert on.node("SD3").short_title == "Profil et statut de la profession"
    assert (dated.language, dated.links) == ("fr", ())


@pytest.mark.parametrize("folder", folders(DATA / "frameworks"), ids=lambda f: f.name)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_but_words_differs_between_languages(folder, language):
    original = read_folder(folder)
    told = original.told(language)

    for name in ("levels", "nodes", "links", "indicators", "targets", "periods"):
        for before, after in zip(getattr(original, name), getattr(told, name), strict=True):
            kept = [f.name for f in fields(before) if f.name not in UNTOLD]
            assert [getattr(before, k) for k in kept] == [getattr(after, k) for k in kept]
    assert [i.unit for i in told.indicators] == [i.unit for i in original.indicators]


def test_a_told_framework_goes_to_another_process_whole():
    french = pickle.loads(pickle.dumps(TOLD.told("fr")))

    assert french.node("SD3").short_title == "Profil et statut de la profession"
    assert french.on(date(2012, 1, 1)).language == "fr"
    assert french.told("en") == TOLD
