# `make run` and `make test` are all a new machine needs: Python 3.11 or newer, make, and a package index.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test check lint format types imports policies train test-train bench-replay bench-evasion bench-ledger crash-test lock clean

PYTHON ?= $(firstword $(shell for each in python3.11 python3.12 python3.13 python3.14 python3; do \
  command -v $$each >/dev/null && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each; done))
BIN := .venv/bin
TRAIN := .venv-train/bin
INSTALL := -m pip install --disable-pip-version-check --progress-bar off

define environment
	@test -n "$(PYTHON)" || { echo "Takt needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making $(1) from $(2) (about a minute the first time)" >&2
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) || { rm -rf $(1); \
	  echo "$(PYTHON) can't make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(1)/bin/python $(INSTALL) --require-hashes -r $(2) >&2
	@$(1)/bin/python $(INSTALL) --no-deps --no-build-isolation --no-index -e . >&2
	@touch $@
endef

run: .venv/run.done
	@$(BIN)/takt run

test: .venv/dev.done
	$(BIN)/pytest -n auto --ignore=tests/training

check: lint types imports policies test

lint: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/dev.done
	$(BIN)/mypy

imports: .venv/dev.done
	$(BIN)/lint-imports

policies: .venv/dev.done
	$(BIN)/takt policy check policies/default.yaml

train: .venv-train/train.done
	$(TRAIN)/python -m training.train

test-train: .venv-train/train.done
	$(TRAIN)/pytest tests/training

bench-replay: .venv/run.done
	$(BIN)/python -m benchmarks.replay

bench-evasion: .venv/dev.done
	$(BIN)/pytest -q -s tests/detectors/test_evasion.py

bench-ledger: .venv/run.done
	$(BIN)/python -m benchmarks.ledger

# Kills the worker 100 times, on a platform that is well and on one that fails; each run ends with a line of JSON.
crash-test: .venv/run.done
	$(BIN)/python -m benchmarks.crash
	$(BIN)/python -m benchmarks.crash --faults

# Needs uv; only for who changes a dependency.
lock:
	for each in "run" "dev --group dev" "train --group dev --group train"; do set -- $$each; name=$$1; shift; \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --quiet pyproject.toml requirements/build.in "$$@" -o requirements/$$name.lock; done

.venv/run.done: requirements/run.lock pyproject.toml
	$(call environment,.venv,requirements/run.lock)

.venv/dev.done: requirements/dev.lock pyproject.toml
	$(call environment,.venv,requirements/dev.lock)
	@touch .venv/run.done

.venv-train/train.done: requirements/train.lock pyproject.toml
	$(call environment,.venv-train,requirements/train.lock)

clean:
	rm -rf .venv .venv-train build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
