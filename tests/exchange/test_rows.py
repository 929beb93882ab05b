"""A file is told everything that is wrong with it at once, and an answer settles a question."""

from datetime import date

from ifla_metrics.exchange.files import read_file
from ifla_metrics.exchange.rows import read_rows
from ifla_metrics.i18n import translate
from tests.exchange.corpus.making import csv_bytes, row, table, workbook
from tests.exchange.reading import known, read

EN, FR = translate("en"), translate("fr")


def of(rows, **further):
    return read(csv_bytes(rows), "log.csv", **further)


def test_every_fault_is_told_at_once_with_its_place_reason_and_nearest():
    found = of(table(row("ab", "soon", "", "Botswanna", "12,5"), row("", "", "", "", "-3")))
    told = [(f.place.row, f.place.column, f.place.header, f.value) for f in found.rows[0].faults]
    assert told == [
        (2, "A", "Title", "ab"),
        (2, "B", "First day", "soon"),
        (2, "D", "Countries", "Botswanna"),
        (2, "E", "Participants", "12,5"),
    ]
    assert [f.place.column for f in found.rows[1].faults] == ["E", "A", "B"]
    assert found.rows[0].faults[2].words(EN) == (
        "Sheet “log”, cell D2 (Countries): “Botswanna”: No country has this name or code."
        " Did you mean “Botswana”?"
    )


def test_the_nearest_country_is_named_in_the_language_of_the_reader():
    sheets = read_file(csv_bytes(table(row(country="Allemange"))), "log.csv")
    [read_row] = read_rows(sheets, known(), {}, "ALP", EN).rows
    assert read_row.faults[0].nearest == "Germany"


def test_of_several_entries_in_a_cell_the_one_that_is_wrong_is_named():
    header = ("Title", "First day", "Countries", "Outcomes", "Directions")
    rows = [
        ("A workshop", "2012-03-05", "Kenya; Atlantis", "KI2.A.1; KI2.A.99", "x"),
        ("B workshop", "2012-03-05", "Kenya", "KI2.A.1", "SD1; x"),
    ]
    told = [
        fault.words(EN).partition(": ")[2]
        for read_row in of([header, *rows]).rows
        for fault in read_row.faults
    ]
    assert told == [
        "“Kenya; Atlantis”: No country has the name or code “Atlantis”.",
        "“KI2.A.1; KI2.A.99”: “KI2.A.99” is not one of the known values. Did you mean “KI2.A.4”?",
        "“x”: This is not one of the known values: SD1, SD2, SD3, SD4.",
        "“SD1; x”: “x” is not one of the known values: SD1, SD2, SD3, SD4.",
    ]


def test_a_first_row_like_an_example_is_taken_or_left_out_as_was_answered():
    cells = table(row("Example: how libraries lend", country="Atlantis"), row())
    [asked, _] = of(cells).rows
    [question] = asked.questions
    assert not asked.faults  # They would be those of an example.

    left = of(cells, answers={question.id: "leave"})
    taken = of(cells, answers={question.id: "take"})

    assert [r.verdict for r in left.rows] == ["accepted"]
    assert [f.place.row for f in left.left_out] == [2]
    assert [r.verdict for r in taken.rows] == ["rejected", "accepted"]


def test_an_example_that_is_taken_is_still_asked_about_where_it_says_what_a_row_says():
    shown, header = row("Example: how libraries lend"), table(row())[0]
    sheets = [("A", [header, row(), shown]), ("B", [header, shown])]

    def read_rows_of(**answers):
        found = []
        for name, rows in sheets:
            found += read_file(csv_bytes(rows), f"{name}.csv")
        return read_rows(found, known(), answers, "ALP").rows

    [example] = read_rows_of()[-1].questions
    [double] = read_rows_of(**{example.id: "take"})[-1].questions

    assert double.id != example.id
    assert double.why != example.why


def test_of_a_dash_among_commas_no_country_of_the_list_is_lost():
    cells = table(row(country="Kenya, BWA - ZMB"))
    [question] = of(cells).rows[0].questions

    chosen = of(cells, answers={question.id: "all"}).rows[0].draft.countries

    assert chosen == ("KEN", "BWA", "ZMB")


def test_of_countries_with_a_dash_between_them_both_or_one_can_be_chosen():
    cells = table(row(country="Kenya; China - Taiwan"))
    [question] = of(cells).rows[0].questions

    chosen = {
        choice.value: of(cells, answers={question.id: choice.value}).rows[0].draft.countries
        for choice in question.choices
    }

    assert chosen == {
        "all": ("KEN", "CHN", "TWN"),
        "CHN": ("KEN", "CHN"),
        "TWN": ("KEN", "TWN"),
    }


def test_the_short_names_that_screens_show_are_read():
    plan = known().frameworks["2010-2015"]
    outcome, direction = plan.node("KI2.A.1"), plan.directions[0]
    assert outcome.short_title != outcome.title
    header = ("Title", "First day", "Outcomes", "Directions")
    cells = ("A workshop", "2012-03-05", outcome.short_title, direction.short_title)
    [read_row] = of([header, cells]).rows
    assert [c.outcome for c in read_row.draft.contributions] == ["KI2.A.1"]
    assert [a.direction for a in read_row.draft.alignments] == [direction.code]


def test_an_answer_settles_a_doubtful_country():
    cells = table(row(country="Kenya; Congo"))
    [question] = of(cells).rows[0].questions
    assert [c.value for c in question.choices] == ["COD", "COG"]
    found = of(cells, answers={question.id: "COG"})
    assert found.rows[0].draft.countries == ("KEN", "COG")
    assert found.verdict == "accepted"


