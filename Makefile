# Everything a newcomer needs; each target sets up what it stands on.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
GEMEENTE ?= Mechelen
TESTS ?= tests
ARGS ?=
# As many at a time as there are cores, a file in one process; a process may take 1.5 GB.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile
VENV := .venv
READY := $(VENV)/.ready
APT_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0

.PHONY: help setup system report test test-slow test-all verapdf pictures bench lint format lock schema clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## virtual environment with the locked dependencies

$(READY): requirements.lock pyproject.toml | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 2; }
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) …"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Shared libraries that no wheel carries, and the venv module that Debian packs apart.
system:
	@missing=$$($(PYTHON) -c 'import ctypes.util as u; print(*[n for n in ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset") if not u.find_library(n)])'); \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	test -z "$${missing// /}" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing system libraries:$$missing …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(APT_PACKAGES) python3-venv >/dev/null; \
	else \
	  echo "Missing on this machine: $$missing"; \
	  echo "Install them first, for instance: sudo apt-get install $(APT_PACKAGES) python3-venv"; exit 2; \
	fi

report: $(READY) ## the report of one municipality (GEMEENTE=Mechelen)
	@$(VENV)/bin/scan report "$(GEMEENTE)"

test: $(READY) ## all tests that fit in a quarter of an hour
	@$(VENV)/bin/python -m pytest -q -m "not slow" $(SIDE_BY_SIDE)

test-slow: $(READY) ## the tests that make test leaves out (TESTS=tests)
	@$(VENV)/bin/python -m pytest -q -m slow $(TESTS)

test-all: test test-slow ## every test

verapdf: $(READY) ## the reference validator that test-all asks; without it those tests are skipped
	@$(VENV)/bin/python -m tests.report.pdf.verapdf.obtain

pictures: $(READY) ## store the pictures of pages anew; what changed is shown in build/pictures
	@rm -rf build/pictures
	@SCAN_PICTURES_UPDATE=1 $(VENV)/bin/python -m pytest -q tests/report/test_pictures.py
	@echo "Look at tests/report/pictures; before and after stand in build/pictures."

bench: $(READY) ## speed beside pyplot with WeasyPrint, Typst and Chromium (ARGS=--help)
	@$(VENV)/bin/python -m tests.bench $(ARGS)

lint: $(READY) ## style, types and layers
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy

format: $(READY) ## bring the code into shape
	@$(VENV)/bin/ruff check --fix . && $(VENV)/bin/ruff format .

schema: $(READY) ## JSON Schema of the catalogue, for editors
	@$(VENV)/bin/python -c "from scan.catalogue.reading import CATALOGUE, write_schemas; write_schemas(CATALOGUE / 'schema')"

lock: ## pin the newest dependencies that fit (needs uv)
	@uv pip compile pyproject.toml --extra dev --extra dask --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --upgrade --output-file requirements.lock --quiet

clean: ## remove what was made, deliveries and releases excepted
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache output/sample output/sample-extracts output/series
