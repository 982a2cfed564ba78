# Every target works on a fresh machine with Python 3.11+, git and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export UV_COMPILE_BYTECODE = 1
export UV_PYTHON_DOWNLOADS = never
export UV_PROJECT_ENVIRONMENT = $(VENV)
# Not the one of .python-version, which is for hosts that have any.
export UV_PYTHON = $(BIN)/python
# The program reads .env itself, and says in words what is wrong with it.
export FLASK_SKIP_DOTENV = 1
# Each process that tests start would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE
T ?= tests

.DEFAULT_GOAL := help
.PHONY: help run setup test quick migration crash stateful bench browser audit check lint types content format lock vendor clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## from a fresh clone to a running bot; prints where to chat
	@$(BIN)/flask init-db
	@$(BIN)/flask seed-programs
	@$(BIN)/python app.py

test: setup ## all tests, on SQLite and on an embedded PostgreSQL; T=path runs a part
	@$(if $(filter tests,$(T)),echo "The whole suite takes nine to ten minutes on two cores; make quick or make test T=tests/engine runs a part.")
	$(BIN)/pytest -n auto --dist worksteal $(if $(filter tests,$(T)),--durations=20) $(T)

quick: setup ## for the loop while writing: SQLite, one case of each test on it, nothing that is slow; T=path
	$(BIN)/pytest -n auto --dist worksteal --quick $(T)

migration: setup ## draft the next one from changed models; M="what changes" says its name
	@$(BIN)/python -m migrations.draft "$(M)"
	@$(BIN)/ruff check --quiet --fix migrations && $(BIN)/ruff format --quiet migrations

crash: setup ## kill it at every crash point, on both databases (up to an hour); SCENE=jobs or POINT=jobs:37 is less
	PYTHONPATH=.:tests $(BIN)/python -m crash $(DATABASE:%=--database %) $(SCENE:%=--scene %) $(POINT:%=--point %)

bench: setup ## how fast it is, beside pgbench and peers; QUICK=1: the main figures, ONLY=path,peers: a part
	@$(BIN)/uv sync --frozen --inexact --quiet --group bench
	$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(PROFILE),--profile)

stateful: setup ## any order of messages, faults, crashes and pauses against a model; N=500 sequences
	STATEFUL_EXAMPLES=$(or $(N),200) $(BIN)/pytest -s tests/stateful

browser: setup ## the simulator in headless Chromium (needs Debian's chromium)
	$(BIN)/pytest -m browser -n 2 --dist load tests/browser

check: lint types content test ## all that must hold before a commit

lint: setup ## style, and "imports point down"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

audit: setup ## known holes in what is locked; needs the internet (PyPI's advisories)
	$(BIN)/uv tool run pip-audit --disable-pip --require-hashes --requirement requirements.txt

types: setup ## mypy --strict
	$(BIN)/mypy

content: setup ## flows, words, limits, programmes, transcripts
	$(BIN)/flask check

format: setup ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## after a change of dependencies in pyproject.toml
	$(BIN)/uv lock
	$(BIN)/uv export --frozen --no-dev --no-emit-project --output-file requirements.txt --quiet
	@# apiflask asks for pydantic[email]. pip 23.2.1 takes a newer one for it than the pin without the extra.
	sed -i.bak 's/^pydantic==/pydantic[email]==/' requirements.txt && rm requirements.txt.bak
	@# The image has what costs little and is asked for by a setting alone.
	$(BIN)/uv export --frozen --no-dev --no-emit-project --extra push --extra payments --output-file requirements-image.txt --quiet
	sed -i.bak 's/^pydantic==/pydantic[email]==/' requirements-image.txt && rm requirements-image.txt.bak

setup: $(READY) ## the environment in .venv

$(READY): uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Relaystack needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@echo "Installing the locked dependencies into $(VENV) …"
	@$(BIN)/uv sync --frozen --inexact --quiet
	@touch $(READY)

vendor: ## fetch what browsers get (npm, once; the files are committed); scripts/vendor.py says what
	$(PYTHON) scripts/vendor.py

clean: ## remove the environment and caches; the database in instance/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
