"""A list sent again without ids: what is much like an entry does not count twice unasked."""

from datetime import date

from ifla_metrics.exchange.alike_stored import beside_stored
from ifla_metrics.exchange.merge import Stored, plan
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.models.drafts import ActivityDraft

BASE = ActivityDraft(
    title="Réunion régionale, Dakar",
    started_on=date(2011, 5, 4),
    ended_on=date(2011, 5, 6),
    groups=("ALP",),
    countries=("SEN",),
)
STORED = {("activity", "one"): Stored(3, BASE)}


def but(**said):
    return BASE.model_copy(update=said)


def row(draft, uid=""):
    return ReadRow("Sheet1", 2, "activity", uid, draft=draft, said=frozenset({"title", "note"}))


def asked(draft, *, answers=None, stored=STORED, taken=(), uid=""):
    return beside_stored([row(draft, uid)], stored, taken, answers or {})


def test_a_new_row_like_an_entry_of_its_day_is_asked_about():
    [found], left_out = asked(but(title="REUNION REGIONALE DAKAR", note="20 came"))

    assert found.verdict == "asked"
    assert "one" in str(found.questions[0].why.values)
    assert not left_out


def test_a_row_with_an_id_that_the_log_does_not_have_is_new_too():
    [found], _ = asked(but(note="x"), uid="once-elsewhere")

    assert found.verdict == "asked"


def test_the_answer_changes_what_stands_adds_another_or_leaves_the_row_out():
    draft = but(note="20 came")
    [question] = asked(draft)[0][0].questions

    [changed], _ = asked(draft, answers={question.id: "change"})
    [another], _ = asked(draft, answers={question.id: "another"})
    left, told = asked(draft, answers={question.id: "leave"})

    assert (changed.uid, changed.base_version) == ("one", 3)
    assert plan([changed], STORED, {}, group="ALP").changed[0].draft == draft
    assert (another.uid, another.draft) == ("", draft)
    assert not left
    assert len(told) == 1


def test_what_is_another_activity_is_not_asked_about():
    for draft in (
        but(started_on=date(2011, 5, 5)),
        but(countries=("MLI",)),
        but(title="Réunion régionale 2, Dakar"),
        but(title="Visit"),
        BASE,  # Word for word: the same, as ever.
    ):
        assert asked(draft) == ([row(draft)], [])
    assert asked(but(note="x"), taken={("Sheet1", 2)})[0][0].verdict == "accepted"
    assert asked(but(note="x"), stored={})[0][0].verdict == "accepted"
    withdrawn = {("activity", "one"): Stored(3, BASE, withdrawn=True)}
    assert asked(but(note="x"), stored=withdrawn)[0][0].verdict == "accepted"


def test_the_entry_with_the_very_title_is_asked_about_before_one_that_is_only_like_it():
    near = Stored(1, but(title="Réunion regionale, Dakarr"))
    stored = {("activity", "near"): near, **STORED}

    [found], _ = asked(but(note="x"), stored=stored)

    assert dict(found.questions[0].why.values)["uid"] == "one"


def test_of_several_like_titles_the_likest_is_asked_about():
    titles = ("Réunion régionales des Dakars", "Réunion régionale, Dakar.s", "Réunions à Dakar")
    stored = {("activity", str(i)): Stored(1, but(title=t)) for i, t in enumerate(titles)}

    [found], _ = asked(but(note="x"), stored=stored)

    assert dict(found.questions[0].why.values)["uid"] == "1"


def test_an_entry_with_the_very_title_is_found_among_any_number_of_its_day():
    many = {("activity", f"e{i}"): Stored(1, but(title=f"Visit {i}")) for i in range(40)}

    [found], _ = asked(but(note="x"), stored={**many, **STORED})

    assert found.verdict == "asked"


def test_an_answer_about_one_entry_is_none_about_another():
    draft = but(note="20 came")
    [question] = asked(draft)[0][0].questions
    other = {("activity", "two"): Stored(1, BASE)}

    [found], _ = asked(draft, answers={question.id: "change"}, stored=other)

    assert (found.verdict, found.uid) == ("asked", "")
