from ifla_metrics.choices import Choices
from ifla_metrics.ui import figure_card, page_data

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12")


def test_a_card_is_cached_by_view_until_the_next_write(history, monkeypatch):
    built, figure, revision = [], page_data.figure, page_data.revision()
    monkeypatch.setattr(page_data, "figure", lambda *args: built.append(args) or figure(*args))
    for number, view in ((0, "a"), (0, "a"), (1, "a"), (1, "b")):
        monkeypatch.setattr(page_data, "revision", lambda number=number: revision + number)
        figure_card.build("stories", CHOICES, by=view)

    assert len(built) == 3
