"""Typed values become a draft or faults at their fields; stored drafts become values again."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.cells import percent_of, weights_from_percents
from ifla_metrics.models.drafts import ContributionDraft, ParticipationDraft
from ifla_metrics.models.system_tables import FormDraftRow
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.versions import current_versions
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import saving
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.parse import empty_values, parse_form, values_of
from ifla_metrics.ui.forms.widgets import filled_rows

T, FRENCH = translate("en"), translate("fr")
NOT_IN_THE_FORM = ["language", "provenance", "source", "note"]
NOT_IN_THE_FORM += ["planned_started_on", "planned_ended_on"]
VALUES = {
    **empty_values("activity"),
    "title": "Workshop on advocacy",
    "when": "4-6 May 2011",
    "countries": ["BWA"],
    "groups": ["ALP"],
    "kind": "workshop",
    "lifecycle": "completed",
    "outcomes": ["2010-2015 KI2.A.1"],
    "participants": "25",
    "women": "15",
}


@pytest.fixture
def amend(history):
    code_books = {t: form_code_book(t) for t in (T, FRENCH)}

    def read(values, stored=None, t=T, **changed):
        """Parse a form that was opened with `values` of a stored draft, and then changed."""
        base = stored and SimpleNamespace(draft=stored)
        initial = values if stored else empty_values("activity")
        form = OpenForm("k", "activity", "2010-2015", LOCAL, values | changed, base, initial)
        return parse_form(form, code_books[t])

    return read


@pytest.fixture
def read(amend):
    return lambda **changed: amend(VALUES, **changed)


def test_all_faults_are_reported_at_their_fields(read):
    wrong = {"title": "", "when": "soon", "groups": [], "participants": "many"}
    wrong["shares"] = "SD2 50; SD4 40"
    form = read(**wrong, framework="2010-2015")

    assert form.draft is None
    assert {name: messages[0] for name, messages in form.faults.items()} == {
        "title": "This field is required.",
        "when": "This cannot be read as a date. Write 2012-03-05, March 2012 or Q1 2012.",
        "groups": "This field is required.",
        "participants": "This is not a number of people.",
        "shares": "Write the share of each direction, 100 % in total. Equal shares: SD2 50; SD4 50",
    }
    assert set(read(kind="", lifecycle="").faults) == {"kind", "lifecycle"}
    assert set(read(partners=[{"name": "X"}]).faults) == {"partners"}
    assert set(read(outcomes=[f"2010-2015 {'9' * 400}"]).faults) == {"outcomes"}
    assert read(outcomes=["9" * 400]).draft


def test_dates_keep_their_precision_and_ambiguous_ones_are_refused(read):
    draft = read(when="Q3 2012", lifecycle="planned").draft
    assert draft.planned_started_on == date(2012, 7, 1)
    assert (draft.started_on, draft.ended_on) == (date(2012, 7, 1), date(2012, 9, 30))
    assert (draft.date_precision, draft.date_as_stated) == ("quarter", "Q3 2012")

    assert read(when="4/5/2012").draft is None


def test_the_dates_decide_the_strategy_unless_one_is_chosen(read):
    weights = [(a.direction, a.weight) for a in read().draft.alignments]
    assert weights == [("SD2", 600), ("SD4", 600)]
    directions = ["2010-2015 SD2", "2010-2015 SD4"]  # Another strategy has the same codes.
    later = read(when="May 2017", directions=directions, primary_direction=directions[0])
    assert (later.framework.id, later.draft.contributions) == ("2016-2021", ())
    assert later.draft.alignments == ()
    assert read(when="May 2025").framework.id == "2024-2029"
    assert read(when="May 2017", framework="2010-2015").framework.id == "2010-2015"


def test_outcomes_of_another_strategy_stay_until_removed(read, amend):
    both = (*read().draft.contributions, ContributionDraft(framework="2016-2021", outcome="4.4"))
    stored = read().draft.model_copy(update={"contributions": both})
    values = values_of("activity", stored)
    for framework in ("2010-2015", "2016-2021"):
        assert amend(values, stored, framework=framework).draft.contributions == both
    assert amend(values, stored, outcomes=values["outcomes"][:1]).draft.contributions == both[:1]


@pytest.mark.parametrize(
    ("people", "women", "men", "lines"),
    [
        ("", "", "", []),
        ("0", "", "", [(0, "not_stated", "exact")]),
        ("about 30", "", "", [(30, "not_stated", "about")]),
        ("1,250", "", "", [(1250, "not_stated", "exact")]),
        ("environ 30", "15", "", [(15, "woman", "exact"), (15, "not_stated", "about")]),
        ("unknown", "", "", [(None, "not_stated", "unknown")]),
        ("7", "3", "4", [(3, "woman", "exact"), (4, "man", "exact")]),
    ],
)
def test_people_become_lines_and_uncounted_is_not_zero(read, people, women, men, lines):
    participation = read(participants=people, women=women, men=men).draft.participation
    assert [(p.count, p.gender, p.qualifier) for p in participation] == lines


@pytest.mark.parametrize(
    ("people", "women", "fault"),
    [("3", "4", "do not add up"), ("more than 20", "more than 12", "leaves the rest open")],
)
def test_people_that_do_not_add_up_are_refused(read, people, women, fault):
    faults = read(participants=people, women=women, men="unknown").faults
    assert fault in faults["participants"][0]
    assert read(participants="x", lines=[{"count": "5"}]).draft.participation[0].count == 5
    unreadable = read(participants="24", women="about 14", men="ten")
    assert unreadable.faults == {"men": ["This is not a number of people."]}


def test_stored_activities_survive_their_form(history, amend):
    with read_transaction(engine_of(history)) as connection:
        drafts = [version.draft for version in current_versions(connection, ACTIVITY_KIND).values()]
    assert len(drafts) > 100
    for stored in drafts:
        values = values_of("activity", stored)
        content = json.dumps({"framework": "", "values": values})
        restored = saving.restore_form(FormDraftRow(key="k", content=content)).values
        assert restored == values
        for t in (T, FRENCH):
            form = amend(restored, stored, t)
            assert form.draft == stored, form.faults


def test_stored_activities_are_read_again_if_all_is_typed(history, read):
    with read_transaction(engine_of(history)) as connection:
        drafts = [version.draft for version in current_versions(connection, ACTIVITY_KIND).values()]
    forms = [(stored, read(**values_of("activity", stored))) for stored in drafts]

    unread = [form.faults for _stored, form in forms if form.faults]
    assert len(unread) < len(forms) / 10
    assert all(faults.keys() == {"when"} for faults in unread)  # Dates stated in other words.
    for stored, form in forms:
        if not form.faults:
            kept = {name: getattr(form.draft, name) for name in NOT_IN_THE_FORM}
            if not stored.alignments:  # A new entry gets those that its outcomes serve.
                kept["alignments"] = form.draft.alignments
            assert form.draft == stored.model_copy(update=kept)


def test_an_untouched_line_keeps_values_the_form_does_not_show(read, amend):
    line = ParticipationDraft(count=20, qualifier="more_than", note="Public libraries")
    stored = read().draft.model_copy(update={"participation": (line,)})
    values = values_of("activity", stored)
    added = {"count": "5", "gender": "man", "role": "participant", "country": None}
    lines = filled_rows("lines", (*values["lines"], added, {"role": "participant"}, {"note": "?"}))

    assert amend(values, stored, lines=lines).draft.participation == (
        line,
        ParticipationDraft(count=5, gender="man"),
        ParticipationDraft(note="?", qualifier="unknown"),
    )


def test_a_changed_number_takes_those_that_belong_to_it_to_a_newer_version():
    empty = empty_values("observation")
    form = OpenForm("key", "observation", "", LOCAL, {**empty, "value": 0.4}, object(), empty)
    assert form.changed == {"value", "numerator", "denominator", "state", "qualifier"}


@pytest.mark.parametrize(
    "shares", ["-", "SD1 60; SD2 60; SD4 -20", "SD1 33; SD2 33; SD4 33", "SD1 50; SD2 50", "X 100"]
)
def test_shares_that_do_not_fit_the_directions_are_refused(read, shares):
    directions = ["2010-2015 SD1", "2010-2015 SD2", "2010-2015 SD4"]
    assert read(directions=directions, shares=shares).faults["shares"]
    assert read(outcomes=[], shares=shares).faults == {"directions": ["This field is required."]}
    main = read(directions=directions, primary_direction="2010-2015 SD3")
    assert "SD3 is not among" in main.faults["primary_direction"][0]


@given(st.integers(min_value=1, max_value=1199))
def test_weights_survive_conversion_to_percentages(weight):
    percents = {"A": percent_of(weight), "B": percent_of(1200 - weight)}
    assert weights_from_percents(percents) == {"A": weight, "B": 1200 - weight}
    thirds = weights_from_percents({"A": 33.4, "B": 33.3, "C": 33.3})
    assert thirds == {"A": 400, "B": 400, "C": 400}
