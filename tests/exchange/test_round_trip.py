"""What a draft says, written as cells and read again, is what the draft says."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifla_metrics.exchange.cell_texts import NOTHING_YET
from ifla_metrics.exchange.rows import read_rows
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.imports.columns import FORMATS, OF_RECORD
from ifla_metrics.imports.lines import activity_line, participation_lines, record_line
from ifla_metrics.models.columns import Gender, Lifecycle, Precision, Provenance, Qualifier, Reach
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    AssociationOutcomeDraft,
    CohortCountDraft,
    ContributionDraft,
    MilestoneDraft,
    ObservationDraft,
    ParticipationDraft,
    PartnerDraft,
    RemarkDraft,
    ResourceStageDraft,
    StoryDraft,
)
from tests.exchange.reading import FRAMEWORK, known, read

KNOWN = known()
TEXT = st.text(
    alphabet=st.characters(
        codec="utf-8",
        exclude_categories=("Cs", "Cc", "Cn", "Co"),
        exclude_characters="ÃÂÐØâ#\ufffd",  # Letters of a damaged text are asked about.
    )
)
TITLES = TEXT.map(lambda s: " ".join(s.split())).filter(
    lambda s: 3 <= len(s) <= 60 and s not in NOTHING_YET  # Judged again unless the log says so.
)
DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
OUTCOMES = sorted(KNOWN.codes("outcomes", FRAMEWORK))
OTHER_OUTCOMES = sorted(KNOWN.codes("outcomes", "2016-2021"))
PARTNERS = [
    PartnerDraft(name="EIFL", kind="ngo_foundation"),
    PartnerDraft(name="A school (Université)", kind="university"),
    PartnerDraft(name="Bibliothèque (other)"),
]
DIRECTIONS = sorted(KNOWN.codes("directions", FRAMEWORK))
LINES = st.builds(
    ParticipationDraft,
    country=st.sampled_from(["", "KEN", "NAM", "COD"]),
    association=st.sampled_from(["", "bwa-bla"]),
    gender=st.sampled_from(Gender),
    role=st.sampled_from(["participant", "staff"]),
    mode=st.sampled_from(["on_site", "remote", "not_stated"]),
    reach=st.sampled_from(Reach),
    count=st.none() | st.integers(0, 5000),
    qualifier=st.sampled_from(Qualifier),
    dimensions=st.dictionaries(
        st.sampled_from(["library_type", "a=b", "module"]),
        st.sampled_from(["public", "x;y", "2"]),
        max_size=2,
    ),
    note=st.sampled_from(["", "counted twice", "two\nlines"]),
)


@st.composite
def alignments(draw):
    codes = draw(st.lists(st.sampled_from(DIRECTIONS), unique=True, max_size=4))
    if not codes:
        return ()
    cuts = sorted(
        draw(st.sets(st.integers(1, 1199), min_size=len(codes) - 1, max_size=len(codes) - 1))
    )
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 1200], strict=True)]
    main = draw(st.integers(-1, len(codes) - 1))
    return tuple(
        AlignmentDraft(framework=FRAMEWORK, direction=c, weight=w, is_primary=i == main)
        for i, (c, w) in enumerate(zip(codes, weights, strict=True))
    )


@st.composite
def activities(draw):
    first = draw(DAYS)
    claims = draw(st.lists(st.sampled_from(OUTCOMES), unique=True, max_size=3))
    others = draw(st.lists(st.sampled_from(OTHER_OUTCOMES), unique=True, max_size=1))
    precision = draw(st.sampled_from(Precision))
    simple = st.sampled_from(
        [
            (),
            (ParticipationDraft(count=30),),
            (ParticipationDraft(gender=Gender.WOMAN, count=12), ParticipationDraft(count=18)),
        ]
    )
    return ActivityDraft(
        title=draw(TITLES),
        kind=draw(st.sampled_from(["workshop", "meeting"])),
        lifecycle=draw(st.sampled_from(Lifecycle)),
        started_on=first,
        ended_on=first + timedelta(draw(st.integers(0, 300))),
        date_precision=precision,
        date_as_stated=draw(st.sampled_from(["", "March 2012", "16 or 19 July 2014"])),
        planned_started_on=draw(st.none() | DAYS),
        planned_ended_on=draw(st.none() | DAYS),
        level=draw(st.sampled_from(["", "national"])),
        arena=draw(st.sampled_from(["", "advocate"])),
        mode=draw(st.sampled_from(["", "mixed"])),
        language=draw(st.sampled_from(["", "fr", "pt"])),
        description=draw(st.sampled_from(["", "one\n\ntwo", "=1+1", "'quoted"])),
        groups=tuple(draw(st.lists(st.sampled_from(["ALP", "HQ"]), min_size=1, unique=True))),
        countries=tuple(draw(st.lists(st.sampled_from(["NAM", "COG", "KOR"]), unique=True))),
        associations=tuple(draw(st.lists(st.sampled_from(["bwa-bla"]), unique=True))),
        partners=tuple(draw(st.lists(st.sampled_from(PARTNERS), unique=True))),
        contributions=tuple(
            ContributionDraft(framework=f, outcome=c)
            for f, c in [*((FRAMEWORK, c) for c in claims), *(("2016-2021", c) for c in others)]
        ),
        alignments=draw(alignments()),
        participation=draw(simple | st.lists(LINES, max_size=4).map(tuple)),
        evidence=tuple(
            draw(
                st.lists(
                    st.sampled_from(["https://a.example/x?y=1;2", "a report, page 3"]), unique=True
                )
            )
        ),
        provenance=draw(st.sampled_from(Provenance)),
        source=draw(st.sampled_from(["", "S1|S2"])),
        note=draw(st.sampled_from(["", "a note"])),
    )


def sheet_of(name, lines):
    """A sheet as a file has it: empty cells are empty."""
    columns = FORMATS[name].columns
    rows = [[c.title for c in columns]]
    rows += [[line.get(c.key) for c in columns] for line in lines]
    return Sheet(FORMATS[name].title, rows)


def as_xlsx(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append([None if c == "" else c for c in row])
            for cell in page[page.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def drafts_of(found):
    assert not found.faults
    for row in found.rows:
        assert not row.faults, row.faults
        assert not row.questions, row.questions
    return [row.draft for row in found.rows]


@settings(max_examples=60, deadline=None)
@given(st.lists(activities(), min_size=1, max_size=3, unique_by=lambda d: d.title.casefold()))
def test_an_activity_comes_back_as_it_was_written(drafts):
    sheets = [
        sheet_of("activities", [activity_line(f"uid-{i}", 1, d) for i, d in enumerate(drafts)]),
        sheet_of(
            "participation",
            [line for i, d in enumerate(drafts) for line in participation_lines(f"uid-{i}", d)],
        ),
    ]
    found = read_rows(sheets, KNOWN, {}, "")
    assert drafts_of(found) == drafts
    assert [(r.uid, r.base_version) for r in found.rows] == [
        (f"uid-{i}", 1) for i in range(len(drafts))
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(activities(), min_size=1, max_size=3, unique_by=lambda d: d.title.casefold()))
def test_an_activity_comes_back_through_a_workbook(drafts):
    sheets = [
        sheet_of("activities", [activity_line(f"uid-{i}", 1, d) for i, d in enumerate(drafts)]),
        sheet_of(
            "participation",
            [line for i, d in enumerate(drafts) for line in participation_lines(f"uid-{i}", d)],
        ),
    ]
    assert drafts_of(read(as_xlsx(sheets), group="")) == drafts


def test_what_was_read_is_what_the_rules_of_a_draft_would_have_made():
    draft = ActivityDraft(
        title="Library law workshop",
        started_on=date(2012, 3, 5),
        ended_on=date(2012, 3, 7),
        groups=("ALP",),
        countries=("NAM",),
        alignments=(AlignmentDraft(framework=FRAMEWORK, direction="SD1", weight=1200),),
    )
    [read_again] = drafts_of(
        read_rows([sheet_of("activities", [activity_line("", None, draft)])], KNOWN, {}, "")
    )
    assert read_again == ActivityDraft(**dict(read_again))
    assert read_again.model_fields_set == set(ActivityDraft.model_fields)


COMMON = {"framework": FRAMEWORK, "group": "ALP", "source": "S1", "note": "n"}
NODE = OUTCOMES[0]
INDICATOR = sorted(KNOWN.codes("indicators", FRAMEWORK))[0]
RECORDS = {
    "observation": [
        ObservationDraft(**COMMON, indicator=INDICATOR, as_of=date(2012, 1, 2), value=1.234),
        ObservationDraft(
            **COMMON,
            indicator=INDICATOR,
            as_of=date(2012, 1, 2),
            numerator=1,
            denominator=3,
            country="NAM",
            period="2012",
            qualifier=Qualifier.ABOUT,
        ),
        ObservationDraft(**COMMON, indicator=INDICATOR, as_of=date(2012, 1, 2), state="nil"),
    ],
    "milestone": [
        MilestoneDraft(**COMMON, node=NODE, title="Plan agreed", planned_on=date(2012, 1, 2)),
        MilestoneDraft(
            **COMMON,
            node=NODE,
            title="Plan done",
            actual_on=date(2012, 3, 31),
            date_precision=Precision.MONTH,
            date_as_stated="March 2012",
            evidence="a letter",
        ),
    ],
    "cohort_count": [
        CohortCountDraft(
            **COMMON,
            node=NODE,
            cohort="2012-2014",
            stage="selected",
            as_of=date(2012, 8, 31),
            count=count,
            gender=Gender.WOMAN,
            qualifier=qualifier,
        )
        for count, qualifier in ((12, Qualifier.AT_LEAST), (None, Qualifier.UNKNOWN))
    ],
    "resource_stage": [
        ResourceStageDraft(
            **COMMON,
            node=NODE,
            resource="bsla-1",
            title="Libraries on the agenda",
            kind="module",
            language="ar",
            stage="released",
            as_of=date(2012, 8, 31),
        )
    ],
    "association_outcome": [
        AssociationOutcomeDraft(
            **COMMON,
            node=NODE,
            association="bwa-bla",
            kind="membership",
            title="More members",
            before=100,
            after=200.5,
            change_percent=100,
            as_of=date(2012, 8, 31),
        )
    ],
    "story": [
        StoryDraft(
            **COMMON,
            node=NODE,
            title="It wakes",
            change="A plan.\nNew members.",
            for_whom="Members",
            country="CMR",
            association="bwa-bla",
            as_of=date(2012, 8, 31),
        )
    ],
    "remark": [RemarkDraft(**COMMON, subject=NODE, as_of=date(2012, 8, 31), why="=late", ask="")],
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_comes_back_through_a_workbook(kind):
    lines = [record_line(kind, f"u{i}", 2, d) for i, d in enumerate(RECORDS[kind])]
    data = as_xlsx([sheet_of(OF_RECORD[kind].name, lines)])
    found = read(data, group="")
    assert drafts_of(found) == RECORDS[kind]
    assert {row.kind for row in found.rows} == {kind}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_comes_back_through_a_csv_file(kind):
    lines = [record_line(kind, f"u{i}", 2, d) for i, d in enumerate(RECORDS[kind])]
    written = io.StringIO()
    csv.writer(written).writerows(sheet_of(OF_RECORD[kind].name, lines).rows)
    assert drafts_of(read(written.getvalue().encode(), "x.csv", group="")) == RECORDS[kind]
