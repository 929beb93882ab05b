"""The one JSON object of a preview, and the verdict of a file."""

import json

from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.preview import as_json, preview_table, verdict_of
from ifla_metrics.imports.read import read
from ifla_metrics.imports.rows import Cell, Message, ReadFile, Reason
from ifla_metrics.store.database import reading
from tests.imports import foreign

T = translate("en")


def preview_of(engine, data, name, answers):
    table = read(data, name, answers=answers)
    with reading(engine) as connection:
        return preview_table(connection, table, T, group="ALP", answers=answers, actor=LOCAL)


def test_the_json_says_what_was_read_what_is_open_and_what_would_be_stored(engine):
    rows = (
        "Title,Kind,Status,Date,Country,E-mail,Remark for us",
        "Workshop in Lusaka,Workshop,Completed,2012-03-14,Zambia,ada@example.org,x",
        "Workshop in Ndola,Workshop,Completed,someday,Zambia,eve@example.org,",
        "Course in Kitwe,Workshop,TBD,2012-03-20,Zambia,joy@example.org,",
    )
    preview = preview_of(engine, foreign.csv(*rows), "plan.csv", {})
    said = json.loads(json.dumps(as_json(preview, "plan.csv", T, verdict="refused", applied=None)))

    assert (said["file"], said["kind"], said["applied"]) == ("plan.csv", "table", None)
    assert said["sheets"] == [{"name": "plan", "header_row": 1, "rows": 3}]
    assert said["mapping"]["title"] == {"sheet": "plan", "column": "A", "header": "Title"}
    assert [(c["header"], c["filled"], c["personal"]) for c in said["unmapped"]] == [
        ("E-mail", 3, True),
        ("Remark for us", 1, False),
    ]
    assert [row["verdict"] for row in said["rows"]] == ["add", "refuse", "ask"]
    first, second, third = said["rows"]
    assert (first["values"]["countries"], first["values"]["started_on"]) == (["ZMB"], "2012-03-14")
    [reason] = second["reasons"]
    assert (reason["cell"], reason["field"], reason["value"]) == ("D3", "started_on", "someday")
    [question] = said["questions"]
    assert question["key"] == "value:lifecycle:TBD"
    assert {"value": "planned", "label": "Planned"} in question["choices"]
    assert third["reasons"][0]["cell"] == "C4"


def test_a_file_with_a_sheet_that_cannot_be_read_is_not_taken_as_if_it_were_whole():
    unread = Reason(Cell("Activities"), "no_machine_row", Message("The hidden row was deleted."))
    preview = Preview(ReadFile("workbook", reasons=(unread,)), "ALP", ())

    assert preview.what_blocks(take_valid=False) is unread.message
    assert verdict_of(preview, take_valid=False) == "refused"
