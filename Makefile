# Everything sets itself up: a fresh checkout and Python 3.11 or newer are enough.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
# Certificates as the machine trusts them: behind a company proxy too.
export UV_SYSTEM_CERTS := 1
BIN := .venv/bin
UV := $(BIN)/uv
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
TESTS ?= tests
# More than the cores: much of a test is waiting for another process.
WORKERS ?= 3

.PHONY: help run test bench lint lock clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready ## start app, worker and stand-in with demo data, print the sign-in links
	@$(BIN)/punchout-wizard demo

test: .venv/ready-dev chromium ## run every test, browser and PostgreSQL included
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup $(TESTS)

bench: .venv/ready-dev ## run the benchmarks, print tables of ratios; LONG=1 for the long ones
	@$(BIN)/python -m bench $(if $(LONG),--long)

lint: .venv/ready-dev ## check style, types, layers and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

lock: .venv/uv ## write the hashed locks anew
	echo 'setuptools>=80' > build/lock.in
	$(UV) pip compile $(LOCK) build/lock.in setup.cfg -o requirements.txt
	$(UV) pip compile $(LOCK) build/lock.in setup.cfg --extra dev -c requirements.txt -o requirements-dev.txt

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean: ## remove the environment; instance/ stays
	rm -rf .venv build *.egg-info

.venv/uv: requirements-uv.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with its venv module is needed." >&2; exit 1; }
	@echo "Making the environment in .venv …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

# Running needs less than testing: whoever has the larger set keeps it.
.venv/ready: .venv/uv requirements.txt setup.cfg pyproject.toml
	@[ -e .venv/ready-dev ] || $(UV) pip sync --quiet --require-hashes requirements.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: .venv/uv requirements-dev.txt setup.cfg pyproject.toml
	@$(UV) pip sync --quiet --require-hashes requirements-dev.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .venv/ready

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  echo "Installing Chromium from the system's packages …"; \
	  $(AS_ROOT) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; }
