"""A finished figure is kept until what it depends on changes."""

from dataclasses import replace

import pytest

from ifla_metrics.ui import figure_card, sources


@pytest.fixture
def choices(history):
    return sources.available_choices().start("2010-2015")


@pytest.fixture
def made(monkeypatch):
    """The figures that are made, in a cache that is empty."""
    found, figure = [], sources.figure

    def make(name, choices):
        found.append(name)
        return figure(name, choices)

    figure_card._card.clear()
    monkeypatch.setattr(sources, "figure", make)
    return found


def ask(choices, **view):
    return figure_card.card("indicator-bullets", choices, **view)


def test_a_card_is_made_anew_for_other_choices_or_after_a_write_alone(choices, made, monkeypatch):
    assert ask(choices) == ask(choices)
    assert len(made) == 1
    ask(replace(choices, known_on="2011-12"))
    ask(choices, by="direction")
    assert len(made) == 3
    revision = sources.revision()
    monkeypatch.setattr(sources, "revision", lambda: revision + 1)
    ask(choices)
    assert len(made) == 4


def test_what_was_made_for_members_is_not_given_to_the_public(choices, monkeypatch):
    chosen = replace(choices, known_on="2012-12")
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)
    members = figure_card.card("women-share", chosen)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    assert figure_card.card("women-share", chosen).alt != members.alt
