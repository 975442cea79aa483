# The commands of the house; make help lists them.
.DEFAULT_GOAL := help
.PHONY: help run build test test-all check fmt lock messages bench-pages mutants screenshots clean

HOUSE = @sh scripts/with_python.sh
export PYTHON

help:            ## this list
	@sed -n 's/^\([a-z-]*\): *## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 22
run:             ## set up what is missing, then run the demo: web, worker and mail catcher (PORT, HOST)
	$(HOUSE) run
build:           ## packages, style and translations only, for a server; starts nothing
	$(HOUSE) build
test:            ## everything that must hold before a change is shared
	$(HOUSE) check
test-all:        ## the same, with the browser tests in all four views
	$(HOUSE) check --all-views
check:           ## lint, types and import contracts only
	$(HOUSE) check --static
fmt:             ## format the Python code and mend what can be mended
	$(HOUSE) tool ruff check --fix --exit-zero .
	$(HOUSE) tool ruff format .
messages:        ## collect the texts to translate into app/translations
	$(HOUSE) tool python -m scripts.messages
bench-pages:     ## queries, time and size of the most used pages
	$(HOUSE) tool python -m bench pages
mutants:         ## change policies and clocks a little, and print the changes that no test notices
	$(HOUSE) tool python -m scripts.mutants $(MUTANTS)
screenshots:     ## the pictures in README and the pages as people see them
	$(HOUSE) tool python -m scripts.screenshots
lock:            ## lock the newest allowed versions with hashes
	$(HOUSE) lock
clean:           ## remove what was installed and built; data in instance/ stays
	rm -rf .venv node_modules app/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
