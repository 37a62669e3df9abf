# Everything a newcomer needs; each target sets up what it stands on.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
GEMEENTE ?= Mechelen
TESTS ?= tests
ARGS ?=
# The base image of the container by its digest, and how the image is called; PUSH=--push sends it.
BASE ?=
IMAGE ?= integratiescan
PUSH ?= --output=type=oci,dest=build/image.tar
# As many at a time as there are cores, a file in one process; a process may take 1.5 GB.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile
VENV := .venv
READY := $(VENV)/.ready
# What the program needs, without the tools of the tests: a third of the room, half of the time.
RUNS := $(VENV)/.runs
# Bytecode is written when a module is first loaded: most never are.
INSTALL = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --quiet
APT_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0

.PHONY: help setup system report test test-slow test-all verapdf pictures bench lint format docs hooks package container lock schema clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## virtual environment with the locked dependencies

$(READY): $(RUNS) locks/development.txt
	@echo "Installing the tools of the tests …"
	@$(INSTALL) --require-hashes -r locks/development.txt
	@touch $@

$(RUNS): locks/runtime.txt locks/build.txt pyproject.toml | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 2; }
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) …"
	@$(INSTALL) --require-hashes -r locks/runtime.txt -r locks/build.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
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

report: $(RUNS) ## the report of one municipality (GEMEENTE=Mechelen)
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
	@$(VENV)/bin/python -c "from scan.catalogue.reading import write_schemas; from scan.house import CATALOGUE; write_schemas(CATALOGUE / 'schema')"

docs: $(READY) ## docs/commands.md, from what each command says of itself
	@$(VENV)/bin/python -m tests.support.command_reference

hooks: $(READY) ## lint before each commit (needs pre-commit)
	@pre-commit install

package: $(READY) ## wheel and sdist in dist/
	@$(VENV)/bin/python -m hatchling build

# Reads the digest of what was built from what the builder notes; SBOM and provenance go with it.
container: ## the image, by digest and with its SBOM (BASE=python image@sha256:…)
	@[[ "$(BASE)" == *@sha256:* ]] || { echo "Give the base by its digest: make container BASE=docker.io/library/python:3.13-slim-bookworm@sha256:…"; exit 2; }
	@mkdir -p build && docker buildx build --file .deploy/Containerfile --build-arg BASE="$(BASE)" \
	  --build-arg COMMIT="$$(git rev-parse --short=12 HEAD)" --sbom=true --provenance=mode=max \
	  --tag "$(IMAGE)" --metadata-file build/image.json $(PUSH) .
	@$(PYTHON) -c 'import json; print("$(IMAGE)@" + json.load(open("build/image.json"))["containerimage.digest"])'

lock: ## pin the newest dependencies that fit (needs uv)
	@$(COMPILE) pyproject.toml --upgrade --extra build --extra dev --extra dask -o locks/development.txt
	@$(COMPILE) pyproject.toml --constraint locks/development.txt -o locks/runtime.txt
	@$(COMPILE) pyproject.toml --constraint locks/development.txt --extra dask -o locks/cluster.txt
	@echo hatchling | $(COMPILE) - --constraint locks/development.txt -o locks/build.txt

clean: ## remove what was made, deliveries and releases excepted
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache output/sample output/sample-extracts output/series
