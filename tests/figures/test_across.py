"""One line across strategies counts what the log has of each part, once a year."""

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read_activities import activities

T = translate("en")


def line(read, element, **choices):
    figure = registry.build(
        f"across-{element}", read(period="2010-2015", known_on="now", **choices), T
    )
    return figure, figure.table.frame.set_index("span")


def uids(url, framework, node, year):
    with reading(engine_of(url)) as connection:
        found = activities(
            connection, Choices(framework, framework), node=node, counted_only=True, limit=None
        )
    return {u for u, day in zip(found["uid"], found["started_on"], strict=True) if day.year == year}


def test_parts_that_go_on_as_one_count_an_activity_once(read, history_url):
    figure, rows = line(read, "KI2.D")
    both = [uids(history_url, "2010-2015", node, 2011) for node in ("KI1.B", "KI2.D")]

    assert rows.loc["2010-2015:2011", "nodes"] == "KI1.B|KI2.D"
    assert rows.loc["2010-2015:2011", "activities"] == len(set.union(*both))
    assert rows.loc["2016-2021:2019", "activities"] == len(
        uids(history_url, "2016-2021", "2.2", 2019)
    )
    assert "nothing recorded after 2019" in figure.title
    assert rows[rows["activities"] > 0]["year"].max() == 2019
    assert "proposed mapping" in figure.method
