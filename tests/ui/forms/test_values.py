"""What was typed becomes a draft, or says at each field what is wrong; stored ones come back."""

from datetime import date, datetime

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.models.columns import Gender, Lifecycle, Precision, Qualifier
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import activity_versions
from ifla_metrics.ui.codes import code_names
from ifla_metrics.ui.forms.participation import Attendance
from ifla_metrics.ui.forms.values import Basis, Typed, from_json, read_form, typed_of

T = translate("en")
WHOLE = Typed(
    title="Workshop on advocacy",
    when="4-6 May 2011",
    countries=("BWA",),
    groups=("ALP",),
    kind="workshop",
    outcomes=("2010-2015 KI2.A.1",),
    people="25",
    women="15",
)


@pytest.fixture
def known(history):
    return code_names(translate("en"))


def read(known, **said):
    return read_form(Typed(**{**vars(WHOLE), **said}), known, T)


def test_what_can_be_chosen_is_read_again_on_another_day(history, monkeypatch):
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2010, 12, 31, tzinfo=tz)

    assert "member_countries" in code_names(T).listed
    monkeypatch.setattr("ifla_metrics.ui.codes.datetime", Then)
    assert "member_countries" not in code_names(T).listed


def test_what_is_needed_is_little_and_the_rest_is_proposed(known):
    draft = read(known).draft

    assert (draft.started_on, draft.ended_on) == (date(2011, 5, 4), date(2011, 5, 6))
    assert [(a.direction, a.weight) for a in draft.alignments] == [("SD2", 600), ("SD4", 600)]
    assert [(p.gender, p.count) for p in draft.participation] == [
        (Gender.WOMAN, 15),
        (Gender.NOT_STATED, 10),
    ]


def test_every_fault_stands_at_its_field_and_all_are_told_at_once(known):
    form = read(
        known,
        title="",
        when="soon",
        countries=(),
        asked=("Congo", "Atlantis"),
        groups=(),
        people="many",
        shares=(("SD2", "50"), ("SD4", "40")),
    )

    assert form.draft is None
    assert {name: said[0] for name, said in form.faults.items()} == {
        "title": "Please give it a title.",
        "when": "This cannot be read as a date.",
        "countries": "Which country is meant by “Congo”?",
        "groups": "Please choose at least one working group.",
        "people": "Please write a number, or “about 30”; leave it empty if nobody counted.",
        "directions": "The shares sum to 90 %, not 100 %.",
    }
    assert "Atlantis" in form.faults["countries"][1]


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("Q3 2012", date(2012, 7, 1), date(2012, 9, 30), Precision.QUARTER),
    ],
)
def test_a_date_that_is_known_in_part_is_kept_as_typed_with_its_precision(
    known, typed, first, last, precision
):
    draft = read(known, when=typed).draft

    assert (draft.started_on, draft.ended_on) == (first, last)
    assert (draft.date_precision, draft.date_as_stated) == (precision, typed)


def test_a_date_with_two_readings_is_asked_and_the_answer_settles_it(known):
    form = read(known, when="4/5/2012")
    assert form.draft is None
    assert len(form.when.readings) == 2

    settled = read(known, when="4/5/2012", reading="2012-04-05/2012-04-05")
    assert settled.draft.started_on == date(2012, 4, 5)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Botsuana", "BWA"),
        ("Südafrika", "ZAF"),
        ("na", None),
        ("Congo", None),
    ],
)
def test_a_country_is_known_in_other_languages_and_never_guessed(known, typed, code):
    places = read(known, countries=(), asked=(typed,)).places

    assert places.countries == ((code,) if code else ())
    assert len(places.doubts) == (0 if code else 1)


def test_the_strategy_is_the_one_in_force_at_the_dates_unless_another_is_chosen(known):
    assert read(known, when="May 2017").framework.id == "2016-2021"
    assert read(known, when="May 2025").framework.id == "2024-2029"
    assert read(known, when="May 2017", framework="2010-2015").framework.id == "2010-2015"


def test_outcomes_of_another_strategy_are_kept_but_not_claimed(known):
    form = read(known, when="May 2017")

    assert form.draft.contributions == ()
    assert form.typed.outcomes == ("2010-2015 KI2.A.1",)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ({"people": "", "women": ""}, []),
        ({"people": "0", "women": ""}, [(0, "not_stated", "exact")]),
        ({"people": "about 30", "women": ""}, [(30, "not_stated", "about")]),
        ({"people": "1 250", "women": ""}, [(1250, "not_stated", "exact")]),
        ({"people": "", "women": "3", "men": "4"}, [(3, "woman", "exact"), (4, "man", "exact")]),
        ({"people": "7", "women": "3", "men": "4"}, [(3, "woman", "exact"), (4, "man", "exact")]),
    ],
)
def test_people_become_lines_and_what_nobody_counted_is_no_zero(known, said, lines):
    found = read(known, **said).draft.participation
    assert [(p.count, p.gender.value, p.qualifier.value) for p in found] == lines


def test_a_planned_activity_keeps_its_plan(known):
    planned = read(known, lifecycle="planned").draft

    assert planned.lifecycle is Lifecycle.PLANNED
    assert planned.planned_started_on == date(2011, 5, 4)


def test_whatever_is_stored_comes_back_from_its_form_as_it_was(history, known):
    """Every activity of the history, opened to be amended and sent back untouched."""
    import sqlalchemy as sa

    engine = engine_of(history)
    compared = 0
    with reading(engine) as connection:
        uids = list(connection.execute(sa.text("SELECT uid FROM activity")).scalars())
        for uid in uids:
            stored = activity_versions(connection, uid)[-1].draft
            for language in ("en", "fr"):
                t = translate(language)
                typed = typed_of(stored, t, default="2010-2015")
                form = read_form(typed, known, t, basis=Basis(stored, typed))
                assert form.draft == stored, (uid, form.faults)
                compared += 1
    assert compared > 100


def test_a_line_that_was_not_touched_keeps_what_the_form_does_not_show(known):
    line = ParticipationDraft(
        count=20, qualifier=Qualifier.MORE_THAN, dimensions={"library_type": "public"}
    )
    stored = read(known).draft.model_copy(update={"participation": (line,)})
    typed = typed_of(stored, T, default="2010-2015")
    changed = Typed(**{**vars(typed), "lines": (*typed.lines, Attendance("5", gender="man"))})

    found = read_form(changed, known, T, basis=Basis(stored, typed)).draft.participation
    assert found[0] == line
    assert (found[1].count, found[1].gender) == (5, Gender.MAN)
    assert typed.lines[0].details == "library_type=public"
    assert typed.lines[0].number == "more than 20"


def test_a_form_that_was_kept_comes_back_as_it_was_typed():
    typed = Typed(
        title="<script>alert(1)</script> **São Tomé**\x0b",
        asked=("Kongo",),
        directions=("SD1",),
        shares=(("SD1", "100"),),
        lines=(Attendance(number="about 30", gender="woman"),),
        evidence="https://ifla.org/a\nhttps://ifla.org/b",
    )
    assert from_json(typed.as_json()) == typed
    assert from_json("no json") == from_json("[]") == Typed()


def test_partners_keep_their_kind_and_one_without_a_name_is_no_organisation(known):
    unit = ("A section of IFLA", "professional_unit")
    draft = read(known, partners=(unit, unit)).draft

    assert [(partner.name, partner.kind) for partner in draft.partners] == [unit]
    assert typed_of(draft, T).partners == (unit,)
    assert set(read(known, partners=(("X", "other"),)).faults) == {"partners"}
