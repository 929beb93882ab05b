"""An outside partner of an activity: one declared field, seen wherever an activity is."""

import io
import json

import openpyxl

from ifla_metrics.cli.main import main
from ifla_metrics.i18n import translate
from ifla_metrics.imports.grid import load_grid
from ifla_metrics.imports.workbook import write_workbook
from ifla_metrics.store.database import reading
from tests.pages.forms import Reader, log, titled, versions

T = translate("en")
SHOWN = "EIFL (NGO or foundation)"
CHOICES = ("--framework", "2010-2015", "--period", "2011-2012")


def test_a_partner_is_on_the_form_and_in_the_list_the_workbook_and_print(
    own_history, capsys, tmp_path
):
    def counted():
        """The numbers of activities with partners by kind, as the command gives them."""
        capsys.readouterr()
        assert main(["figure", "data", "partners-by-kind", "--format", "json", *CHOICES]) == 0
        rows = json.loads(capsys.readouterr().out)["rows"]
        return {row["code"]: row["activities"] for row in rows}

    before, form = counted(), log(title="Course with a partner")
    # A test cannot type into a table: these are the rows that it begins with.
    start = form.field("with_partners").key.replace("with_partners", "partners_from")
    form.app.session_state[start] = [{"name": "EIFL", "kind": "ngo_foundation"}]
    form.fill(with_partners=True).click("save")
    [uid] = titled(own_history.url, "Course with a partner")

    assert versions(own_history.url, uid)[-1].draft.partners[0].name == "EIFL"
    assert SHOWN in Reader("activity", uid=uid).html

    with reading(own_history) as connection:
        book = write_workbook(connection, "ALP", T, framework="2010-2015")
    rows = openpyxl.load_workbook(io.BytesIO(book))["Activities"].iter_rows(values_only=True)
    assert any(SHOWN in row for row in rows)

    grid = load_grid(own_history, T, key="t", groups=("ALP",), framework="2010-2015")
    assert [row.cells["partners"] for row in grid.rows if row.uid == uid] == [SHOWN]

    after = counted()
    assert {kind for kind in after if after[kind] != before[kind]} == {"any", "ngo_foundation"}
    template, out = tmp_path / "mine.toml", tmp_path / "mine.html"
    template.write_text(
        'title = "Mine"\n[[blocks]]\nkind = "figure"\nfigures = ["partners-by-kind"]\n', "utf-8"
    )
    assert main(["report", "--template", str(template), "--out", str(out), *CHOICES]) == 0
    assert "NGO or foundation" in out.read_text("utf-8")
