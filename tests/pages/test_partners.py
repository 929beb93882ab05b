"""An outside partner of an activity: on the form, on its page, and in the figure that counts it."""

import json

from ifla_metrics.cli.main import main
from tests.pages.forms import Reader, log, titled, versions


def test_a_partner_is_on_the_form_on_the_page_and_in_the_figure(own_history, capsys):
    def counted():
        """The numbers of activities with partners by kind, as the command gives them."""
        capsys.readouterr()
        chosen = ("--framework", "2010-2015", "--period", "2011-2012")
        assert main(["figure", "data", "partners-by-kind", "--format", "json", *chosen]) == 0
        rows = json.loads(capsys.readouterr().out)["rows"]
        return {row["code"]: row["activities"] for row in rows}

    before, form = counted(), log(title="Course with a partner")
    # A test cannot type into a table: these are the rows that it begins with.
    start = form.field("with_partners").key.replace("with_partners", "partners_from")
    form.app.session_state[start] = [{"name": "EIFL", "kind": "ngo_foundation"}]
    form.fill(with_partners=True).click("save")
    [uid] = titled(own_history.url, "Course with a partner")

    assert versions(own_history.url, uid)[-1].draft.partners[0].name == "EIFL"
    assert "EIFL (NGO or foundation)" in Reader("activity", uid=uid).html
    after = counted()
    assert {kind for kind in after if after[kind] != before[kind]} == {"any", "ngo_foundation"}
