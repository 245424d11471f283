# Sourced after parts.sh: what `make check` and `make test` both look at. The slow ones first, two run at a time.
# shellcheck shell=bash
beside types .venv/bin/mypy
beside npm-lint npm run --silent lint
beside npm-types npm run --silent typecheck
beside npm-format npm run --silent format:check
beside templates .venv/bin/djlint --quiet --lint src
beside imports .venv/bin/lint-imports
beside format .venv/bin/ruff format --check .
beside lint .venv/bin/ruff check .
