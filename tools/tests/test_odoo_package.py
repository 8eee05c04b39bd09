"""Where Odoo comes from, and what is said when it cannot be had."""

import hashlib

import pytest

from tools import odoo_package, paths
from tools.errors import Problem


@pytest.fixture(autouse=True)
def _fresh(build):
    return build


def test_odoo_home_overrides(fake_odoo, monkeypatch):
    home = fake_odoo()
    for given in (home, home / "odoo"):
        monkeypatch.setenv("ODOO_HOME", str(given))
        assert odoo_package.home() == home
    odoo_package.ensure()  # downloads nothing
    assert odoo_package.core_addons() == [home / "odoo" / "addons"]


def test_odoo_home_without_odoo(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Problem, match="holds no Odoo"):
        odoo_package.home()


def test_odoo_home_of_another_series(fake_odoo, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(fake_odoo("(18, 0, 0, FINAL, 0, '')")))
    with pytest.raises(Problem, match="is not Odoo 19"):
        odoo_package.ensure()


def test_no_apt_and_no_odoo_home(programs):
    with pytest.raises(Problem, match="has no apt-get.*Set ODOO_HOME"):
        odoo_package.ensure()


def test_broken_download_continues(programs):
    programs("apt-cache", "exit 0")
    programs("dpkg", "exit 0")
    programs(
        "apt-get",
        'case "$*" in\n'
        '*indextargets*) echo "http://mirror.invalid/debian/ main";;\n'
        '*) echo "E: Failed to fetch it: connection broken"; exit 100;;\n'
        "esac",
    )
    with pytest.raises(Problem) as caught:
        odoo_package.ensure()
    assert "connection broken" in caught.value.what
    assert "it continues" in caught.value.mend
    assert not (paths.ODOO_PACKAGE / ".unpacked").exists()


def test_mirror_is_the_machines_own(programs):
    programs(
        "apt-get",
        'case "$*" in\n'
        "*indextargets*)\n"
        '  echo "http://mirror.invalid/debian-security/ main"\n'
        '  echo "http://mirror.invalid/debian/ main";;\n'
        "esac",
    )
    assert odoo_package._mirror() == "http://mirror.invalid/debian/"


def test_mirror_before_any_list_was_fetched(programs):
    uri = "http://mirror.invalid/debian/dists/stable/InRelease"
    programs(
        "apt-get",
        f'case "$*" in *print-uris*) echo "\'{uri}\' x_InRelease 0";; esac',
    )
    assert odoo_package._mirror() == "http://mirror.invalid/debian/"


def test_cached_packages_are_verified():
    folder = paths.cache() / "debian"
    folder.mkdir(parents=True)
    (folder / "odoo-19_1_all.deb").write_bytes(b"whole")
    digest = hashlib.sha256(b"whole").hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest} odoo-19_1_all.deb\n")
    assert odoo_package._downloaded() == [folder / "odoo-19_1_all.deb"]


def test_damaged_cache_is_fetched_again(programs):
    folder = paths.cache() / "debian"
    folder.mkdir(parents=True)
    (folder / "odoo-19_1_all.deb").write_bytes(b"half")
    (folder / "SHA256SUMS").write_text(f"{'0' * 64} odoo-19_1_all.deb\n")
    with pytest.raises(Problem, match="has no apt-get"):
        odoo_package._downloaded()
    assert not (folder / "SHA256SUMS").exists()


def test_interrupted_unpacking_is_not_taken_for_odoo(programs):
    (paths.BUILD / "odoo.partial").mkdir()
    programs("dpkg", "echo broken >&2; exit 2")
    deb = paths.BUILD / "odoo-19_1_all.deb"
    deb.write_bytes(b"")
    with pytest.raises(Problem, match="broken.*downloads it anew"):
        odoo_package._unpack([deb])
    assert not paths.ODOO_PACKAGE.exists()


def test_icons_replace_the_links(fake_odoo, tmp_path, monkeypatch):
    home = paths.ODOO_PACKAGE / odoo_package.DIST_PACKAGES
    links = home / "odoo/addons/web/static/lib/fontawesome/fonts"
    links.mkdir(parents=True)
    (home / "odoo/addons/web/static/src/libs/fontawesome/fonts").mkdir(parents=True)
    (links / "FontAwesome.otf").symlink_to("nowhere")
    fonts = tmp_path / "site/xstatic/pkg/font_awesome/data/fonts"
    fonts.mkdir(parents=True)
    (fonts / "FontAwesome.otf").write_bytes(b"icons")
    odoo_package.put_icons(tmp_path / "site")
    assert (links / "FontAwesome.otf").read_bytes() == b"icons"
