# The front doors. Each one sets up all it needs, on a machine that has Python 3.11 or later and make.

PYTEST = .venv/bin/python -m pytest

.PHONY: help demo test lint check coverage format bench bench-check fuzz spark docs environment clean

help:
	@echo "make demo      import the files of five platforms into an embedded database, and show it"
	@echo "make test      run the tests, the code blocks of README.md and docs/, and the doctests"
	@echo "make check     make lint + make test"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make coverage  make test with branch coverage"
	@echo "make format    let ruff format and sort"
	@echo "make bench     run the benchmarks, in an environment of their own"
	@echo "make bench-check  fail if planning lost more than a quarter against the committed ratios"
	@echo "make fuzz      fuzz the readers and plans for a minute (ARGS=seconds), in an environment of their own"
	@echo "make spark     test the plans that Spark makes (Java 17), in an environment of their own"
	@echo "make docs      build the documentation as HTML"
	@echo "make clean     remove what the others made"

environment:
	@.ci/environment .venv dev

demo: environment
	@.venv/bin/python docs/examples/demo/run.py

test: environment
	@$(PYTEST) $(ARGS)

lint: environment
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet . || { echo "ruff format would change files; run: make format"; exit 1; }
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports >.venv/lint-imports.txt || { cat .venv/lint-imports.txt; exit 1; }

check: lint test

coverage: environment
	@.venv/bin/coverage run -m pytest $(ARGS)
	@.venv/bin/coverage report

format: environment
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .

bench:
	@.ci/environment .venv-bench bench
	@.venv-bench/bin/python benchmarks/run.py $(ARGS)

bench-check: environment
	@.venv/bin/python benchmarks/run.py --rows 10000 --rounds 3 --check benchmarks/results/quick.json

fuzz:
	@.ci/environment .venv-fuzz fuzz
	@.venv-fuzz/bin/python -m tests.fuzz $(ARGS)

spark:
	@.ci/environment .venv-spark spark
	@.venv-spark/bin/python -m pytest tests/engines tests/cleaning tests/reading/test_frames.py $(ARGS)

docs:
	@.ci/environment .venv-docs docs
	@.venv-docs/bin/python -m sphinx -q -W -n -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	@rm -rf .venv .venv-bench .venv-docs .venv-fuzz .venv-spark .venv.lock .venv-bench.lock .venv-docs.lock .venv-fuzz.lock .venv-spark.lock build dist docs/_build
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -not -path "./.git/*" -prune -exec rm -rf {} +
