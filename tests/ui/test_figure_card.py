from ifla_metrics.choices import Choices
from ifla_metrics.ui import figure_card


def test_what_was_made_for_members_is_not_given_to_the_public(history, monkeypatch):
    chosen = Choices("2010-2015", "2011-2012", known_on="2012-12")
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)
    members = figure_card.card("women-share", chosen)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    assert figure_card.card("women-share", chosen).alt != members.alt
