# The doors of the house. Each does all of its own set-up; a missing precondition is one clear sentence.
PYTHON ?= python3
ARGS ?=

.PHONY: run test e2e lint fmt bench lock vendor words help

help:  ## What the doors are
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## The portal with demo data on 127.0.0.1:8000 (OPES_PORT=8001 for another port)
	@$(PYTHON) scripts/run.py

test:  ## The whole suite on SQLite and on PostgreSQL, browser tests included
	@$(PYTHON) scripts/test.py $(ARGS)

e2e:  ## The browser tests alone, on SQLite
	@OPES_TEST_DATABASES=sqlite $(PYTHON) scripts/test.py -m e2e $(ARGS)

lint:  ## Everything that reads the code without running it
	@$(PYTHON) scripts/lint.py

fmt:  ## Format the code and mend what can be mended
	@$(PYTHON) scripts/lint.py --mend

bench:  ## Median and 95th percentile of the main pages, on both databases
	@$(PYTHON) scripts/bench.py $(ARGS)

lock:  ## Resolve pyproject.toml again (ARGS=--upgrade for newer versions)
	@$(PYTHON) scripts/lock.py $(ARGS)

vendor:  ## Copy the front-end files from npm (needs Node)
	@$(PYTHON) scripts/vendor.py $(ARGS)

words:  ## Merge the rooms' Polish words into one catalogue
	@$(PYTHON) scripts/po.py merge
