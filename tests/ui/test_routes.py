"""Routes that are not pages: their content and who has access."""

import csv
import io
import subprocess
import sys
import tempfile
from unittest.mock import Mock

import pikepdf
import pytest
from icalendar import Calendar

from ifla_metrics.access import ANONYMOUS, LOCAL, PUBLIC_READER, Actor, Role
from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.operations.backups import check_backup
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.evidence_files import save_evidence
from ifla_metrics.ui.web import files, pages, responses
from ifla_metrics.workers import workers
from tests import databases
from tests.store.conftest import close, draft

ID = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"
QUERY = "framework=2010-2015&period=2011-2012&known_on=2012-12"
SAME_ORIGIN = {"origin": "http://testserver"}
VIEWER = Actor("board", Role.VIEWER)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
FORMULAS = ('=HYPERLINK("https://evil.example")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)")


def test_the_app_imports_no_heavy_library_at_start():
    script = "import sys, app; sys.exit({'pandas', 'sqlalchemy', 'altair'} & {*sys.modules} or 0)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.fixture
def read_by(monkeypatch):
    return lambda actor: monkeypatch.setattr(responses, "actor_of", lambda _request: actor)


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        (f"figures/{ID}.exe", 404, "Unknown format 'exe'"),
        (f"figures/{ID.replace('C-02', 'C-99')}.png", 404, "Unknown figure 'C-99'"),
        (
            f"figures/{ID.replace('2011-2012', '2011-2021')}.png",
            404,
            "Did you mean 'period=2011-2012'?",
        ),
        ("figures/coverage.png", 400, "is not the id of a figure"),
        (f"figures/{ID}.png?dpi={'3' * 5000}", 400, "The address is not complete."),
        ("data/pack.csv?framework=2099", 404, "Unknown choice 'framework=2099'"),
        ("board/overvew.pdf", 404, "Did you mean 'overview'?"),
        ("board/overview.pdf?direction=SD9", 404, "Unknown choice 'direction=SD9'"),
        ("review/due.ics?group=ALPP", 404, "Did you mean 'group=ALP'?"),
        ("audit.csv?first=yesterday", 400, "The address is not complete."),
    ],
)
def test_a_wrong_url_is_responseed_with_a_sentence(client, path, status, message):
    response = client.get(f"/{path}")

    assert response.status_code == status
    assert message in response.text


def test_assets_are_cached_and_nothing_else_is_served(client):
    for name in ("fonts/NotoSans-Regular.ttf", "geo/countries-50m.json"):
        assert "immutable" in client.get(f"/assets/{name}").headers["cache-control"]
    assert "immutable" in client.get(pages.asset_address("style.css")).headers["cache-control"]
    for name in ("fonts/README.md", "fonts/..%2f..%2fREADME.md", "../app.py", "style.0.css"):
        assert client.get(f"/assets/{name}").status_code == 404


def test_the_server_is_ready_when_its_database_responses(client, tmp_path, monkeypatch):
    assert client.get("/api/ready").status_code == 200
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    response = client.get("/api/ready")
    assert response.status_code == 503
    assert "python -m ifla_metrics init" in response.json()["reason"]


def test_the_public_gets_only_public_data_and_strangers_none(client, read_by, monkeypatch):
    assert client.get(f"/data/pack.iati?{QUERY}").status_code == 400
    response = client.get(f"/data/pack.iati?{QUERY}&reporting_org=NL-KVK-12345678")
    assert response.text.startswith("<?xml")
    hide_small = []

    def run(write, **_):
        hide_small.append(write.keywords["hide_small"])
        return b"x"

    monkeypatch.setattr(workers, "run", run)
    for public in ("1", "0"):
        assert client.get(f"/data/pack.csv?{QUERY}&public={public}").content == b"x"
    assert hide_small == [True, False]
    read_by(PUBLIC_READER)
    assert client.get(f"/data/pack.xlsx?{QUERY}&public=0").status_code == 403
    read_by(ANONYMOUS)
    assert client.get(f"/data/pack.package?{QUERY}").status_code == 403
    assert client.get("/review/due.ics?group=X").status_code == 403  # It names no code.


