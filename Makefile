# make demo   a virtual environment, the package, and the main job on the bundled sample
# make test   the same environment with the tools of development; style, types, tests
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
DEMO = demo

.PHONY: demo test clean

demo: $(VENV)/installed
	@mkdir -p $(DEMO)
	$(BIN)/paperweft build examples/landmark-papers.jsonl --library $(DEMO)/papers.db
	$(BIN)/paperweft query what-came-of -p entity=Llama --library $(DEMO)/papers.db
	$(BIN)/paperweft view Mamba --hops 2 --library $(DEMO)/papers.db -o $(DEMO)/mamba.html
	$(BIN)/paperweft export $(DEMO)/graph.graphml --library $(DEMO)/papers.db
	@echo "Open $(DEMO)/mamba.html in a browser, $(DEMO)/graph.graphml in Gephi, Cytoscape, yEd or networkx;"
	@echo "ask more with: $(BIN)/paperweft query --list"

test: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src
	$(BIN)/python -m pytest --cov --cov-report=term

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(DEMO) build dist
