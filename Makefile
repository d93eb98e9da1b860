# One command for each thing a person does here; `make` alone lists them.
PORT ?= 8000
PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python3)
BIN = .venv/bin
DEMO = DJANGO_SETTINGS_MODULE=marketplace.settings.demo
# Addresses of the services that `make services` started, where it did.
SERVICES = if [ -f var/services.env ]; then . ./var/services.env; fi

.PHONY: help install install-dev demo demo-reset test coverage lint bench bench-full services services-stop requirements requirements-table states mutants screenshots clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

install:
	@$(PYTHON) deploy/bootstrap.py

install-dev:
	@$(PYTHON) deploy/bootstrap.py dev

demo: install ## the demonstration at http://127.0.0.1:8000 (PORT=...)
	@$(DEMO) exec $(BIN)/python manage.py demo --port $(PORT)

demo-reset: install ## forget the demonstration's data; the next `make demo` starts over
	@$(DEMO) $(BIN)/python manage.py demo --reset

test: install-dev ## everything that can be checked here, on every service that answers
	@$(SERVICES); PATH="$(CURDIR)/$(BIN):$$PATH" deploy/check

coverage: install-dev ## the tests on SQLite without a browser, and which lines and branches they leave out
	@$(SERVICES); $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not postgresql and not elasticsearch and not redis and not browser" \
	  --cov --cov-report=term --cov-report=html

lint: install-dev ## format and mend what can be mended, then type check
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/djade --target-version 5.2 $$(git ls-files '*/templates/*.html') \
	  && $(BIN)/lint-imports && $(BIN)/mypy

bench: install-dev ## measure on an idle machine and write docs/benchmarks.md
	@$(SERVICES); $(BIN)/python -m tests.benchmarks

bench-full: install-dev ## 96,000 finished projects, proved and read; about an hour, 20 GB (BENCH_FOLDER=...)
	@$(BIN)/python -m tests.benchmarks.full

services: ## PostgreSQL, Redis, Elasticsearch and Chromium on this machine or in containers
	@deploy/services start

services-stop: ## stop what `make services` started
	@deploy/services stop

requirements: install-dev ## compile requirements*.txt from requirements*.in
	@for name in requirements requirements-dev deploy/uv; do \
	  uv pip compile --generate-hashes --universal -p 3.11 -q $$name.in -o $$name.txt; done

requirements-table: install-dev ## write docs/requirements.md from the tests' marks
	@$(BIN)/python -m tests.requirements_table

states: install-dev ## write docs/states.md from the tables of states
	@$(BIN)/python -m tests.state_diagrams

mutants: install-dev ## remove each lock, constraint, trigger and permission once; a named test must fail
	@$(SERVICES); $(BIN)/python -m tests.mutants

screenshots: install-dev ## pictures for README.md of the demonstration that runs at PORT
	@$(SERVICES); $(BIN)/python -m tests.screenshots http://127.0.0.1:$(PORT)

clean: ## remove what can be made again (not the demonstration's data)
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov .coverage*
	@find . -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +
