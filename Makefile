# The developer's manual. `make` sets everything up and prints the comparison; `make test` passes every gate.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := compare
.PHONY: compare setup test check tests test-all bench docs format clean help

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

test-all: $(VENV)/.dev    ## the tests, with the slow ones
	$(BIN)/pytest -n 2

bench: $(VENV)/.dev       ## measure: ratios against named peers, in one run
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/.dev        ## write the generated pages and output blocks anew
	$(BIN)/python docs/generate.py

format: $(VENV)/.dev      ## lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:                    ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

help:                     ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

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
