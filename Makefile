# Every target sets up what it needs; the second call finds it done.
# PYTHON=/path/to/python chooses the interpreter of a new .venv.

BIN := .venv/bin
export PYTHON
# Where it is set, every program that a test starts would compile this one anew, for seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: words help report test check bench bench-large cluster recovery soak skip-table conformance format definitions schema lock clean

help:
	@echo "make report   set up, make the report on the sample, say where the PDF is"
	@echo "make test     set up, then format, lint, types, import contracts and tests"
	@echo "make check    all of make test but the tests"
	@echo "make bench    time a run against the notebook, against more plays, and over a long ledger"
	@echo "make bench-large  make 200 reports in one run and in a row, and of up to 100 million plays"
	@echo "make cluster  start Spark as a cluster and as a server, and compare it with DuckDB"
	@echo "make recovery plant truths over 50 seeds, find them again, and write docs/recovery.md"
	@echo "make soak     kill the program more than 150 times, and write docs/soak.md"
	@echo "make skip-table  measure what the skip model gains, and write it to docs/skip-model.md"
	@echo "make format   format and mend what can be mended"
	@echo "make definitions  write docs/definitions.md anew"
	@echo "make words    compile the translations, and name what is not translated"
	@echo "make conformance  print the published numbers beside this program's"
	@echo "make schema   write docs/report.schema.json anew"
	@echo "make lock     write the requirements files anew (needs uv)"
	@echo "make clean    remove the environment and what tools leave behind"

report:
	@tools/setup report
	@$(BIN)/reporter run --config config.yaml

check:
	@tools/setup test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --cov  # short modules last

bench:
	@tools/setup test
	$(BIN)/python -m bench --million
	$(BIN)/python -m bench.upkeep

bench-large:
	@tools/setup test
	$(BIN)/python -m bench.audiences --million
	$(BIN)/python -m bench.endurance
	$(BIN)/python -m bench.scale

format:
	@tools/setup test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

cluster:
	@tools/setup test
	$(BIN)/python -m tests.cluster

recovery:
	@tools/setup test
	$(BIN)/python -m tests.recovery --write docs/recovery.md

soak:
	@tools/setup test
	$(BIN)/python -m tests.crash --write docs/soak.md

skip-table:
	@tools/setup test
	$(BIN)/python -m bench.skips --write

conformance:
	@tools/setup test
	@$(BIN)/python -m tests.conformance.registry

schema:
	@tools/setup report
	$(BIN)/python -c "import json, reporter.report as r; print(json.dumps(r.json_schema(), indent=1, ensure_ascii=False))" \
		>docs/report.schema.json

definitions:
	@tools/setup report
	$(BIN)/python -c "from reporter.words.glossary import page; print(page(), end='')" >docs/definitions.md

words:
	@tools/setup report
	@$(BIN)/python -m reporter.words.translation

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

lock:
	$(LOCK) --group dev --extra bench --extra dask --extra postgres --extra s3 --extra spark --output-file requirements-dev.txt
	$(LOCK) --group checkout --constraints requirements-dev.txt --output-file requirements.txt

clean:
	rm -rf .venv dist build htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
