# The commands a newcomer needs: make demo, make test. The rest is for working on everyword.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

.PHONY: demo test check cases docs faults bytes kills mutation fuzz damage bench lock clean

demo: $(READY)
	$(BIN)/everyword demo

test: $(READY)
	$(BIN)/python -m pytest -n $(CORES) $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m docs.make --check

cases: $(READY)
	$(BIN)/python -m tests.case_files --write

docs: $(READY)
	$(BIN)/python -m docs.make

# Every call to the disk of an add broken in turn by strace; a few minutes.
faults: $(READY)
	$(BIN)/python -m tests.strace_matrix $(ARGS)

# One byte changed at every place, and the whole of verify asked each time; some minutes.
bytes: $(READY)
	EVERYWORD_BYTES=$(or $(EVERY),1) $(BIN)/python -m pytest -n $(CORES) tests/vault/test_bytes_whole.py

# An add killed at one hundred random moments; three minutes.
kills: $(READY)
	EVERYWORD_KILLS=10 $(BIN)/python -m pytest -n $(CORES) tests/test_kill.py

# One flush or rename taken out at a time: a test must notice each.
mutation: $(READY)
	$(BIN)/python -m tests.mutation $(ARGS)

# Bytes nobody wrote, fed to every reader for so many seconds each; with atheris (Linux x86-64) guided
# by coverage. TARGETS="chat_whatsapp bank_mt940" names some. Faults stay in build/fuzz/faults.
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
	  --target $(VENV)/fuzz -r tests/fuzz/requirements.txt || echo "Without atheris: a plain loop instead."
	PYTHONPATH=$(VENV)/fuzz $(BIN)/python -m tests.fuzz --time $(or $(TIME),60) $(TARGETS)

# Every case cut at every offset, every byte changed, lines of 10 million letters; about an hour.
damage: $(READY)
	EVERYWORD_DAMAGE=1 $(BIN)/python -m pytest -n $(CORES) tests/test_damage.py $(ARGS)

bench: $(READY)
	$(BIN)/python -m bench

# The pinned versions again from pyproject.toml; needs uv.
lock:
	uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --universal --python-version 3.11 -o requirements.lock

clean:
	rm -rf $(VENV) everyword-demo .pytest_cache .mypy_cache .ruff_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "everyword needs Python 3.11, 3.12 or 3.13."; \
	    echo "Nothing was changed."; \
	    echo "Name one you have:  make demo PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make a private environment (module ensurepip is missing)."; \
	    echo "Nothing was changed."; \
	    echo "On Debian and Ubuntu:  apt-get install python3-venv"; exit 2; }
	@echo "Setting up a private environment in $(VENV) (once, about half a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)
