# `make demo` and `make test` do all the set-up that a fresh machine needs: Python 3.11 or later with venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
COUNT ?= 100000
MINUTES ?= 10

.PHONY: demo test fast lint format check evaluate bench quality fuzz metamorphic soak clean

demo: $(VENV)/.installed  ## build the index of the bundled corpus and serve the demo blog
	$(BIN)/limber build
	$(BIN)/limber serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test $(VENV)/.browser $(VENV)/.proxies  ## all tests, those in a real browser and behind real proxies too
	$(BIN)/python -m pytest -n 2

fast: $(VENV)/.test  ## the tests that need neither a browser nor proxies
	$(BIN)/python -m pytest -n 2 -m "not browser and not proxies"

lint: $(VENV)/.dev  ## style, types, imports that go down only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: $(VENV)/.test  ## every problem in the corpus
	$(BIN)/limber check

evaluate: $(VENV)/.installed  ## relevance and safety against their floors
	$(BIN)/limber build
	$(BIN)/limber evaluate

bench: $(VENV)/.bench  ## speed beside the peers; ARGS="--sizes 2000 20000 --write" puts it into docs/speed.md
	$(BIN)/python benchmarks/speed $(ARGS)

quality: $(VENV)/.bench  ## relevance beside the peers and part by part, on the bundled corpus or on FOLDERS
	$(BIN)/python benchmarks/quality.py --ablation $(FOLDERS)

fuzz: $(VENV)/.test  ## mutated inputs for everything that takes input; COUNT each
	$(BIN)/python tests/fuzzing.py --count $(COUNT)
	$(BIN)/python tests/slow_pages.py

metamorphic: $(VENV)/.test  ## every pinned page, changed in every way that must not matter
	$(BIN)/python tests/metamorphic_pages.py $(STEP)

soak: $(VENV)/.test  ## the service under load, faults and attacks, for MINUTES
	$(BIN)/python tests/soak.py --minutes $(MINUTES)

clean:
	rm -rf $(VENV) limber-index build dist *.egg-info

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(VENV)/.bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

$(VENV)/.browser: $(VENV)/.test
	BIN=$(BIN) sh tests/browser/install.sh
	touch $@

$(VENV)/.proxies: $(VENV)/.test
	sh tests/attacks/install.sh
	touch $@
