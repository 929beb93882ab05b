from ifla_metrics.choices import Choices
from ifla_metrics.ui import figure_card, page_data

CHOSEN = Choices("2010-2015", "2011-2012", known_on="2012-12")


def test_a_card_is_cached_by_view_until_the_next_write(history, monkeypatch):
    made, figure, revision = [], page_data.figure, page_data.revision()
    monkeypatch.setattr(page_data, "figure", lambda *asked: made.append(asked) or figure(*asked))
    for number, view in ((0, "a"), (0, "a"), (1, "a"), (1, "b")):
        monkeypatch.setattr(page_data, "revision", lambda number=number: revision + number)
        figure_card.build("stories", CHOSEN, by=view)

    assert len(made) == 3
