# Everything happens in .venv, which is made when it is missing and brought up to date when pyproject.toml changes.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: ledgers test check bench clean

ledgers: .venv/installed  ## read the articles in corpus/ and print who said what
	@rm -rf ledgers
	@$(BIN)/quotes extract corpus/*.txt --out ledgers
	@$(BIN)/quotes validate ledgers --text corpus
	@$(BIN)/quotes show ledgers

test: .venv/developing  ## run the tests
	@$(BIN)/python -m pytest

check: .venv/developing  ## lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/comparing  ## measure speed and memory, beside Stanza and spaCy, and the desk; write docs/bench*.md; BENCH=--quick DESK=--quick for less
	@PYTHONPATH=tests $(BIN)/python -m bench $(BENCH)
	@PYTHONPATH=tests $(BIN)/python -m bench.desk $(DESK)

clean:
	rm -rf .venv ledgers dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12")'
	@echo "making .venv"
	@$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "installing (a few minutes the first time)"
	@$(PIP) --editable .
	@touch $@

.venv/comparing: .venv/installed
	@echo "installing what the benchmark compares with"
	@$(PIP) --editable '.[bench]'
	@touch $@

.venv/developing: .venv/installed
	@echo "installing what the tests need"
	@$(PIP) --editable '.[dev]'
	@touch $@
