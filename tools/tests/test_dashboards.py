"""The spreadsheets in the addons are those the scripts make."""

import pytest

from tools import dashboard_expansion, dashboard_recurring, dashboards


@pytest.mark.parametrize(
    ("addon", "makers"),
    [
        (
            dashboards.ADDON,
            [dashboards.retention, dashboards.cohorts, dashboards.concentration],
        ),
        (dashboard_recurring.ADDON, [dashboard_recurring.recurring]),
        (dashboard_expansion.ADDON, [dashboard_expansion.expansion]),
    ],
)
def test_spreadsheets_are_those_the_script_makes(addon, makers, tmp_path, monkeypatch):
    def read(root):
        folder = root / addon / "data" / "files"
        return {path.name: path.read_text() for path in folder.glob("*.json")}

    kept = read(dashboards.paths.ROOT)
    assert kept
    monkeypatch.setattr(dashboards.paths, "ROOT", tmp_path)
    for make in makers:
        make()
    assert read(tmp_path) == kept
