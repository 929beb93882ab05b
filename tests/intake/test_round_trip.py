"""What is exported comes back as it was: into the log it came from, and into an empty one."""

import csv
import io
import os
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed
from ifla_metrics.exchange.merge import MINE, THEIRS, choose
from ifla_metrics.i18n import translate
from ifla_metrics.imports.columns import FORMATS
from ifla_metrics.intake.applying import apply
from ifla_metrics.intake.exporting import csv_of, workbook_of
from ifla_metrics.intake.preparing import compare, decided, faulty_file, open_file
from ifla_metrics.models.columns import Gender, Precision, Qualifier
from ifla_metrics.models.drafts import AlignmentDraft, ContributionDraft, equal_weights
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.records import record
from ifla_metrics.store.summary_cells import verify
from ifla_metrics.store.versions import activity, current_versions
from tests.store.conftest import FRAMEWORK, close, draft, people
from tests.store.test_imports import FULL
from tests.store.test_records import SAID
from tests.ui import house

ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
EN = translate("en")


def taken(engine, group="ALP", t=EN):
    with reading(engine) as connection:
        return workbook_of(connection, group, t, framework=FRAMEWORK)


def looked_at(engine, data, group="ALP", *, name="ALP.xlsx", **further):
    with reading(engine) as connection:
        file = open_file(data, name)
        return compare(connection, file, EN, group=group, framework=FRAMEWORK, **further)


def lists(preview):
    names = preview.plan.__dataclass_fields__
    found = {name: len(getattr(preview.plan, name)) for name in names}
    return {name: number for name, number in found.items() if number}


