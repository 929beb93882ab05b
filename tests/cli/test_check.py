"""`check` names every fault at its place, and says what loading would change."""

import shutil

import pytest

from ifla_metrics.settings import DATA

PLAN = DATA / "frameworks" / "2010-2015"


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(PLAN, tmp_path / "2010-2015")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_wrong_code_is_named_by_file_row_column_and_the_nearest_right_value(run, copied, nowhere):
    rows = (copied / "targets.csv").read_text(encoding="utf-8").splitlines()
    right = rows[1].split(",")[0]
    change(copied / "targets.csv", f"\n{right},", f"\n{right}x,")
    change(copied / "nodes.csv", "SD1,direction", "SD1,directoin")
    code, out, _ = run("check", str(copied))

    assert code == 1
    assert any("'directoin'" in line for line in out.splitlines())
    fault = next(line for line in out.splitlines() if f"'{right}x'" in line)
    assert fault.startswith(f"2010-2015/targets.csv, row 2, column indicator: '{right}x': ")
    assert fault.endswith(f"Did you mean '{right}'?")
    assert not nowhere.exists()


def test_a_changed_framework_is_previewed_and_not_loaded(ask, copied):
    change(copied / "nodes.csv", "Equitable access to information", "Fair access to information")
    for language in ("fr", "ar"):
        was = f"\n{language},Equitable access to information,"
        change(copied / "translations.csv", was, was.replace("Equitable", "Fair"))

    for _twice in range(2):
        code, out, _ = ask("check", str(copied))
        [changed] = [line for line in out.splitlines() if "would change" in line]
        assert code == 0
        assert "'Equitable access to information' becomes 'Fair access to" in changed


def test_what_a_language_lacks_is_told_and_no_fault(ask, copied):
    translations = (copied / "translations.csv").read_text("utf-8").splitlines(True)
    lacking = "fr,Equitable access to information,"
    kept = "".join(line for line in translations if not line.startswith(lacking))
    (copied / "translations.csv").write_text(kept, "utf-8")
    code, out, _ = ask("check", str(copied))

    assert code == 0
    assert "2010-2015: fr: 337 texts translated, 0 of them officially; 1 stay as they are" in out
    _, rows, _ = ask("check", str(copied), "--untranslated", "fr")
    assert rows == f"language,original,text,status,source,note\n{lacking},unofficial,,\n"
