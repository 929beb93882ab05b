"""Evidence files are given to who may read them, to be saved and never run; links are web pages."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import LOCAL, STRANGER
from ifla_metrics.i18n import translate
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.evidence_files import save_evidence
from ifla_metrics.ui.markup import evidence_list
from ifla_metrics.ui.web import answers
from ifla_metrics.ui.web.routes import ROUTES
from tests.store.conftest import close
from tests.ui import house

T = translate("en")
PDF = b"%PDF-1.7 <script>alert(1)</script>"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    url = house.copy_of_an_empty_log(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    yield save_evidence(engine_of(url), PDF, name="Rapport d'été.pdf", group="ALP", actor=LOCAL)
    close(url)


@pytest.fixture
def client():
    return TestClient(Starlette(routes=ROUTES))


def test_a_file_is_given_as_it_was_kept_and_only_to_be_saved(kept, client):
    answer = client.get(f"/evidence/{kept.id}")

    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Rapport")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert client.get("/evidence/none").status_code == 404


def test_a_stranger_and_the_public_get_none(kept, client, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(answers, "actor_of", lambda request: STRANGER)
        assert client.get(f"/evidence/{kept.id}").status_code == 403
        assert client.get("/evidence/none").status_code == 403
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    assert client.get(f"/evidence/{kept.id}").status_code == 403


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=1", "](<https://example.org/a?b=1>)"),
        ("evidence:abc/../x", "[Evidence file](</evidence/abc%2F..%2Fx>)"),
        ("javascript:alert(1)", "- javascript\\:alert\\(1\\)"),
        ("https:alert", "- https\\:alert"),
        ("<b>report</b>", "- \\<b\\>report\\<\\/b\\>"),
        ("http://[", "\\["),
    ],
)
def test_only_web_pages_and_kept_files_become_links(address, shown):
    assert shown in evidence_list([address], T)
