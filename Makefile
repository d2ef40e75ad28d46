# Every command of the project; `make` alone lists them. Nothing but make and Python 3.11 or later need be there,
# and nothing outside this folder is changed: the environment is .venv, every cache lies in .cache.

PYTHON ?= python3
RUN_COMMAND ?= $(BIN)/creditarium first
PYTEST_FLAGS ?=
SERVE_FLAGS ?=
BENCH_FLAGS ?=
LOCK_FLAGS ?=
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
CACHE := $(CURDIR)/.cache
CORE := $(VENV)/core.stamp
ANALYSIS := $(VENV)/analysis.stamp
PAGE := $(VENV)/page.stamp
CLUSTER := $(VENV)/cluster.stamp
DEV := $(VENV)/dev.stamp

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_CACHE_DIR := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
export PIP_USER := 0
export MPLCONFIGDIR := $(CACHE)/matplotlib
export XDG_CACHE_HOME := $(CACHE)/xdg
# pip asks rustc for its version, and a rustup that has never run then settles in the home folder.
export RUSTUP_HOME := $(CACHE)/rustup
# A caller's own module path or compile cache must not reach into the environment, nor the other way round.
unexport PYTHONPATH PYTHONHOME NUMBA_CACHE_DIR

# Errors only: what pip warns of concerns the caller's own configuration. Wheels only: building a package from
# source would fetch build tools that no lock names.
PIP := $(BIN)/python -m pip install --quiet --quiet
INSTALL := $(PIP) --require-hashes --only-binary :all: --requirement
# The tests may write to a home or a temporary folder, so they are given ones inside the tree.
IN_TREE := HOME="$(CACHE)/home" TMPDIR="$(CACHE)/tmp" XDG_CONFIG_HOME="$(CACHE)/xdg" XDG_DATA_HOME="$(CACHE)/xdg" \
	MPLBACKEND=Agg
NPM := npm_config_cache="$(CACHE)/npm" npm
# A test process a core, as far as memory goes; a file's tests stay together, since they share worlds.
TESTS := $(IN_TREE) $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup setup-analysis setup-page setup-cluster setup-dev run check test test-all bench bench-peers docs sbom docs-numbers notebooks serve page-tools page page-types lock clean FORCE

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 24

setup: $(CORE) ## make .venv with the pinned packages that the program needs

setup-analysis: $(ANALYSIS) ## the same, and the statistics of audit, sweep and calibrate

setup-page: $(PAGE) ## the same as setup, and the local page's server

setup-cluster: $(CLUSTER) ## the same as setup, and Ray, for more than one machine

setup-dev: $(DEV) ## the same, and the tools of the tests

run: setup ## set up, then live one year three times and show what each world did
	@$(RUN_COMMAND)
	@command -v creditarium >/dev/null || printf '\nThe program is %s. To call it by its name: %s\n' \
		'$(BIN)/creditarium' 'export PATH="$$PWD/$(BIN):$$PATH"'

check: setup-dev ## lint, format and types
	@echo "ruff: lint and format"
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m ruff format --quiet --check . || { echo "mend with: $(BIN)/ruff format ." >&2; exit 1; }
	@echo "mypy --strict"
	@$(BIN)/python -m mypy --strict creditarium

test: check ## set up, check, and test, with samples of the heavy cases (15 minutes at most)
	@mkdir -p "$(CACHE)/home" "$(CACHE)/tmp"
	@echo "pytest"
	@$(TESTS) $(PYTEST_FLAGS)

test-all: check ## the same with every heavy case in full
	@mkdir -p "$(CACHE)/home" "$(CACHE)/tmp"
	@echo "pytest, heavy cases in full"
	@$(TESTS) --heavy $(PYTEST_FLAGS)

bench: setup ## measure every speed that was promised, against what was wanted
	@$(BIN)/creditarium bench
	@$(MAKE) --no-print-directory bench-peers

bench-peers: setup ## one small model by nine other tools and this one, into docs/benchmarks (BENCH_FLAGS="--rounds 1")
	@$(BIN)/python -m bench.run $(BENCH_FLAGS)

docs: setup-dev ## build the documentation as a site, into build/site (offline; a broken link is an error)
	@$(IN_TREE) $(BIN)/python -m mkdocs build --quiet
	@echo "docs: build/site/index.html"

sbom: setup ## list what is installed with its licences, into build/sbom.json, and check these
	@$(BIN)/python requirements/make_sbom.py

docs-numbers: setup ## run the worked examples of docs/ again, and write what they say
	@$(IN_TREE) $(BIN)/python docs/make_examples.py

notebooks: setup-dev ## live the notebooks of docs/notebooks again, and store what they show
	@mkdir -p "$(CACHE)/home" "$(CACHE)/tmp"
	@$(IN_TREE) $(BIN)/python docs/make_notebooks.py

