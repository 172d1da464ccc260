# Every target explains itself: `make help`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test fixtures fast lint types arch widget-tests console-tests web model bench ci peers

UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv),.uv/bin/uv)
SYSTEM_NODE := $(shell node -p "process.versions.node.split('.').map(Number).reduce((a, n) => a * 1000 + n, 0) >= 20019000 ? 'yes' : ''" 2>/dev/null)
NODE_GROUP := $(if $(SYSTEM_NODE),,--group node)
NPM := $(if $(SYSTEM_NODE),npm,PATH="$(CURDIR)/.venv/bin:$$PATH" npm)
WIDGET := channels/livechat/widget
CONSOLE := console/web
# Beside each file its smaller twin, which the server hands out to whoever takes it.
smaller = @find $(1) -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.svg' \) -exec gzip -9kf {} +
sources = $(shell find $(1) -type f -not -path '*/node_modules/*' -not -path '*/dist/*')

help:  ## Show this
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.synced nlu/server/.venv/.synced web model  ## Install and build all that run and test need

run: setup  ## Serve on http://127.0.0.1:8080
	.venv/bin/tanya serve

# Stories wait for half of their time: three workers leave two cores little to idle.
test: setup peers  ## Run every check and every test
	$(MAKE) --no-print-directory -j 2 lint types arch widget-tests console-tests
	env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -n 3 --dist loadgroup

widget-tests:
	cd $(WIDGET) && $(NPM) test --silent

console-tests:
	cd $(CONSOLE) && $(NPM) run lint --silent && $(NPM) test --silent

fixtures: .venv/.synced  ## Write anew what the console is sent (its tests replay it)
	RENEW_FIXTURES=1 .venv/bin/python -m pytest -q -n 2 tests/console/test_replay.py

# Two halves side by side, each of which reads its own files only: workers would read all of them.
FAST = env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -q -m "not slow" -n 0
fast: .venv/.synced  ## Run the tests that need no second process (at most 10 s)
	@$(FAST) tests/bot tests/channels tests/domain & one=$$!; \
	$(FAST) tests --ignore=tests/bot --ignore=tests/channels --ignore=tests/domain --ignore=tests/browser --ignore=tests/story; \
	two=$$?; wait $$one && exit $$two

lint: .venv/.synced  ## Check style and format
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/.synced  ## Check types, tests too
	.venv/bin/mypy .

arch: .venv/.synced  ## Check who imports whom
	.venv/bin/lint-imports --no-logo

web: $(WIDGET)/dist/.built $(CONSOLE)/dist/.built  ## Build the widget and the console when they changed

model: .venv/.synced nlu/server/.venv/.synced  ## Train the model when its data changed
	.venv/bin/tanya nlu train

bench: setup  ## Measure, beside floors and peers, in one run
	.venv/bin/python -m benchmarks

ci: test  ## What CI runs

# What the tests talk to, from the system's packages where we may install them.
peers: .venv/.synced
	@if command -v dovecot >/dev/null && command -v exim4 >/dev/null && command -v chromium >/dev/null; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq dovecot-imapd exim4-daemon-light chromium >/dev/null; \
	else echo "for the full tests install dovecot-imapd, exim4-daemon-light and chromium"; fi

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: pyproject.toml uv.lock | $(filter .uv/bin/uv,$(UV))
	$(UV) sync --frozen --quiet $(NODE_GROUP)
	@touch $@

nlu/server/.venv/.synced: nlu/server/pyproject.toml nlu/server/uv.lock | $(filter .uv/bin/uv,$(UV))
	env -u PYTHONDONTWRITEBYTECODE -u VIRTUAL_ENV $(UV) sync --frozen --quiet --compile-bytecode --project nlu/server
	@touch $@

%/node_modules/.installed: %/package.json %/package-lock.json .venv/.synced
	cd $* && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

.SECONDARY: $(WIDGET)/node_modules/.installed $(CONSOLE)/node_modules/.installed

$(WIDGET)/dist/.built: $(WIDGET)/node_modules/.installed $(call sources,$(WIDGET))
	cd $(WIDGET) && $(NPM) run build --silent
	$(call smaller,$(WIDGET)/dist)
	@touch $@

$(CONSOLE)/dist/.built: $(CONSOLE)/node_modules/.installed $(call sources,$(CONSOLE))
	cd $(CONSOLE) && $(NPM) run build --silent
	$(call smaller,$(CONSOLE)/dist)
	@touch $@
