# The developer's manual. `make` sets everything up and prints the comparison; `make test` passes every gate.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OLDEST := .venv-oldest
SSSOM  := .venv-sssom
NODE   := node_modules
# Old versions have no wheels for a Python that is newer than they are.
OLD_PYTHON ?= $(shell command -v python3.11 || echo $(PYTHON))

.DEFAULT_GOAL := compare
.PHONY: compare setup test check tests test-all test-oldest bench docs format clean help

compare: $(VENV)/.ready   ## set up what users need, and compare BPO with KPO
	@$(BIN)/bpokpo compare BPO KPO

setup: $(VENV)/.dev       ## set up what developers need

test: check tests         ## all gates: ruff, format, mypy, pytest

check: $(VENV)/.dev       ## the gates that read the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

tests: $(VENV)/.dev       ## the tests, without the slow ones
	$(BIN)/pytest -n 2 -m "not slow"

test-all: check $(NODE)/.ready $(SSSOM)/.ready  ## all gates, with the slow tests, and the tests on the oldest versions allowed
	$(BIN)/pytest -n 2
	$(MAKE) test-oldest

test-oldest: $(OLDEST)/.dev  ## the tests, without the slow ones, on the oldest versions that pyproject.toml allows
	$(OLDEST)/bin/pytest -n 2 -m "not slow" -W default -p no:cacheprovider

bench: $(VENV)/.dev       ## measure: ratios against named peers, in one run
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/imports.py

docs: $(VENV)/.dev        ## write the generated pages and output blocks anew
	$(BIN)/python docs/generate.py

format: $(VENV)/.dev      ## lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:                    ## remove what was built
	rm -rf $(VENV) $(OLDEST) $(SSSOM) $(NODE) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

help:                     ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "make: Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "make: the venv module is missing; install it with: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml | $(VENV)/bin/python
	@echo "make: setting up $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "make: setting up $(VENV) for development …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.ready

# Only what users install is old. With that, libraries warn of one another, so no warning is an error there.
$(OLDEST)/.dev: pyproject.toml tests/oldest.py $(VENV)/.dev
	@echo "make: setting up $(OLDEST) …" >&2
	@$(OLD_PYTHON) -m venv --clear $(OLDEST)
	@$(BIN)/python tests/oldest.py > $(OLDEST)/oldest.txt
	@$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --constraint $(OLDEST)/oldest.txt --editable '.[dev]'
	@touch $@

# The library of SSSOM, which reads our mappings in one slow test; it brings 70 packages, so it has a place of its own.
$(SSSOM)/.ready:
	@$(PYTHON) -m venv --clear $(SSSOM)
	@if $(SSSOM)/bin/python -m pip install --quiet --disable-pip-version-check 'sssom>=0.4.15,<0.5'; then touch $@; \
	else rm -rf $(SSSOM); echo "make: sssom could not be installed, so it reads no mappings" >&2; fi

# jsonld.js, which reads our JSON-LD in one slow test.
$(NODE)/.ready:
	@mkdir -p $(NODE)
	@if ! command -v npm >/dev/null; then echo "make: npm is not here, so jsonld.js reads no JSON-LD" >&2; \
	elif npm install --silent --no-save --no-package-lock jsonld@8; then touch $@; \
	else echo "make: npm could not install jsonld, so jsonld.js reads no JSON-LD" >&2; fi
