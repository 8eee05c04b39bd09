"""The spreadsheets in the addon are those the script makes."""

from tools import dashboards


def test_spreadsheets_are_those_the_script_makes(tmp_path, monkeypatch):
    kept = {path.name: path.read_text() for path in dashboards.FOLDER.glob("*.json")}
    monkeypatch.setattr(dashboards, "FOLDER", tmp_path)
    dashboards.retention()
    dashboards.cohorts()
    dashboards.concentration()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == kept
