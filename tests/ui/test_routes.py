import io
import re

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.choices import Choices
from ifla_metrics.ui import sources, style
from ifla_metrics.ui.routes import ROUTES

FIGURE = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def client(history):
    return TestClient(Starlette(routes=ROUTES))


def test_a_figure_leaves_as_the_file_that_was_asked_for(client):
    answer = client.get(f"/figures/{FIGURE}.png")

    assert answer.headers["content-type"] == "image/png"
    assert re.fullmatch(
        r'attachment; filename="C-02[A-Za-z0-9._-]*\.png"', answer.headers["content-disposition"]
    )
    assert Image.open(io.BytesIO(answer.content)).info["dpi"] == pytest.approx((300, 300), abs=1)


def test_a_data_file_has_the_rows_of_the_figure_on_the_page(client):
    chosen = Choices("2010-2015", "2011-2012", known_on="2012-12", counting="full")
    figure, _ = sources.figure("coverage-by-region", chosen)
    lines = client.get(f"/figures/{FIGURE}.csv").content.decode("utf-8-sig").splitlines()

    assert len([line for line in lines if not line.startswith("#")]) == 1 + len(figure.table.frame)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("C-02~2010-2015~2011-2012~2012-12~all~full~all~en.exe", 404, "Unknown format 'exe'"),
        ("C-99~2010-2015~2011-2012~2012-12~all~full~all~en.png", 404, "Unknown figure 'C-99'"),
        ("C-02~2010-2015~2011-2021~2012-12~all~full~all~en.png", 404, "Did you mean '2011-2012'?"),
        ("C-02~2010-2015~2011-2012~2012-12~SD9~full~all~en.png", 404, "Did you mean 'SD"),
        ("coverage.png", 400, "is not the id of a figure"),
    ],
)
def test_a_wrong_figure_address_is_answered_with_a_sentence(client, asked, status, said):
    answer = client.get(f"/figures/{asked}")

    assert answer.status_code == status
    assert said in answer.text


def test_a_font_is_kept_for_ever_and_an_unknown_file_is_not_found(client):
    font = client.get("/assets/fonts/NotoSans-Regular.ttf")

    assert "immutable" in font.headers["cache-control"]
    assert font.content[:4] == b"\x00\x01\x00\x00"
    assert client.get("/assets/fonts/README.md").status_code == 404
    assert client.get("/assets/fonts/..%2f..%2fREADME.md").status_code == 404


def test_the_map_and_the_icon_come_from_the_data_folder(client):
    assert client.get("/assets/geo/countries-50m.json").json()["type"] == "Topology"
    assert client.get("/assets/icon.png").headers["content-type"] == "image/png"


def test_only_the_current_style_sheet_is_kept_for_ever(client):
    assert "immutable" in client.get(style.address()).headers["cache-control"]
    assert "cache-control" not in client.get("/assets/style.000000000000.css").headers


def test_the_server_is_ready_when_its_database_answers(client):
    answer = client.get("/api/ready")

    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_the_server_is_not_ready_without_a_prepared_database(client, tmp_path, monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    answer = client.get("/api/ready")

    assert answer.status_code == 503
    assert "python -m ifla_metrics init" in answer.json()["reason"]


def test_the_front_page_is_found_under_its_own_name_with_its_choices(client):
    answer = client.get("/overview?period=2012&language=fr", follow_redirects=False)

    assert answer.status_code == 307
    assert answer.headers["location"] == "/?period=2012&language=fr"
    assert client.get("/overview", follow_redirects=False).headers["location"] == "/"
