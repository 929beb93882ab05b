"""Titles are made from the numbers: other numbers, another title; a wrong total is seen."""

import json
from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
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
    return registry.find(name).build(reading, T).title


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (200, 100, "Participations doubled in 2012, to 200"),
        (240, 100, "Participations in 2012 were 2.4 times those of the year before: 240"),
        (168, 100, f"Participations rose by 68{THIN}% in 2012, to 168"),
        (100, 100, "Participations stayed about the same in 2012: 100"),
        (75, 100, f"Participations fell by 25{THIN}% in 2012, to 75"),
        (1, 1200, f"Participations fell by 99.9{THIN}% in 2012, to 1"),
    ],
)
def test_a_change_is_told_in_the_word_that_fits_it(now, before, words):
    assert change_sentence(now, before, "2012", T) == words


def test_what_was_not_counted_is_not_called_a_change():
    unknown = small(act("2011-05-01", 50), act("2012-05-01", None))

    assert title("participation-over-time", unknown) == "50 participations were counted in "
    assert (
        "1 of 2 activities has no count"
        in registry.find("participation-over-time").build(unknown, T).subtitle
    )


def test_one_and_many_take_their_own_words():
    one = small(act("2012-05-01", 1))
    two = small(act("2012-05-01", 1), replace(act("2012-05-02", 1), countries=("NPL",)))

    assert title("coverage-map", _with_lists(one)).startswith("1 country was reached")
    assert title("coverage-map", _with_lists(two)).startswith("2 countries were reached")


def test_a_country_is_new_in_the_quarter_in_which_it_was_first_reached():
    twice = (act("2012-02-01", 5), act("2012-05-01", 5))
    also = replace(act("2012-05-02", 5), countries=("NPL",))

    told = title("coverage-map", _with_lists(small(*twice, also, period="2012-Q2")))

    assert told == "2 countries were reached in , 1 for the first time under this strategy"


def test_people_whose_country_is_not_stated_are_no_region():
    stated = act("2012-05-01", 40)
    nowhere = replace(act("2012-05-01", 60), countries=())

    assert title("participation-by-region", small(stated, nowhere)) == (
        f"The country is not stated for 60{THIN}% of the participations counted in "
    )


def _with_lists(reading):
    countries = reading.frame("countries").assign(numeric="072", latitude=0.0, longitude=0.0)
    return replace(reading, frames={**reading.frames, "countries": countries})


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

    good, bad = (registry.find("participation-over-time").build(r, T) for r in (right, wrong))

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
        registry.build(kind.name, whole, T).source.split(" · ")[3]
        for kind in registry.figures()
        if kind.page in {"participation", "coverage"}
        and kind.name not in {"priority-countries", "not-reached"}
    }

    assert len(sources) == 1, sources


def test_shares_of_a_profile_add_up_to_100_as_they_are_shown_too(whole):
    figure = registry.build("participation-profile", whole, T)
    by: dict[str, list[int]] = {}
    drawn = True
    for breakdown, _, _, share, *_ in figure.table.shown(T):
        if share[:1].isdecimal():
            by.setdefault(breakdown, []).append(int(share.removesuffix("%").strip()))
            spec = json.dumps(as_dictionary(figure.chart), ensure_ascii=False)
            drawn = drawn and f"· {share}" in spec
    assert drawn
    assert len(by) == 3
    assert {sum(shares) for shares in by.values()} == {100}


def test_a_figure_of_all_directions_does_not_claim_the_chosen_one(read):
    chosen = read(direction="SD3")

    assert "Profile and standing" not in registry.build("direction-status", chosen, T).source
    assert "Profile and standing" in registry.build("coverage-map", chosen, T).source


