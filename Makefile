# The two commands are `make book` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Side by side on every core; each file's tests share what they set up.
PYTEST := $(BIN)/pytest -q -n logical --dist loadfile
KINDS := book/england book/stockton-on-tees book/stockton-on-tees-yarm
STEP = @step() { local begin=$$SECONDS; echo "== $$1"; shift; "$$@"; echo "   took $$((SECONDS - begin)) s"; }; step

.PHONY: help book test fast lint types unit verify nbval pages slow lock clean

help: ## Show what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

book: $(READY) ## Run every chapter that changed and build the book into _build/html
	$(STEP) "Running the chapters" $(BIN)/analysis run --all
	$(STEP) "Building the book" $(BIN)/analysis build --pdf --spreadsheets --archive

test: lint types unit verify nbval pages ## Lint, types, unit tests, every chapter again, nbval, built pages

fast: lint types unit ## What takes under two minutes

lint: $(READY) ## Check style
	$(STEP) "Lint" $(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: $(READY) ## Check types
	$(STEP) "Types" $(BIN)/mypy

unit: $(READY) ## Run the fast tests
	$(STEP) "Unit tests" $(PYTEST) -m "not slow and not pages"

# Only root may install; elsewhere the tests that need Chromium say what to install and are skipped.
pages: $(READY) ## Build the book and test its pages in Chromium
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || true
	$(STEP) "Building the book" $(BIN)/analysis build --pdf --spreadsheets --archive
	$(STEP) "The built book against the chapters" $(BIN)/analysis verify --built
	$(STEP) "Pages" $(PYTEST) -m "pages and not slow" tests/book

slow: $(READY) ## Run the slow tests, on the book that `make book` built
	$(STEP) "Slow tests" $(PYTEST) --durations=10 -m slow

verify: $(READY) ## Make every executed chapter again and name what differs
	$(STEP) "Verifying the chapters" $(BIN)/analysis verify

# A second route to the same: ordinary kernels, which share the cores better on one thread each.
nbval: $(READY) ## Run nbval over one chapter of each kind
	$(STEP) "nbval over one chapter of each kind" env OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 \
	  $(PYTEST) --nbval --nbval-sanitize-with nbval.cfg $(KINDS)

lock: ## Pin everything anew, with hashes and without naming a registry (needs uv)
	uv pip compile pyproject.toml --extra dev --extra cluster --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --output-file requirements.lock

clean: ## Remove what can be made again
	rm -rf .venv _build .cache

# Everything, whole packages and their hashes, comes from the lock; the package itself is linked.
$(READY): requirements.lock pyproject.toml
	@echo "== Environment in .venv"
	@begin=$$SECONDS; \
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'; \
	test -x $(BIN)/python || $(PYTHON) -m venv .venv; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	touch $@; echo "   took $$((SECONDS - begin)) s"
