"""Answers as a TOML file: what a person may write, and what is suggested to them."""

import pytest

from ifla_metrics.errors import InvalidRecord
from ifla_metrics.imports.answers import kept_answers, read_toml, to_keep, write_toml
from ifla_metrics.imports.read import read
from ifla_metrics.imports.rows import Choice, Mapped, Message, Question, ReadFile
from ifla_metrics.store.imports import KeptMapping


def given(text):
    return {key: answer for key, answer in read_toml(text.encode(), "plan.toml").items() if answer}


def test_a_suggestion_can_be_read_back_as_it_stands():
    choices = (Choice("dmy", "day"), Choice("mdy", "m"))
    read = ReadFile(
        "table",
        mapping={
            "title": Mapped("Plan", "B", 'Titre "court"', samples=("Atelier\nà Dakar",)),
            "kind": Mapped(constant="workshop", certain=False),
        },
        questions=(Question("date_order", Message("Day or month?"), choices, "dmy"),),
    )
    text = write_toml(read, {"decimal": ",", "value:kind:Réunion: x": "meeting"})

    assert text.splitlines()[1] == '# Titre "court" | Atelier à Dakar'
    assert '# Day or month? "dmy" | "mdy"\n# "date_order" = "dmy"' in text
    assert given(text) == {
        "mapping": "yes",
        "sheet": "Plan",
        "mapping:title": "B",
        "mapping:kind": "=workshop",
        "value:kind:Réunion: x": "meeting",
        "decimal": ",",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[mapping\n", "cannot be read"),
        ("[mapping]\ntitle = {column = 1}", "as --suggest-mapping does"),
        ('[mapping]\nwomem = {column = "F"}', "no field .womem."),
        ('[mapping]\nmen = {column = "F"}\nwomen = {column = "f"}', "two fields, men and women"),
        ('[columns]\ntitle = "B"\n', "columns. is not known"),
        (
            '[mapping]\ntitle = {sheet = "a", column = "B"}\nkind = {sheet = "b", column = "C"}\n',
            "several sheets",
        ),
    ],
)
def test_what_is_no_mapping_is_refused_in_a_sentence(text, says):
    with pytest.raises(InvalidRecord, match=says):
        read_toml(text.encode(), "plan.toml")


def test_what_an_empty_status_means_is_asked_for_each_file():
    words = {"value:kind:Cours": "workshop"}
    once = {"empty:lifecycle": "completed", "date_order": "dmy"}

    assert to_keep(ReadFile("table"), words | once).answers == words


@pytest.mark.parametrize(("headers", "column"), [("Date,Title", "B"), ("Title,Date,Title", None)])
def test_a_kept_mapping_is_not_taken_where_a_header_stands_twice(headers, column):
    kept = KeptMapping(headers={"title": "Title"}, constants={}, answers={})
    table = read(f"{headers}\n2012-03-05,A workshop,B\n".encode(), "plan.csv")

    assert kept_answers(table, [kept]).get("mapping:title") == column
