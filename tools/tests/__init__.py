"""Tests of the tools; `make test` runs them before those of the addons."""
