# SPDX-License-Identifier: BSD-3-Clause

# The site made of the pages of docs. Included by the Makefile at the root.
DOCS_VENV := .venv-docs

$(DOCS_VENV)/installed: docs/site/requirements.txt
	$(PYTHON) -m venv $(DOCS_VENV)
	$(DOCS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r docs/site/requirements.txt
	touch $@

##@ To work
.PHONY: docs
docs: $(DOCS_VENV)/installed ## The site, in build/site; a link to what is not there is an error
	NO_MKDOCS_2_WARNING=1 $(DOCS_VENV)/bin/mkdocs build --quiet --strict -f docs/site/mkdocs.yml
	@echo "build/site/index.html"
