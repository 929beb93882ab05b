"""A finished figure is kept until what it depends on changes."""

from dataclasses import replace

import pytest

from ifla_metrics.ui import figure_card, sources


@pytest.fixture
def choices(history):
    return sources.available_choices().start("2010-2015")


def test_a_card_is_made_anew_for_other_choices_or_after_a_write_alone(choices, monkeypatch):
    made, figure, revision = [], sources.figure, sources.revision()
    sources.st.cache_data.clear()
    monkeypatch.setattr(sources, "figure", lambda *asked: made.append(asked) or figure(*asked))

    def count(choices, **view):
        figure_card.card("stories", choices, **view)
        return len(made)

    assert (count(choices), count(choices)) == (1, 1)
    assert count(replace(choices, known_on="2011-12")) == 2
    assert count(choices, by="direction") == 3
    monkeypatch.setattr(sources, "revision", lambda: revision + 1)
    assert count(choices) == 4


def test_what_was_made_for_members_is_not_given_to_the_public(choices, monkeypatch):
    chosen = replace(choices, known_on="2012-12")
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)
    members = figure_card.card("women-share", chosen)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    assert figure_card.card("women-share", chosen).alt != members.alt