serve: setup-page ## set up, then open the local page (SERVE_FLAGS="--port 8000")
	@$(BIN)/creditarium serve $(SERVE_FLAGS)

page-tools: web/node_modules/.package-lock.json ## where Node is, fetch what builds the page (npm ci; into web/node_modules)

page: page-tools ## check and build the page's script again from web/, into the package
	@cd web && $(NPM) run --silent check
	@cd web && $(NPM) run --silent build -- --logLevel warn

page-types: setup ## write the page's TypeScript types again, from the models of what crosses
	@$(BIN)/python -m creditarium.views.web.typescript web/src/types.ts

lock: ## write requirements/ again from pyproject.toml (LOCK_FLAGS=--upgrade moves every version)
	@test -x .cache/lock/bin/uv || { $(PYTHON) -m venv .cache/lock && \
		.cache/lock/bin/python -m pip install --quiet --quiet uv==$(UV_VERSION); }
	@$(UV_COMPILE) --output-file requirements/core.txt
	@$(UV_COMPILE) --extra analysis --extra calibration --constraint requirements/core.txt \
		--output-file requirements/analysis.txt
	@$(UV_COMPILE) --extra page --constraint requirements/analysis.txt --output-file requirements/page.txt
	@$(UV_COMPILE) --extra cluster --constraint requirements/page.txt --output-file requirements/cluster.txt
	@$(UV_COMPILE) --extra analysis --extra calibration --extra page --extra cluster --extra docs --extra notebooks \
		--extra dev --constraint requirements/analysis.txt --constraint requirements/page.txt \
		--constraint requirements/cluster.txt --output-file requirements/dev.txt
	@for peers in requirements requirements-mesa-frames; do \
		$(UV) bench/$$peers.in $(UV_FLAGS) --output-file bench/$$peers.txt || exit 1; done
	@echo "requirements/core.txt, analysis.txt, page.txt, cluster.txt and dev.txt, and those of bench/, are written"

# One version of each package for every Python and system, so that every machine runs the same numerics; the newest
# that comes as a wheel, since nothing else is installed.
UV = .cache/lock/bin/uv pip compile
UV_COMPILE = $(UV) pyproject.toml --group build $(UV_FLAGS)
UV_FLAGS = --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-config --no-cache \
	--only-binary :all: --quiet --custom-compile-command "make lock" $(LOCK_FLAGS)

clean: ## remove .venv, every cache and compiled code (runs/ stays)
	@rm -rf .venv bench/.venv .cache dist build .hypothesis web/node_modules
	@find creditarium tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

OLD_PYTHON = Creditarium needs Python 3.11 or later, and $(PYTHON) is \
	$(or $(shell $(PYTHON) --version 2>&1 | head -n 1),not there); name another: make PYTHON=python3.12

$(CORE): pyproject.toml requirements/core.txt
	$(if $(shell $(PYTHON) -c 'import sys; print("ok"[: 2 * (sys.version_info >= (3, 11))])' 2>/dev/null),,$(error $(OLD_PYTHON)))
	@$(BIN)/python -c "" 2>/dev/null || { echo "setup: a new environment in $(VENV)" && \
		$(PYTHON) -m venv --clear $(VENV); }
	@echo "setup: the pinned packages of requirements/core.txt (some 200 MB the first time)"
	@$(INSTALL) requirements/core.txt
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@echo "setup: compiling the engine for this machine (about half a minute)"
	@$(BIN)/python -c "import creditarium as cr; cr.run('rongcheng', people=64, days=7)"
	@printf '%s' "$(CURDIR)" > $@

$(ANALYSIS): $(CORE) requirements/analysis.txt
	@echo "setup: the pinned packages of requirements/analysis.txt (some 150 MB the first time)"
	@$(INSTALL) requirements/analysis.txt
	@touch $@

$(PAGE): $(CORE) requirements/page.txt
	@echo "setup: the pinned packages of requirements/page.txt"
	@$(INSTALL) requirements/page.txt
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json
	@cd web && $(NPM) ci --ignore-scripts --silent
	@touch $@

$(CLUSTER): $(CORE) requirements/cluster.txt
	@echo "setup: the pinned packages of requirements/cluster.txt (some 75 MB)"
	@$(INSTALL) requirements/cluster.txt
	@touch $@

$(DEV): $(ANALYSIS) $(PAGE) $(CLUSTER) requirements/dev.txt web/package-lock.json
	@echo "setup: the pinned test tools of requirements/dev.txt"
	@$(INSTALL) requirements/dev.txt
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory page-tools || \
		echo "setup: what builds the page could not be fetched; the test that builds it again is skipped" >&2
	@touch $@

# The environment's scripts hold the path of the tree: where the tree was moved they are written again.
ifneq ($(shell cat $(CORE) 2>/dev/null),$(CURDIR))
$(CORE): FORCE
endif
