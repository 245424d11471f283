# Tongxin 同心. `make demo` sets everything up and serves the demonstration town; `make test` sets everything up and tests it.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo install serve check test test-long test-postgres wheel bench pictures docs lock size clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## set everything up and serve the town of Donghua at http://127.0.0.1:8000
	@scripts/demo

install: ## set everything up; leaves .venv/bin/tongxin
	@scripts/install

serve: install ## serve what is in ./var (or TONGXIN_HOME)
	@scripts/serve

check: ## format, lint, imports, types, fast tests (under 90 s once installed)
	@scripts/check

test: ## everything: checks, tests on SQLite and PostgreSQL, front end, browser, documents, wheel
	@scripts/test

test-long: ## the long forms of what `make test` looks at in short
	@scripts/install --dev && .venv/bin/pytest -q -p no:cacheprovider -n 2 --dist loadgroup -m long tests

test-postgres: ## all Python tests on a PostgreSQL server of their own
	@scripts/test_postgres

wheel: ## dist/tongxin-*.whl with the built front end and the data
	@scripts/wheel

bench: ## the figures of bench/, each beside its bound
	@scripts/install --dev && .venv/bin/python -m bench.run

pictures: ## pictures of the main pages into docs/pictures/
	@scripts/install --dev && .venv/bin/python -m scripts.pictures

docs: ## the documents as a site in ./site
	@scripts/install --dev && NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict

lock: ## write the locks of requirements/ and npm anew
	@scripts/lock

size: ## how large the code, the front end and the wheel are
	@scripts/install --dev && .venv/bin/python scripts/size.py

clean: ## remove everything that was installed or built; the data in ./var stay
	@scripts/clean
