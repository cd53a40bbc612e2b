# Tridesk's commands. `make` alone lists them. Works with GNU make >= 3.81 (Debian, Ubuntu, macOS).
# Stamp files make the second time fast: a step runs again only when what it reads has changed.

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

PYTHON := .venv/bin/python
TAKEN_AS_DEV := .venv/.installed-dev
TAKEN_AS_APP := .venv/.installed-app
NODE_MODULES := frontend/node_modules/.installed
PAGES := src/tridesk/web/static/build/.built
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/tridesk/locale/*/LC_MESSAGES/django.po))

# What the pages' assets are built from; folders too, so that a deleted file counts. Templates: unused style is
# dropped by looking at them.
PAGE_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f ! -name '*.tsbuildinfo' -print 2>/dev/null; \
  find frontend/src -type d 2>/dev/null; find src/tridesk -path '*/templates*' 2>/dev/null)
FRONTEND := $(if $(wildcard frontend/package.json),$(PAGES),)

.PHONY: help setup install run test check bench fuzz fuzz-api week lock translations screenshots format clean distclean

help: ## this list
	@echo "Tridesk: make ..."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "A newcomer needs two of them: make run, make test. More: CONTRIBUTING.md, docs/developers/tooling.md"

setup: $(TAKEN_AS_DEV) $(FRONTEND) $(CATALOGUES) ## install everything for working here, start nothing

install: $(TAKEN_AS_APP) $(FRONTEND) $(CATALOGUES) ## install what a server needs, without the developers' tools

run: $(TAKEN_AS_APP) $(FRONTEND) $(CATALOGUES) ## install what is needed and serve at http://127.0.0.1:8000 (ARGS=...)
	@exec .venv/bin/tridesk run --demo-if-empty $(ARGS)

test: setup ## run all tests, on SQLite and on PostgreSQL (ARGS="tests/tickets -k reply")
	@scripts/system-packages
	@$(PYTHON) -m scripts.run_tests $(ARGS)

check: setup ## format, lint, types, contracts, templates, translations, migrations (ONLY="types lint")
	@$(PYTHON) -m scripts.check $(ONLY)

bench: setup ## measure speed and memory; prints a table, writes JSON (ARGS=...)
	@$(PYTHON) -m bench $(ARGS)

fuzz: $(TAKEN_AS_DEV) ## throw strange mail at the parser, for long (FUZZ_EXAMPLES=200000)
	@TRIDESK_TEST_FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-200000} $(PYTHON) -m pytest -p no:cacheprovider -k fuzz $${ARGS:-tests}

fuzz-api: setup ## throw strange calls at the API as each role, for long, on both databases (FUZZ_EXAMPLES=50)
	@for database in sqlite postgres; do \
	  TRIDESK_TEST_DATABASE=$$database TRIDESK_TEST_API_EXAMPLES=$${FUZZ_EXAMPLES:-50} \
	  $(PYTHON) -m pytest -q -p no:cacheprovider tests/programs/test_fuzz.py || exit 1; done

week: setup ## four weeks of mail with twenty killed workers, on both databases (DAYS=28 KILLS=20 SEED=1)
	@scripts/system-packages
	@for database in sqlite postgres; do \
	  TRIDESK_TEST_DATABASE=$$database TRIDESK_TEST_WEEK_DAYS=$${DAYS:-28} TRIDESK_TEST_WEEK_KILLS=$${KILLS:-20} \
	  TRIDESK_TEST_WEEK_SEED=$${SEED:-1} $(PYTHON) -m pytest -q -s -p no:cacheprovider tests/journeys/test_mail_week.py \
	  || exit 1; done

format: $(TAKEN_AS_DEV) ## bring the code into its form, mend what can be mended
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

lock: ## pin the newest fitting versions (requirements/*.txt, frontend/package-lock.json)
	@scripts/lock

translations: $(TAKEN_AS_DEV) ## take new texts into the catalogues, then say what lacks a translation
	@$(PYTHON) -m scripts.update_translations
	@$(PYTHON) -m scripts.check_translations

screenshots: setup ## make the pictures of the README and the docs
	@scripts/system-packages
	@$(PYTHON) scripts/screenshots.py $(ARGS)

clean: ## remove what was built; keeps .venv, node_modules and var/
	@rm -rf src/tridesk/web/static/build build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@rm -f src/tridesk/locale/*/LC_MESSAGES/*.mo
	@find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || :

distclean: clean ## also remove .venv, .tools and node_modules; keeps var/, where the data is
	@rm -rf .venv .tools frontend/node_modules src/*.egg-info

# ---------------------------------------------------------------------------------------------------------------

$(PYTHON): # made anew where it is missing or points at an interpreter that is gone
	@echo "Python environment"
	@scripts/make-env python

$(TAKEN_AS_APP): $(PYTHON) requirements/app.txt requirements/build.txt pyproject.toml
	@scripts/make-env app

$(TAKEN_AS_DEV): $(PYTHON) requirements/dev.txt requirements/build.txt pyproject.toml
	@scripts/make-env dev

$(NODE_MODULES): frontend/package.json frontend/package-lock.json
	@echo "Packages of the pages"
	@scripts/frontend ci
	@touch $@

$(PAGES): $(NODE_MODULES) $(PAGE_SOURCES)
	@echo "Assets of the pages"
	@scripts/frontend run build
	@mkdir -p $(dir $@) && touch $@

%.mo: %.po | $(TAKEN_AS_APP)
	@$(PYTHON) scripts/compile_translations.py $< $@
