# One line per verb. `make site` and `make test` start from nothing but Python 3.11+, make and git.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

site: $(VENV)/ready  ## build the site into site/ (for ADDRESS=https://…, where it will be)
	$(RUN) scripts/build.py $(if $(ADDRESS),--address "$(ADDRESS)")

test: $(VENV)/test-ready $(VENV)/lab/ready $(VENV)/cluster-ready $(VENV)/sbom/ready browser  ## everything the tests need, then the tests
	$(VENV)/bin/ruff check scripts tests
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy
	$(RUN) scripts/check.py --words
	$(VENV)/bin/pytest -n $$(( $$(nproc 2>/dev/null || echo 2) + 1 )) --dist worksteal  # one more than cores: a test waits now and then

prove:  ## as `make test`, with every case of what that tries a part of: each kill, statement, width and state
	THOROUGH=1 $(MAKE) test

accessible: $(VENV)/test-ready browser  ## axe and the keyboard over a page of each kind; when nothing is found, the day goes into book/tested.json (or DAY=2026-11-30)
	THOROUGH=1 $(VENV)/bin/pytest -n0 tests/test_browser.py -k axe
	RECORD_DAY=$(or $(DAY),$(shell date +%F)) $(VENV)/bin/pytest -n0 tests/test_accessible.py

live: $(VENV)/ready  ## serve the site on 127.0.0.1:8000 (or PORT=8001); every save is built and shown
	$(RUN) scripts/live.py $(if $(PORT),--port $(PORT))

check: $(VENV)/ready  ## tables, descriptions, claims and chapters, without running anything
	$(RUN) scripts/check.py

weigh: $(VENV)/ready  ## what each page of site/ weighs over the wire
	$(RUN) scripts/weigh.py

pdf: $(VENV)/pdf-ready  ## site/ on paper, in take-away/: the whole as one tagged PDF, and one side about each borough
	@sh scripts/browser.sh print
	$(RUN) scripts/pdf.py

compress: $(VENV)/ready  ## a copy of site/ in served/, with packed files beside its own for a host to send
	$(RUN) scripts/compress.py

serve: $(VENV)/ready  ## site/ on 127.0.0.1:8080 (or PORT=8081) as a careful host serves it: nginx, with our headers
	$(RUN) scripts/serve.py $(if $(PORT),--port $(PORT))

hosting: $(VENV)/ready  ## write scripts/nginx.conf anew from the policy
	$(RUN) scripts/hosting.py

links: $(VENV)/ready  ## whether what site/ links to elsewhere is still there
	$(RUN) scripts/links.py

diff: $(VENV)/ready  ## what the edition says otherwise than that of BASE (a commit; main), as Markdown
	@rm -rf .cache/base && mkdir -p .cache/base && git archive $(or $(BASE),main) data | tar -x -C .cache/base
	@$(RUN) scripts/diff.py .cache/base/data data --markdown

lighthouse: $(VENV)/ready scripts/lighthouse/node_modules/ready compress  ## what Lighthouse says of six pages of served/
	$(RUN) scripts/lighthouse.py

load: $(VENV)/ready compress  ## how served/ bears 200 readers at once for ten seconds, on this machine alone (needs wrk)
	$(RUN) scripts/load.py

bench: $(VENV)/ready $(VENV)/cluster-ready  ## what reading, checking and building cost on this machine
	$(RUN) scripts/bench.py

cluster: $(VENV)/cluster-ready  ## add Dask to .venv, for build.py --scheduler

lab: $(VENV)/ready $(VENV)/lab/ready  ## the chapters in JupyterLab, ready to run
	JUPYTER_CONFIG_PATH="$(CURDIR)/scripts/lab" $(VENV)/lab/bin/jupyter lab $(LAB)

sbom: $(VENV)/sbom/ready  ## what the site is built with, as a bill of materials (CycloneDX): sbom.cdx.json
	$(VENV)/sbom/bin/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible requirements.txt -o sbom.cdx.json

lock:  ## compile the .in files into locks with hashes (needs uv)
	for part in "" -pdf -test -lab -cluster -sbom; do \
	  uv pip compile --universal --generate-hashes --python-version 3.11 --no-header -q requirements$$part.in -o requirements$$part.txt || exit; \
	done

browser:
	@sh scripts/browser.sh

$(VENV)/ready: requirements.txt pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the book needs into $(VENV): about 125 packages, a minute or so"
	$(VENV)/bin/pip install --disable-pip-version-check --require-hashes -r requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test-ready: requirements-test.txt $(VENV)/ready
	@echo "Installing what the tests need into $(VENV): about 50 packages more, a minute or so"
	$(VENV)/bin/pip install --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@

$(VENV)/pdf-ready: requirements-pdf.txt $(VENV)/ready
	@echo "Installing what prints into $(VENV)"
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-pdf.txt
	touch $@

$(VENV)/cluster-ready: requirements-cluster.txt $(VENV)/ready
	@echo "Installing Dask into $(VENV)"
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-cluster.txt
	touch $@

$(VENV)/lab/ready: requirements-lab.txt | $(VENV)/ready
	test -x $(VENV)/lab/bin/python || $(PYTHON) -m venv $(VENV)/lab
	@echo "Installing JupyterLab into $(VENV)/lab: about 100 packages, a minute or so"
	$(VENV)/lab/bin/pip install --disable-pip-version-check --require-hashes -r requirements-lab.txt
	$(VENV)/lab/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(RUN) -m ipykernel install --prefix $(VENV)/lab >/dev/null  # its kernel is the library's Python, not its own
	touch $@

scripts/lighthouse/node_modules/ready: scripts/lighthouse/package-lock.json
	@echo "Installing Lighthouse into scripts/lighthouse/node_modules: about 200 packages, a minute or so"
	npm ci --prefix scripts/lighthouse --no-audit --no-fund --ignore-scripts
	touch $@

$(VENV)/sbom/ready: requirements-sbom.txt
	test -x $(VENV)/sbom/bin/python || $(PYTHON) -m venv $(VENV)/sbom
	@echo "Installing cyclonedx-py into $(VENV)/sbom: about 30 packages, some seconds"
	$(VENV)/sbom/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-sbom.txt
	touch $@

.PHONY: site test prove accessible live check weigh pdf compress serve hosting links diff lighthouse load bench cluster lab sbom lock browser
