# `make demo` and `make test` do all the set-up that a fresh machine needs: Python 3.11 or later with venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
COUNT ?= 100000
MINUTES ?= 10

LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --python-version 3.11 --no-header --no-annotate --no-emit-index-url
PIP := python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test fast lowest lint format check evaluate bench quality fuzz metamorphic soak lock locked dist audit clean

demo: $(VENV)/.installed  ## build the index of the bundled corpus and serve the demo blog
	$(BIN)/limber build
	$(BIN)/limber serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test $(VENV)/.browser $(VENV)/.proxies  ## all tests, those in a real browser and behind real proxies too
	$(BIN)/python -m pytest -m "not browser"
	$(BIN)/python -m pytest -n 2 -m browser

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

lock: $(VENV)/.lock  ## requirements/: what the image and CI install, with hashes, as new as there is; and the lowest
	$(LOCK) --universal --generate-hashes --extra fetch --extra sign --output-file requirements/image.txt
	$(LOCK) --universal --generate-hashes --extra dev --output-file requirements/ci.txt
	$(LOCK) --resolution lowest-direct --extra check --extra fetch --extra sign --output-file requirements/lowest.txt

locked: $(VENV)/.locked  ## everything that tests and lint need, as locked: CI installs it so

lowest: .venv-lowest/.test  ## the tests on the lowest version of everything that Limber takes
	.venv-lowest/bin/python -m pytest -m "not browser" --ignore tests/attacks

dist: dist/licences.md  ## dist/: wheel, source, and of all that the image installs the SBOM (CycloneDX) and the licences

audit: $(VENV)/.dist  ## known faults of what the image installs; needs the registry's list of them
	$(BIN)/pip-audit --requirement requirements/image.txt --require-hashes --disable-pip

clean:
	rm -rf $(VENV) .venv-lowest limber-index build dist *.egg-info

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

$(VENV)/.locked: pyproject.toml requirements/ci.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/$(PIP) --require-hashes --requirement requirements/ci.txt
	$(BIN)/$(PIP) --no-deps --no-build-isolation --editable .
	touch $(VENV)/.installed
	touch $(VENV)/.test $(VENV)/.dev $@

.venv-lowest/.test: pyproject.toml requirements/lowest.txt
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/$(PIP) --constraint requirements/lowest.txt --editable '.[test]'
	touch $@

$(VENV)/.lock: $(VENV)/.installed
	$(BIN)/$(PIP) 'uv>=0.5'
	touch $@

$(VENV)/.dist: $(VENV)/.installed
	$(BIN)/$(PIP) build cyclonedx-bom pip-audit pip-licenses
	touch $@

# In an environment of their own: the wheel and what the image installs with it, and nothing else.
dist/licences.md: $(VENV)/.dist pyproject.toml requirements/image.txt
	rm -rf build/image dist
	$(BIN)/python -m build --outdir dist .
	$(PYTHON) -m venv --without-pip build/image
	$(BIN)/python -m pip --python build/image/bin/python install --quiet --require-hashes --requirement requirements/image.txt
	$(BIN)/python -m pip --python build/image/bin/python install --quiet --no-deps dist/*.whl
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.json build/image/bin/python
	$(BIN)/pip-licenses --python build/image/bin/python --format markdown --order license --output-file $@

$(VENV)/.bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

$(VENV)/.browser: $(VENV)/.test
	BIN=$(BIN) sh tests/browser/install.sh
	touch $@

$(VENV)/.proxies: $(VENV)/.test
	sh tests/attacks/install.sh
	touch $@
