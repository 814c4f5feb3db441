# The two commands are `make run` and `make test`; `make help` lists the others.
# The first Python that is new enough; PYTHON=… names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
RUN := .venv
TEST := .venv-test
PIP_QUIET := --quiet --disable-pip-version-check --no-input
# An environment knows the folder it was made in, so one that was moved or copied with its folder is made anew.
ELSEWHERE := $(shell for made in $(RUN) $(TEST); do \
	test "$$(cat "$$made/.ready" 2>/dev/null)" = "$$(pwd -P)" || rm -f "$$made/.ready"; done)

.PHONY: help run demo serve test lint format bench fuzz torture pictures clean

help:
	@echo "make run       open the dashboard on the sample plans (keeps what was recorded)"
	@echo "make test      install what the tests need, then run all of them"
	@echo "make serve     the same book in the browser, read-only"
	@echo "make lint      ruff and mypy"
	@echo "make bench     measure, as ratios in one run"
	@echo "make fuzz      damage files in thousands of ways and bring them in (minutes)"
	@echo "make torture   kill writers and let twenty write at once; no acknowledged row may be lost (minutes)"
	@echo "make pictures  draw docs/pictures from the running program"
	@echo "make clean     remove the environments (never the book)"

# An environment is made anew when its lock or our own packaging changes, and never otherwise.
define environment
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "shinchoku needs Python 3.11 or later; $(or $(PYTHON),python3) is missing or older. Try: make PYTHON=/path/to/python3.12 run" >&2; exit 1; }
"$(PYTHON)" -m venv --clear $(1)
$(1)/bin/python -m pip install $(PIP_QUIET) --require-hashes -r $(2)
$(1)/bin/python -m pip install $(PIP_QUIET) --no-deps --no-build-isolation --editable .
@pwd -P > $(1)/.ready
endef

$(RUN)/.ready: requirements.lock pyproject.toml
	$(call environment,$(RUN),requirements.lock)

$(TEST)/.ready: requirements-test.lock pyproject.toml
	$(call environment,$(TEST),requirements-test.lock)

run: demo
	@$(RUN)/bin/shinchoku

demo: $(RUN)/.ready
	@test -e "$${SHINCHOKU_DB:-shinchoku.db}" || $(RUN)/bin/shinchoku demo

serve: demo
	@$(RUN)/bin/shinchoku serve

test: $(TEST)/.ready
	$(TEST)/bin/python -m pytest -n 2 $(PYTEST)

lint: $(TEST)/.ready
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .
	$(TEST)/bin/mypy

format: $(TEST)/.ready
	$(TEST)/bin/ruff check --fix .
	$(TEST)/bin/ruff format .

bench: $(TEST)/.ready
	$(TEST)/bin/python -m benchmarks

fuzz: $(TEST)/.ready
	$(TEST)/bin/python -m tests.fuzz.run

torture: $(TEST)/.ready
	$(TEST)/bin/python -m tests.torture.run

pictures: $(TEST)/.ready
	$(TEST)/bin/python tools/pictures.py

clean:
	rm -rf $(RUN) $(TEST) build dist