@pytest.fixture
def engine(client, tmp_path, monkeypatch):
    url = databases.copy_empty_log(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    yield engine_of(url)
    close(url)


def actions(engine):
    with read_transaction(engine) as connection:
        return connection.exec_driver_sql("SELECT action FROM audit_entry").scalars().all()


def test_only_the_secretariat_downloads_a_backup(engine, client, tmp_path, monkeypatch, read_by):
    (folder := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert 'method="post" action="/backup?language=en"' in client.get("/backup").text
    response = client.post("/backup", headers=SAME_ORIGIN)

    assert response.status_code == 200
    assert "no-store" in response.headers["cache-control"]
    (backup := tmp_path / "backup.zip").write_bytes(response.content)
    assert check_backup(backup).total > 100
    write_backup = Mock(side_effect=OSError(28, "No space left on device"))
    monkeypatch.setattr(files, "write_backup", write_backup)
    failed = client.post("/backup", headers=SAME_ORIGIN)
    assert (failed.status_code, failed.text[:26]) == (503, "The backup could not be ma")
    assert list(folder.iterdir()) == []

    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert client.post("/backup", headers=headers).status_code == 403
    for actor in (ANONYMOUS, VIEWER, THANDI, PUBLIC_READER):
        read_by(actor)
        assert client.get("/backup").status_code == 403
        assert client.post("/backup", headers=SAME_ORIGIN).status_code == 403
    assert write_backup.call_count == 1
    assert actions(engine)[-4:] == ["back_up", "back_up", "refused", "refused"]


def test_the_audit_csv_is_filtered_and_has_no_formula(engine, client, read_by):
    def rows(query=""):
        response = client.get(f"/audit.csv{query}")
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    uid, version = record(engine, draft(), actor=LOCAL)
    for reason in FORMULAS:
        change = draft(title=f"After {version}")
        _, version = amend(engine, uid, change, base_version=version, reason=reason, actor=LOCAL)
    entries = rows("?kind=activity")

    assert [row["reason"] for row in reversed(entries)] == ["", *(f"'{r}" for r in FORMULAS)]
    assert {row["subject"] for row in entries} == {uid}
    assert all(cell[:1] not in "=+-@" for row in entries for cell in row.values() if cell)
    assert len(rows()) == len(rows("?last=9999-12-31")) == len(actions(engine))
    assert rows("?first=2100-01-01") == rows("?last=2000-01-01") == []
    for actor in (ANONYMOUS, VIEWER, THANDI):
        read_by(actor)
        assert client.get("/audit.csv").status_code == 403


def groups(response):
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["uid"]).split("@")[0].split(".")[-1] for event in events}


def test_the_calendar_has_the_due_dates_of_the_readers_groups(client, read_by):
    url = "/review/due.ics?period=2010-2015&known_on=2010-12"
    assert {"alp", "oa-tf"} <= groups(client.get(url))
    assert groups(client.get(f"{url}&group=OA-TF")) == {"oa-tf"}
    assert groups(client.get("/review/due.ics?framework=2016-2021")) == set()

    read_by(THANDI)
    assert groups(client.get(url)) == groups(client.get(f"{url}&group=ALP")) == {"alp"}
    calendar = Calendar.from_ical(client.get(url).content)
    assert calendar["uid"] == "2010-2015.alp@ifla-metrics.invalid"
    assert client.get(f"{url}&group=OA-TF").status_code == 403
    for actor in (VIEWER, ANONYMOUS, Actor("new", Role.EDITOR)):
        read_by(actor)
        response = client.get(f"{url}&language=fr")
        assert (response.status_code, response.text) == (
            403,
            "Vous n’êtes pas autorisé à lire ceci.",
        )


def test_an_evidence_file_is_a_download_for_its_readers(engine, client, read_by):
    content = b"%PDF-1.7 <script>alert(1)</script>"
    file = save_evidence(engine, content, name="Rapport d'été.pdf", group="ALP", actor=LOCAL)
    response = client.get(f"/evidence/{file.id}")

    headers = response.headers
    assert response.content == content
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''Rapport")
    assert "sandbox" in headers["content-security-policy"]
    assert "no-store" in headers["cache-control"]
    assert client.get("/evidence/none").status_code == 404
    read_by(ANONYMOUS)
    assert client.get(f"/evidence/{file.id}").status_code == 403
    assert client.get("/evidence/none").status_code == 403
    read_by(PUBLIC_READER)
    assert client.get(f"/evidence/{file.id}").status_code == 403


def test_the_overview_pdf_has_one_page(client):
    response = client.get(f"/board/overview.pdf?{QUERY}&language=fr")
    document = pikepdf.open(io.BytesIO(response.content))

    assert len(document.pages) == 1
    assert str(document.Root.Lang).startswith("fr")
    assert [round(float(v)) for v in document.pages[0].MediaBox[2:]] == [595, 842]


def test_the_pdf_of_progress_has_the_indicators_of_the_chosen_element():
    blocks = files.board_template("progress", "KI2.C").blocks
    figures = [name for block in blocks for name in block.figures]

    assert "indicators-KI2.C" in figures
    assert "indicator-bullets" not in figures


def test_a_page_without_figures_has_no_pdf(client, monkeypatch):
    monkeypatch.setitem(files.BOARD_PAGES, "new", "A new page")

    assert client.get(f"/board/new.pdf?{QUERY}").status_code == 404