def test_french_sets_its_colon_apart_and_makes_words_agree_with_their_number():
    fr = translate("fr")
    steps = make.rows_of(
        "milestones",
        *(
            {"uid": uid, "node": node, "actual_on": date(2012, 3, 1)}
            for uid, node in (("a", "K.A.1"), ("b", "K.A.1"), ("c", "K.B.1"))
        ),
    )
    told = small(
        made=make.framework([make.indicator(), make.indicator("I2", node="K.B.1")]),
        milestones=steps,
    )

    ladders = {row: registry.find(f"ladder-{row}", told.framework) for row in ("K.A", "K.B")}
    titles = {row: ladder.build(told, fr).title for row, ladder in ladders.items()}
    assert titles["K.A"] == "K.A\u00a0: 2 sur 2 jalons atteints"
    assert titles["K.B"] == "K.B\u00a0: 1 sur 1 jalon atteint"
    women = registry.find("women-share").build(small(act("2012-05-01", 40)), fr).alt
    assert "Toutes les participations\u00a0: " in women


def test_a_region_nobody_was_counted_in_keeps_its_row_among_the_shares_of_women():
    told = small(
        make.Act(countries=("BWA",), lines=(make.Line(30, gender="woman"),)),
        replace(act("2012-05-02", None), countries=("PER",)),
    )

    figure = registry.find("women-share").build(told, T)
    shown = figure.table.shown(T)

    assert [row[0] for row in shown] == ["All participations", "Africa", "Asia", "Latin America"]
    assert "Asia: no activity" in figure.alt
    assert "Latin America: nobody counted in 1 country with activities" in figure.alt
    assert [row[1] for row in shown] == ["30", "30", "0", "n/k"]


def test_what_is_counted_in_a_part_of_the_period_says_in_which(read):
    """The share of women of 2012 stands beside one of 2011–2012: both are right, and named."""

    def told(period):
        return registry.find("indicator-bullets", read().framework).build(
            read(period=period, known_on="now"), T
        )

    assert (
        f"Share of women: 54.2{THIN}% (211 of 389) in 2012, target 50{THIN}%"
        in told("2011-2012").alt
    )
    assert f"Share of women: 54.2{THIN}% (211 of 389), target 50{THIN}%" in told("2012").alt


def test_a_bar_of_the_way_to_a_target_never_has_another_percentage_alone_beside_it(whole):
    figure = registry.find("indicator-bullets").build(whole, T)
    rows = [row for found in as_dictionary(figure.chart)["datasets"].values() for row in found]
    bars = [row for row in rows if row["progress"] is not None and "%" in row["short"]]

    assert "22.9\u202f% (11 of 48), target 50\u202f% · 46\u202f% of the way to target" in {
        row["note"] for row in bars
    }
    assert "11 of 48, target 50\u202f% · 46\u202f% of the way to target" in {
        row["short"] for row in bars
    }
    assert all("of the way" in row["short"] for row in bars)


def test_a_source_code_beside_a_number_is_told_where_the_number_is_explained(read):
    told = read(known_on="now")
    for name in ("coverage-by-region", "priority-countries", "not-reached"):
        figure = registry.find(name).build(told, T)
        code = "S90" if name == "priority-countries" else "S112"
        assert f", {code})" in figure.subtitle
        assert figure.explanation.definition.startswith(f"{code}: ")
    outcomes = registry.find("association-outcomes").build(told, T)
    assert "S33, S45" in outcomes.table.frame["cited"].tolist()
    assert "S45: BSLA associations begin sharing outcomes." in outcomes.explanation.definition


def test_leaders_of_whom_nobody_told_yet_are_not_none():
    def cohort(stage, count):
        return {"cohort": "2012-2014", "stage": stage, "as_of": date(2012, 3, 5), "count": count}

    nominated = make.rows_of("cohorts", cohort("nominated", 41))
    entered = make.rows_of("cohorts", cohort("nominated", 41), cohort("in_programme", 0))

    assert title("leaders-pipeline", small(cohorts=nominated)).endswith("is not reported yet")
    assert title("leaders-pipeline", small(cohorts=entered)).startswith("0 emerging leaders")
