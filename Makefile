# One line per verb. `make site` and `make test` start from nothing but Python 3.11+, make and git.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

site: $(VENV)/ready  ## build the site into site/
	$(RUN) scripts/build.py

test: $(VENV)/ready browser  ## everything the tests need, then the tests
	$(VENV)/bin/ruff check scripts tests
	$(RUN) scripts/check.py
	$(VENV)/bin/pytest

check: $(VENV)/ready  ## tables, descriptions, claims and chapters, without running anything
	$(RUN) scripts/check.py

weigh: $(VENV)/ready  ## what each page of site/ weighs over the wire
	$(RUN) scripts/weigh.py

lab: $(VENV)/ready  ## the chapters in JupyterLab, ready to run
	$(VENV)/bin/jupyter lab --LabApp.default_url=/lab/tree/chapters/economy.md book

lock:  ## compile requirements.in into requirements.txt (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header requirements.in -o requirements.txt

browser:
	@sh scripts/browser.sh

$(VENV)/ready: requirements.txt pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.PHONY: site test check weigh lab lock browser
