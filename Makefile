# Sealbench: everything a fresh machine with Python 3.11+, make and the package registries needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= $(CURDIR)/home
PORT ?= 8000
BUILT := src/sealbench/shop/pages/static/built/manifest.json
FRONT := $(shell find frontend/src frontend/build -type f 2>/dev/null) $(wildcard frontend/package-lock.json)
TEMPLATES := $(shell find src/sealbench/shop/pages/templates -name '*.html' 2>/dev/null)
TOOLS := SEALBENCH_HOME=$(CURDIR)/tests/support/home DJANGO_SETTINGS_MODULE=sealbench.shop.settings
NPM := cd frontend && PATH=$(CURDIR)/$(BIN):$$PATH npm

.PHONY: run setup demo test test-sqlite test-postgres test-long check format bench lock clean browsers docs model
.DEFAULT_GOAL := run

run: setup ## set up and serve a trial home on the loopback
	SEALBENCH_HOME=$(HOME_DIR) $(BIN)/sealbench serve --port $(PORT)

demo: install ## the same with a sample shop
	SEALBENCH_HOME=$(HOME_DIR) $(BIN)/sealbench serve --demo --port $(PORT)

setup: install ## everything but serving
	SEALBENCH_HOME=$(HOME_DIR) $(BIN)/sealbench serve --setup-only --port $(PORT)

install: $(VENV)/.shop $(BUILT)

$(VENV)/.shop: requirements/shop.txt requirements/build.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/shop.txt -r requirements/build.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.shop requirements/dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.train: $(VENV)/.dev requirements/train.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/train.txt
	touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json | $(VENV)/.shop
	$(NPM) ci --no-fund --no-audit --loglevel=error

$(BUILT): frontend/node_modules/.package-lock.json $(FRONT) $(TEMPLATES)
	$(NPM) run --silent build
	touch $@

browsers: ## Debian's Chromium, PostgreSQL and other tools of the tests, where missing and permitted
	bash tests/support/install.sh

test: install $(VENV)/.dev browsers check ## everything, both databases at once, 25 minutes on two cores
	$(NPM) test --silent
	$(BIN)/python -m compileall -q src tests
	$(MAKE) --no-print-directory --keep-going -j 2 test-sqlite test-postgres

test-sqlite: install $(VENV)/.dev browsers ## the tests on SQLite and in the browser
	$(TOOLS) $(BIN)/python -m pytest -m "not long" -n 2 --dist worksteal

test-postgres: install $(VENV)/.dev browsers ## the tests of the shop on PostgreSQL, to a file
	@mkdir -p build
	@echo "PostgreSQL: build/postgres.txt"
	@$(BIN)/python -m tests.support.on_postgres tests/shop -m "not long and not sqlite" \
	  >build/postgres.txt 2>&1 || { cat build/postgres.txt; exit 1; }
	@tail -n 1 build/postgres.txt

test-long: install $(VENV)/.train browsers ## the full sweeps, and a table of them
	$(TOOLS) $(BIN)/python -m pytest -m long -n 2 --dist worksteal --timeout 3600 --junitxml=build/long.xml
	$(TOOLS) $(BIN)/python -m tests.fault.results build/long.xml

check: install $(VENV)/.dev ## formatting, lint, types, floors
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/lint-imports --no-cache
	$(TOOLS) $(BIN)/mypy
	$(TOOLS) $(BIN)/django-admin makemigrations --check --dry-run
	$(BIN)/djlint --quiet --lint src/sealbench/shop/pages/templates
	$(NPM) run --silent check

format: $(VENV)/.dev
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix src tests

bench: install $(VENV)/.dev ## the benchmark: a table and its budgets
	$(TOOLS) $(BIN)/python -m bench

model: $(VENV)/.train ## train the model of the screen again
	$(TOOLS) $(BIN)/python -m tests.screen.clustering
	$(TOOLS) $(BIN)/python -m tests.screen.training

lock: $(VENV)/.dev ## renew the locked requirements; no addresses are written
	for name in base shop build dev train; do \
	  $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

docs: $(VENV)/.dev ## renew the pages of reference that are made of the code
	$(TOOLS) $(BIN)/python -m tests.docs.write

clean:
	rm -rf $(VENV) frontend/node_modules src/sealbench/shop/pages/static/built
