from ifla_metrics.choices import Choices
from ifla_metrics.ui import figure_card, page_data

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12")


def test_a_card_is_cached_by_view_until_the_next_write(history, monkeypatch):
    built, figure, revision = [], page_data.figure, page_data.cache_state()[1]

    def counted(*args, **view):
        built.append(view)
        return figure(*args, **view)

    monkeypatch.setattr(page_data, "figure", counted)
    for number, by in ((0, "element"), (0, "element"), (1, "element"), (1, "direction")):
        monkeypatch.setattr(page_data, "revision_of", lambda _, number=number: revision + number)
        figure_card.build("indicator-bullets", CHOICES, by=by)

    assert len(built) == 3


def test_the_menu_of_a_figure_names_its_element(history):
    card = figure_card.build("indicators-KI2.A", CHOICES)
    assert card.label == "Indicators of Building Strong Library Associations"