def test_an_answer_that_was_not_offered_settles_nothing():
    cells = table(row(country="Congo"))
    [question] = of(cells).rows[0].questions
    assert of(cells, answers={question.id: "KEN"}).verdict == "asked"


def test_one_answer_settles_the_order_of_days_in_a_whole_column():
    cells = table(row("Workshop 1", "03/04/2012", ""), row("Workshop 2", "05/06/2012", ""))
    found = of(cells)
    [first], [second] = (r.questions for r in found.rows)
    assert first.id == second.id
    days = of(cells, answers={first.id: "day"})
    assert [r.draft.started_on for r in days.rows] == [date(2012, 4, 3), date(2012, 6, 5)]
    months = of(cells, answers={first.id: "month"})
    assert [r.draft.started_on for r in months.rows] == [date(2012, 3, 4), date(2012, 5, 6)]


def test_a_range_of_people_is_kept_as_was_answered():
    cells = table(row(people="30-40"))
    [question] = of(cells).rows[0].questions
    chosen = of(cells, answers={question.id: "at_least 30"}).rows[0].draft.participation
    assert [(p.count, p.qualifier) for p in chosen] == [(30, "at_least")]


def test_an_equal_row_is_left_out_or_taken_as_was_answered():
    cells = table(row(), row())
    [question] = of(cells).rows[1].questions
    left = of(cells, answers={question.id: "leave"})
    assert len(left.rows) == len(left.left_out) == 1
    assert left.verdict == "accepted"
    assert [r.verdict for r in of(cells, answers={question.id: "take"}).rows] == ["accepted"] * 2


def test_a_like_row_is_told_and_taken_and_a_numbered_series_is_not():
    found = of(
        table(
            row("Library law workshop"),
            row("Library law workshops"),
            row("Session 1 of the course"),
            row("Session 2 of the course"),
        )
    )
    assert [len(r.notices) for r in found.rows] == [0, 1, 0, 0]
    assert found.verdict == "accepted"


def test_a_row_speaks_only_of_what_it_has_columns_for():
    found = of([["Title", "First day"], ["A workshop", "2012-03-05"]])
    assert found.rows[0].said == {"title", "started_on"}
    vague = of([["Title", "First day"], ["A workshop", "March 2012"]])
    assert vague.rows[0].said == {
        "title",
        "started_on",
        "ended_on",
        "date_precision",
        "date_as_stated",
    }
    counted = of(table(row(), row("Second workshop", people="")))
    assert ["participation" in r.said for r in counted.rows] == [True, False]


def test_directions_are_proposed_where_there_is_no_column_for_them():
    cells = [["Title", "First day", "Outcomes"], ["A workshop", "2012-03-05", "KI2.A.1"]]
    found = of(cells)
    directions = known().frameworks["2010-2015"].directions_of("KI2.A.1")
    assert [a.direction for a in found.rows[0].draft.alignments] == list(directions)
    assert any("directions" in n.words(EN) for n in found.notices)
    assert "alignments" not in found.rows[0].said


def test_the_group_of_the_import_stands_where_a_row_names_none():
    assert of(table(row()), group="HQ").rows[0].draft.groups == ("HQ",)
    assert of(table(row()), group="").rows[0].verdict == "rejected"


def test_an_e_mail_address_in_a_text_is_told():
    found = of(table(row("Ask ann@example.org about it")))
    assert [n.value for n in found.notices] == ["Ask ann@example.org about it"]


def test_reading_twice_says_the_same():
    data = workbook(table(row(), row(country="Congo"), row("x")))
    sheets = read_file(data, "log.xlsx")
    assert read_rows(sheets, known(), {}, "ALP") == read_rows(sheets, known(), {}, "ALP")


def test_everything_told_has_french_words():
    found = of([*table(row("ab", "03/04/2012", "", "Congo", "30-40")), ["Total", "", "", "", "5"]])
    told = [*found.rows[0].faults, *found.rows[0].questions, *found.left_out]
    assert all(one.words(FR) != one.words(EN) for one in told)


def test_a_likely_slip_of_the_year_is_told_and_the_row_taken():
    days = [
        ("1912-03-05", "1912-03-07"),
        ("2012-03-05", "2021-03-07"),
        ("2012-03-05", ""),
        ("2011/12", ""),
    ]
    found = of(table(*(row(f"Workshop {i}", *d) for i, d in enumerate(days))))

    told = [[notice.words(EN) for notice in r.notices] for r in found.rows]
    assert [r.verdict for r in found.rows] == ["accepted"] * 4
    assert ["No strategy speaks of this day" in n for n in told[0]][:1] == [True]
    assert ["longer than a year" in n for n in told[1]][:1] == [True]
    assert not any("year" in n for n in (*told[2], *told[3]))


def test_days_in_a_fault_are_written_as_the_reader_writes_them():
    [late] = of(table(row(first="2012-03-12", last="2012-03-11"))).rows
    [fault] = late.faults

    assert "Ends 11 March 2012, before it starts 12 March 2012." in fault.words(EN)
    assert "11 mars 2012" in fault.words(FR)


def test_a_column_that_is_missing_is_named_in_the_words_of_the_reader():
    found = of([["Title", "Country", "Participants"], ["A workshop", "Kenya", "20"]])
    [fault] = found.rows[0].faults

    assert "“First day”" in fault.words(EN)
    assert "Premier jour" in fault.words(FR)
