# Thin: each target calls the package tools/, which says what it does.
PYTHON ?= python3
TOOLS = $(PYTHON) -B tools
flag = $(if $(filter-out 0 no false,$(2)),--$(1))
option = $(if $(2),--$(1) "$(2)")

.DEFAULT_GOAL := help
.PHONY: help env demo db psql test test-odoo lint format bench screenshots i18n readme stop clean

help: ## This list
	@$(TOOLS) help

env:
	@$(TOOLS) env

demo:
	@exec $(TOOLS) demo $(call option,name,$(NAME)) $(call option,port,$(PORT))

db:
	@$(TOOLS) db $(call option,name,$(NAME)) $(call option,modules,$(MODULES)) \
		$(call flag,demo,$(DEMO)) $(call flag,force,$(FORCE))

psql:
	@$(TOOLS) psql $(NAME)

test:
	@$(TOOLS) test $(call option,tests,$(TESTS)) $(if $(PYTEST_ARGS),--pytest-args="$(PYTEST_ARGS)")

test-odoo:
	@$(TOOLS) test-odoo $(call option,modules,$(MODULES)) $(call flag,force,$(FORCE))

lint format i18n readme stop clean:
	@$(TOOLS) $@

bench:
	@$(TOOLS) bench $(call option,data,$(DATA)) $(call option,sizes,$(SIZES)) $(call flag,quick,$(QUICK))

screenshots:
	@$(TOOLS) screenshots $(ARGS)
