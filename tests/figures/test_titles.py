"""Titles are made from the numbers: other numbers, another title; a wrong total is seen."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.figures.participation import change_sentence
from ifla_metrics.i18n import THIN, translate
from tests.metrics import factories as make

T = translate("en")


def small(*acts, **given):
    """A reading with the few frames that these figures need beside the cells."""
    bare = {name: make.rows_of(name) for name in ("remarks", "sources")}
    return make.reading(acts, **{**bare, **given})


def act(on, count, **more):
    return make.Act(
        on=date.fromisoformat(on),
        weights={"SD1": 1200},
        rows=("K.A",),
        countries=("BWA",),
        lines=(make.Line(count),),
        **more,
    )


def title(name, reading):
    return registry.find_spec(name).build(reading, T).title


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (168, 100, f"Participations rose by 68{THIN}% in 2012, to 168"),
        (100, 100, "Participations stayed about the same in 2012: 100"),
        (75, 100, f"Participations fell by 25{THIN}% in 2012, to 75"),
        (1, 1200, f"Participations fell by 99.9{THIN}% in 2012, to 1"),
    ],
)
def test_a_change_is_told_in_the_word_that_fits_it(now, before, words):
    assert change_sentence(now, before, "2012", T) == words


def test_people_whose_country_is_not_stated_are_no_region():
    stated = act("2012-05-01", 40)
    nowhere = replace(act("2012-05-01", 60), countries=())

    assert title("participation-by-region", small(stated, nowhere)) == (
        f"The country is not stated for 60{THIN}% of the participations counted in "
    )


def test_the_share_of_women_stands_beside_what_is_unknown():
    lines = (
        make.Line(30, gender="woman"),
        make.Line(10, gender="man"),
        make.Line(60, gender="not_stated"),
    )
    some = small(make.Act(countries=("BWA",), lines=lines))
    none = small(act("2012-05-01", 40))

    assert title("women-share", some) == (
        f"Women are 75{THIN}% of the participations with known gender; the gender of 60{THIN}% of "
        "all is not stated"
    )
    assert title("women-share", none).startswith("The gender of participants is not known")


def test_the_board_is_told_how_many_rows_are_on_course_and_what_is_not():
    on_course = _progress(90)
    off_course = _progress(30)

    assert title("element-progress", on_course) == "1 of 1 element is on course"
    assert title("element-progress", off_course) == "0 of 1 element is on course"
    assert title("needs-the-board", on_course) == "Nothing needs the Board by the stated rules"
    assert title("needs-the-board", off_course) == "1 thing needs the Board"
    assert title("indicator-bullets", on_course) == "1 of 1 indicator on course"
    assert title("indicator-bullets", off_course) == "0 of 1 indicator on course, 1 off track"
    assert title("indicator-bullets", _progress(70)).endswith("on course, 1 behind")


def _progress(value):
    made = make.framework(
        [make.indicator(owner="GA", frequency="year")],
        [make.target(100)],
    )
    values = make.values({"value": value, "as_of": date(2012, 12, 31)})
    acts = [
        replace(act(f"{year}-{month:02d}-01", 5), countries=(place,))
        for year in (2011, 2012)
        for month in (2, 5, 8, 11)
        for place in ("BWA", "NPL", "PER")
    ]
    return small(*acts, made=made, values=values, known_on="2013-01-15")


def test_a_reading_without_data_says_so_and_shows_no_number():
    silent = small(made=make.framework([make.indicator()], [make.target(100)]))

    assert title("element-progress", silent) == "None of the 1 element has enough data to be rated"
    assert title("participation-over-time", silent).startswith("No activity is logged")


def test_a_planted_wrong_total_is_seen():
    """The title, the source line, the alt text and the table are of one number, not four."""
    acts = [act("2012-02-01", 10), act("2012-03-01", 20), act("2012-08-01", 30)]
    right, wrong = small(*acts), small(*acts)
    months = wrong.frames["month_cells"]
    planted = (months["scope_kind"] == "all") & (months["month"] == 201208)
    months.loc[planted, "activities"] += 1
    months.loc[planted, "participations"] += 7

    good, bad = (registry.find_spec("participation-over-time").build(r, T) for r in (right, wrong))

    assert "activities: 3 documented" in good.source
    assert "activities: 4 documented" in bad.source
    assert "60 participations" in good.title
    assert "67 participations" in bad.title
    assert "Q3 2012 30" in good.alt
    assert "Q3 2012 37" in bad.alt
    assert good.table.shown(T) != bad.table.shown(T)
    assert sum(row["participations"] for row in good.table.frame.to_dict("records")) == 60


def test_figures_of_one_reading_agree_on_the_number_of_activities(whole):
    sources = {
        registry.build(spec.name, whole, T).source.split(" · ")[3]
        for spec in registry.standalone_specs()
        if spec.page in {"participation", "coverage"}
        and spec.name not in {"priority-countries", "not-reached"}
    }

    assert len(sources) == 1, sources


def test_what_is_counted_in_a_part_of_the_period_says_in_which(read):
    """The share of women of 2012 stands beside one of 2011–2012: both are right, and named."""

    def told(period):
        return registry.find_spec("indicator-bullets", read().framework).build(
            read(period=period, known_on="now"), T
        )

    assert (
        f"Share of women: 54.2{THIN}% (211 of 389) in 2012, target 50{THIN}%"
        in told("2011-2012").alt
    )
    assert f"Share of women: 54.2{THIN}% (211 of 389), target 50{THIN}%" in told("2012").alt
