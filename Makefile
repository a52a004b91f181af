# Needs Python 3.11 or newer, make and git; everything else is installed, pinned, into .venv and into a cache.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNTIME := $(VENV)/.runtime
OUT ?= build/demo
SHA := $(shell git rev-parse HEAD 2>/dev/null || echo 0000000000000000000000000000000000000000)
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo test quick check tools bench bars generate format clean

help: ## Show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(RUNTIME): requirements/runtime.txt requirements/build.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "previewctl needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): $(RUNTIME) requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(RUNTIME) ## Render the bundled examples for a sample pull request
	$(BIN)/previewctl render examples/shop --pr 42 --branch feature/refunds --sha $(SHA) --out $(OUT)
	@echo "look at $(OUT)/argocd and $(OUT)/previews"

tools: $(READY) ## Build the real programs that the tests run (cached outside of the tree)
	$(BIN)/python -m tests.tools

test: tools ## Run the whole suite, real programs included
	PREVIEWCTL_REQUIRE_TOOLS=1 PREVIEWCTL_EXAMPLES=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

quick: $(READY) ## Run the tests that need no built program
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not acceptance and not slow"

check: $(READY) ## Lint, types, import contracts, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict .
	$(BIN)/python scripts/generate.py --check

bench: $(READY) ## Measure speed as ratios against other programs in the same run
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_seeds.py

bars: $(READY) ## Run every case of the long bars
	$(BIN)/python -m tests.bars.run --cases 200000
	$(BIN)/python -m tests.bars.migration_graphs --graphs 1000
	$(BIN)/python -m tests.bars.restore --kills 100
	$(BIN)/python -m tests.bars.redis_load --kills 100
	$(BIN)/python -m tests.bars.reaping --histories 10000
	$(BIN)/python -m tests.bars.reports --schedules 2000
	$(BIN)/python -m tests.bars.publishers --publishers 50 --publications 20 --over http
	$(BIN)/python -m tests.bars.publish_kills --kills 200
	$(BIN)/python -m tests.bars.gitops_size --previews 5000 --commits 50000
	$(BIN)/python -m tests.bars.resolution --sequences 200
	$(BIN)/python -m tests.bars.graph_scale --services 2000 --previews 5000
	$(BIN)/python -m tests.bars.simulation --sets 2000
	$(BIN)/python -m tests.bars.dashboard --previews 1000
	$(BIN)/python -m tests.bars.sync_previews --previews 5000 --commits 50000

generate: $(READY) ## Write the generated files anew
	$(BIN)/python scripts/generate.py

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was made here
	rm -rf $(VENV) build dist