def edited(data, **cells):
    """The file with other values: `edited(data, Activities={(2, "Title"): "New"})`."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, values in cells.items():
        sheet = book[name.replace("_", " ")]
        titles = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
        for (row, title), value in values.items():
            sheet.cell(row, titles[title]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def now(engine, uid):
    with reading(engine) as connection:
        return activity(connection, uid)


@pytest.fixture
def log(engine):
    return [
        log_activity(engine, FULL, actor=LOCAL).uid,
        log_activity(
            engine,
            draft(title="A second one", started_on=date(2011, 6, 1), ended_on=date(2011, 6, 2)),
            actor=LOCAL,
        ).uid,
        log_activity(engine, draft(title="Of others", groups=("OA-TF",)), actor=LOCAL).uid,
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_downloaded_and_not_touched_changes_nothing(history, language):
    t = translate(language)
    for group in ("ALP", ""):
        found = looked_at(history, taken(history, group, t), group)

        assert lists(found).keys() == {"same"}, found.faults[:3]
        assert found.is_whole
        assert found.notices(EN) == []


def test_a_download_is_the_same_each_time(history):
    assert taken(history) == taken(history)


def test_a_workbook_offers_every_code_and_locks_what_names_an_entry(history):
    """Each coded column has its drop-down, ids and versions are locked, every hint is explained."""
    book = openpyxl.load_workbook(io.BytesIO(taken(history)))
    names = book.defined_names
    explained = {cell for row in book["Instructions"].iter_rows(values_only=True) for cell in row}
    for form in FORMATS.values():
        sheet = book[form.title]
        titles = [str(cell.value).removesuffix(" *") for cell in sheet[1]]
        assert titles == [column.title for column in form.columns]
        assert sheet.protection.sheet
        rules = {}
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                if area.min_row <= 2 <= area.max_row:
                    rules |= dict.fromkeys(range(area.min_col, area.max_col + 1), rule)
        for place, column in enumerate(form.columns, start=1):
            first, spare = sheet.cell(2, place), sheet.column_dimensions[get_column_letter(place)]
            locked = {c.protection.locked for c in (first, spare) if c.has_style}
            assert locked <= {not column.editable}, (form.name, column.key)
            if column.editable:
                assert EN(column.hint) in explained
            if column.editable and column.codes:
                assert rules[place].type == "list", (form.name, column.key)
                assert rules[place].formula1 in names, (form.name, column.key)


def test_a_changed_cell_is_one_changed_field_and_a_new_row_a_new_activity(engine, log):
    data = edited(
        taken(engine),
        Activities={
            (2, "Title"): "Workshop, renamed",
            (4, "Title"): "A new one",
            (4, "First day"): date(2011, 9, 1),
            (4, "Countries"): "South Africa",
            (4, "Outcomes"): "KI2.A.1",
            (4, "Directions and weights"): "SD2",
            (4, "Women"): 12,
            (3, "Withdraw"): "yes",
        },
    )
    preview = looked_at(engine, data)
    assert lists(preview) == {"added": 1, "changed": 1, "withdrawn": 1}
    applied = apply(engine, preview, EN, actor=ALP, reason="Corrected", key="k")

    assert (applied.added, applied.changed, applied.withdrawn) == (1, 1, 1)
    assert now(engine, log[0]).draft == FULL.model_copy(update={"title": "Workshop, renamed"})
    assert now(engine, log[1]).withdrawn
    added = now(engine, applied.written[0].uid).draft
    assert (added.groups, added.countries, added.participation) == (
        ("ALP",),
        ("ZAF",),
        (people(12, gender="woman"),),
    )
    assert verify(engine) == []

    again = looked_at(engine, data)
    assert lists(again) == {"same": 3}
    assert lists(looked_at(engine, taken(engine))) == {"same": 2}


def test_a_change_meanwhile_is_a_conflict_and_both_can_be_had(engine, log):
    data = edited(taken(engine), Activities={(2, "Title"): "Ours", (2, "Note"): "our note"})
    theirs = FULL.model_copy(update={"title": "Theirs", "countries": ("ZMB",)})
    amend_activity(engine, log[0], theirs, base_version=1, reason="x", actor=LOCAL)
    preview = looked_at(engine, data)

    [conflict] = preview.plan.conflicts
    assert [c.unit for c in conflict.clashes] == ["title"]
    with pytest.raises(InvalidRecord):
        apply(engine, preview, EN, actor=ALP, reason="Corrected", key="k")
    for side, title in ((THEIRS, "Theirs"), (MINE, "Ours")):
        chosen = choose(preview.plan, {conflict.place: {"title": side}})
        said = chosen.changed[0].draft
        assert (said.title, said.note, said.countries) == (title, "our note", ("ZMB",))
    apply(engine, decided(preview, chosen), EN, actor=ALP, reason="Corrected", key="k")
    assert now(engine, log[0]).version == 3
    assert now(engine, log[0]).draft.title == "Ours"


def test_a_change_after_the_preview_is_told_and_nothing_is_written(engine, log):
    data = edited(taken(engine), Activities={(2, "Title"): "Ours", (3, "Title"): "Ours too"})
    preview = looked_at(engine, data)
    amend_activity(engine, log[0], FULL, base_version=1, reason="x", actor=LOCAL)

    with pytest.raises(Conflict, match=r"row 2 was changed by local"):
        apply(engine, preview, EN, actor=ALP, reason="Corrected", key="k")
    assert now(engine, log[1]).version == 1


def test_the_rows_of_another_group_are_refused_whole(engine, log):
    data = edited(taken(engine, "OA-TF"), Activities={(2, "Title"): "Not ours"})

    assert lists(looked_at(engine, data, "ALP")) == {"refused": 1}
    with pytest.raises(NotAllowed):
        apply(engine, looked_at(engine, data, "OA-TF"), EN, actor=ALP, reason="Corrected", key="k")
    with pytest.raises(NotAllowed):
        apply(engine, looked_at(engine, data, ""), EN, actor=ALP, reason="Corrected", key="k")
    assert now(engine, log[2]).version == 1


def test_sound_rows_can_be_taken_while_faulty_ones_wait(engine, log):
    data = edited(taken(engine), Activities={(2, "Title"): "Sound", (3, "First day"): "2011-13-45"})
    preview = looked_at(engine, data)
    assert lists(preview) == {"changed": 1}
    assert not preview.is_whole
    with pytest.raises(InvalidRecord):
        apply(engine, preview, EN, actor=ALP, reason="Corrected", key="k")
    apply(engine, preview, EN, actor=ALP, reason="Corrected", key="k", take_valid=True)

    assert now(engine, log[0]).draft.title == "Sound"
    mended = edited(data, Activities={(3, "First day"): date(2011, 6, 2)})
    assert lists(looked_at(engine, mended)) == {"changed": 1, "same": 1}


def test_the_faulty_file_comes_back_with_its_cells_coloured_and_commented(engine, log):
    data = edited(
        taken(engine),
        Activities={(2, "Kind"): "wrokshop", (3, "First day"): "?", (3, "Title"): "=1+1"},
    )
    preview = looked_at(engine, data)
    back = openpyxl.load_workbook(io.BytesIO(faulty_file(preview, EN)))
    sheet = back["Activities"]

    assert back.sheetnames[0] == "What to look at"
    faulty = [fault.place for fault in preview.faults]
    assert {"D2", "E3"} <= {f"{p.column}{p.row}" for p in faulty}
    for place in faulty:
        cell = sheet[f"{place.column}{place.row}"]
        assert cell.fill.start_color.rgb != "00000000"
        assert cell.comment.text
    assert "Workshop" in sheet["D2"].comment.text or "workshop" in sheet["D2"].comment.text
    assert all(cell.data_type != "f" for s in back for row in s.rows for cell in row)
    mended = edited(
        faulty_file(preview, EN),
        Activities={
            (2, "Kind"): "workshop",
            (3, "First day"): date(2011, 6, 1),
            (3, "Title"): "Mended",
        },
    )
    assert looked_at(engine, mended).is_whole


def test_a_sheet_as_csv_comes_back_as_it_was(engine, log):
    with reading(engine) as connection:
        data = csv_of(connection, "ALP", "activities", EN, framework=FRAMEWORK)

    found = looked_at(engine, data, name="activities.csv")
    assert lists(found) == {"same": 2}, found.faults


def with_columns(data, *titles):
    """A CSV with these columns alone."""
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, titles, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


@pytest.mark.parametrize("columns", [[], ["Last day"], ["Last day", "Outcomes"]])
def test_what_a_file_has_no_column_for_stays_as_it_was(engine, columns):
    said = FULL.model_copy(
        update={
            "description": "Three days",
            "source": "Annual report",
            "level": "national",
            "date_precision": Precision.MONTH,
            "date_as_stated": "early May 2011",
            "alignments": (
                AlignmentDraft(framework=FRAMEWORK, direction="SD2", weight=800, is_primary=True),
                AlignmentDraft(framework=FRAMEWORK, direction="SD3", weight=400),
            ),
        }
    )
    log_activity(engine, said, actor=LOCAL)
    with reading(engine) as connection:
        data = csv_of(connection, "ALP", "activities", EN, framework=FRAMEWORK)
    few = with_columns(data, "Id", "Version", "Title", "First day", *columns)

    found = looked_at(engine, few.replace(said.title, "New").encode(), name="few.csv")
    [changed] = found.plan.changed
    assert found.is_whole
    assert changed.draft == said.model_copy(update={"title": "New"})


@pytest.mark.parametrize(
    ("typed", "main"), [("SD2 50; SD3 50", "SD2"), ("SD4; SD2; SD3", "SD2"), ("SD3; SD4", None)]
)
def test_the_main_direction_stays_where_a_file_has_no_column_for_it(engine, typed, main):
    said = FULL.model_copy(
        update={
            "alignments": (
                AlignmentDraft(framework=FRAMEWORK, direction="SD2", weight=800, is_primary=True),
                AlignmentDraft(framework=FRAMEWORK, direction="SD3", weight=400),
            ),
        }
    )
    uid = log_activity(engine, said, actor=LOCAL).uid
    header = "Id,Version,Title,First day,Last day,Directions and weights"
    row = f"{uid},1,{said.title},{said.started_on},{said.ended_on},"
    found = looked_at(engine, f"{header}\n{row}{typed}\n".encode(), name="few.csv")

    assert found.is_whole, found.faults
    [changed] = found.plan.changed
    assert [a.direction for a in changed.draft.alignments if a.is_primary] == [main] * bool(main)
    cleared = looked_at(
        engine, f"{header},Main direction\n{row}{typed},\n".encode(), name="few.csv"
    )
    [changed] = cleared.plan.changed
    assert not any(a.is_primary for a in changed.draft.alignments)


def test_how_exactly_a_day_is_known_follows_a_day_that_changes(engine):
    said = draft(date_precision=Precision.MONTH, date_as_stated="early May 2011")
    log_activity(engine, said, actor=LOCAL)
    with reading(engine) as connection:
        data = csv_of(connection, "ALP", "activities", EN, framework=FRAMEWORK)
    few = with_columns(data, "Id", "Version", "Title", "First day")
    first = said.started_on.isoformat()

    def changed(day):
        return looked_at(engine, few.replace(first, day).encode(), name="few.csv").plan.changed

    [exact], [vague] = changed("2012-07-03"), changed("July 2012")
    assert (exact.draft.started_on, exact.draft.ended_on) == (date(2012, 7, 3),) * 2
    assert (exact.draft.date_precision, exact.draft.date_as_stated) == (Precision.DAY, "")
    assert vague.draft.ended_on == date(2012, 7, 31)
    assert vague.draft.date_precision is Precision.MONTH


TEXT = st.text(
    st.characters(blacklist_categories=("Cs",)) | st.sampled_from("=+-@'\t\n\"<&;|_x0041_"),
    max_size=60,
)
CODES = {
    "countries": ("BWA", "ZAF", "COD", "COG", "NAM", "CIV", "KOR", "PRK"),
    "outcomes": ("KI2.A.1", "KI2.D.3", "KI1"),
    "directions": ("SD1", "SD2", "SD3", "SD4"),
}


def some(name, most=4):
    return st.lists(st.sampled_from(CODES[name]), max_size=most, unique=True).map(tuple)


@st.composite
def activities(draw):
    begun = draw(st.dates(date(2009, 1, 1), date(2015, 1, 1)))
    directions = draw(some("directions"))
    weights = equal_weights(directions)
    primary = draw(st.sampled_from(("", *directions)))
    title = draw(TEXT.filter(lambda s: len(" ".join(s.split())) >= 5))
    lines = draw(
        st.lists(
            st.builds(
                people,
                st.none() | st.integers(0, 500),
                country=st.sampled_from(("", *CODES["countries"])),
                gender=st.sampled_from(list(Gender)),
                role=st.sampled_from(("participant", "trainer")),
                qualifier=st.sampled_from((Qualifier.EXACT, Qualifier.ABOUT)),
                note=TEXT,
            ),
            max_size=4,
        )
    )
    return draft(
        title="T " + title,
        started_on=begun,
        ended_on=draw(st.dates(begun, date(2015, 2, 1))),
        countries=draw(some("countries")),
        directions=(),
        alignments=tuple(
            AlignmentDraft(framework=FRAMEWORK, direction=d, weight=w, is_primary=d == primary)
            for d, w in weights.items()
        ),
        contributions=tuple(
            ContributionDraft(framework=FRAMEWORK, outcome=o) for o in draw(some("outcomes"))
        ),
        mode=draw(st.sampled_from(("", "on_site", "remote", "mixed"))),
        level=draw(st.sampled_from(("", "national"))),
        description=draw(TEXT),
        note=draw(TEXT),
        participation=tuple(lines),
    )


@pytest.fixture
def empty(tmp_path):
    url = house.copy_of_an_empty_log(tmp_path / "log.sqlite3")
    yield engine_of(url)
    close(url)


ODD = "Hackathon at the CafÃ© \ufffd"
"""Letters that look damaged, and stand in the log so."""


def odd():
    lines = (people(3, note=ODD, gender="woman"), people(None, note="Â¿? â€", role="trainer"))
    return draft(
        title=ODD,
        note="Â ©",
        description="ÃƒÂ©",
        evidence=("https://example.org/Ã©",),
        participation=lines,
    )


def test_letters_that_stand_in_the_log_are_not_judged_when_they_come_back(engine):
    uid = log_activity(engine, odd(), actor=LOCAL).uid
    milestone = record(engine, SAID["milestone"].model_copy(update={"note": ODD}), actor=LOCAL).uid
    data = taken(engine)
    found = looked_at(engine, data)
    assert found.is_whole, (found.faults, found.questions)
    assert lists(found) == {"same": 2}

    changed = odd().model_copy(update={"note": "Since"})
    amend_activity(engine, uid, changed, base_version=1, reason="x", actor=LOCAL)
    assert lists(looked_at(engine, data)) == {"same": 2}  # Held to the version that it came from.
    with reading(engine) as connection:
        lines = csv_of(connection, "ALP", "milestones", EN, framework=FRAMEWORK)
    assert lists(looked_at(engine, lines, name="milestones.csv")) == {"same": 1}
    assert milestone in lines.decode()


@pytest.mark.parametrize(
    ("row", "title", "typed"),
    [
        (2, "Title", "Hackathon at the CafÃ©s"),  # Changed, and looking damaged still.
        (2, "Version", None),
        (3, "Title", ODD),  # Of another entry.
        (4, "Title", ODD),  # A new row.
    ],
)
def test_letters_that_are_new_are_judged(engine, row, title, typed):
    log_activity(engine, odd(), actor=LOCAL)
    log_activity(engine, draft(title="Another one", ended_on=date(2011, 6, 1)), actor=LOCAL)
    cells = {(row, title): typed} | ({(4, "First day"): date(2011, 6, 1)} if row == 4 else {})
    found = looked_at(engine, edited(taken(engine), Activities=cells))

    assert [r.row for r in found.waiting] == [row]
    assert any("letters" in told.words(EN).casefold() for told in [*found.faults, *found.questions])


@pytest.mark.parametrize("title", ["Nil", "TBC", "Example: how libraries lend"])
def test_a_title_that_would_be_doubted_is_taken_where_the_log_has_it(engine, empty, title):
    log_activity(engine, draft(title=title), actor=LOCAL)

    assert lists(looked_at(engine, taken(engine))) == {"same": 1}


@settings(
    max_examples=100 if os.environ.get("IFLA_NIGHT") else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(said=[odd()])
@example(said=[draft(title="T Â \u00a0Â©x", note="Ð\u0080Ð\u0081", description="â€")])
@given(said=st.lists(activities(), min_size=1, max_size=3))
def test_whatever_is_said_comes_back_as_it_was_said(empty, said):
    uids = [log_activity(empty, one, actor=LOCAL).uid for one in said]
    found = looked_at(empty, taken(empty))

    assert not found.faults, [f.words(EN) for f in found.faults]
    assert lists(found).keys() <= {"same"}, [
        (dict(p.draft), dict(p.stored.draft)) for p in found.plan.changed
    ]
    for uid in uids:
        with reading(empty) as connection:
            [one] = current_versions(connection, ACTIVITY_KIND, uids=[uid]).values()
        assert one.draft in said


def test_every_kind_of_record_comes_back_and_can_be_changed(engine):
    for said in SAID.values():
        record(engine, said, actor=LOCAL)
    data = taken(engine)
    assert lists(looked_at(engine, data)) == {"same": 7}
    changed = edited(data, Milestones={(2, "Reached on"): date(2012, 7, 1)})
    preview = looked_at(engine, changed)
    assert lists(preview) == {"changed": 1, "same": 6}
    assert preview.plan.changed[0].draft.actual_on == date(2012, 7, 1)
