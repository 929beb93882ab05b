# `make run` opens the dashboard, `make test` tests it. Both install what they need.

PORT ?= 8501
PYTHON ?=
PY := .venv/bin/python
WORKERS ?= auto

export PYTHON

.PHONY: run test tests coverage test-all check words environment environment-dev browser database bench lock clean help

help:
	@echo "make run        serve the dashboard (PORT=8501 chooses the port, PYTHON= the interpreter)"
	@echo "make test       run the checks and the daily tests, with a real browser and a real PostgreSQL"
	@echo "make test-all   the same, with the slow tests"
	@echo "make coverage   the daily tests, and list lines that none of them runs (takes twice as long)"
	@echo "make bench      measure the speed"
	@echo "make words      update and compile the message catalogues"
	@echo "make lock       pin the dependencies again (UPGRADE=1 takes newer ones)"
	@echo "make clean      remove the environment and all caches, never the data"

run: environment
	@echo "IFLA Metrics is at http://127.0.0.1:$(PORT) (stop it with Ctrl-C)"
	@exec $(PY) -m streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

# `worksteal` lets an idle worker take tests from another. Byte code is kept in any environment, because
# the tests start a thousand processes and each would compile everything again.
TESTS = PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -q -n $(WORKERS) --dist worksteal

# Style, types and layers are checked while the tests run.
test: browser database
	@$(MAKE) --no-print-directory -j2 check tests

tests:
	@$(TESTS)

coverage: check browser database
	@$(TESTS) --cov --cov-report term:skip-covered

test-all: export IFLA_NIGHT = 1
test-all: test

check: environment-dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

bench: environment-dev database
	@$(PY) -m benchmarks

words: environment-dev
	@$(PY) -m tests.i18n.words

environment:
	@sh tests/provision/environment.sh

environment-dev:
	@sh tests/provision/environment.sh dev

browser: environment-dev
	@$(PY) -m tests.provision.programs

database: environment-dev
	@$(PY) -m tests.provision.postgres

COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --no-deps tests/provision/postgres.in -o tests/provision/postgres.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		.coverage .coverage.* htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
