"""Axe, which looks for barriers in the portal: needed in continuous integration."""

import pytest

from tools import node_env, testing
from tools.errors import Problem


@pytest.fixture
def no_network(monkeypatch):
    def fail():
        raise Problem("npm could not install axe.", "Check the network.")

    monkeypatch.setattr(node_env, "ensure", fail)


def test_without_axe_the_tests_go_on_and_say_so(no_network, monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    testing.ensure_axe()
    assert "will not be tested for barriers" in capsys.readouterr().out


def test_in_continuous_integration_axe_has_to_be_there(no_network, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem):
        testing.ensure_axe()
