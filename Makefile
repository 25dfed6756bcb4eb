# Everything that a developer or an operator builds with. `make help` prints the targets.

SHELL       := /bin/bash
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN         := bin/regulars
TEST        ?= ./...
TESTFLAGS   ?= -timeout 15m
LINT_TOOL   := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
LINT_VERSION := v2.15.0
LINT_BIN    := .cache/golangci-lint-$(LINT_VERSION)/golangci-lint

.DEFAULT_GOAL := help
PAGES       := web/dist/console/manifest.json
PAGE_SOURCES := $(shell find web/apps web/shared web/scripts -type f ! -name schema.d.ts 2>/dev/null) internal/api/testdata/openapi.json

.PHONY: help build pages demo test e2e shots lint bench fmt clean

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

pages: $(PAGES) ## Build the pages into web/dist, where the program embeds them (nothing to do where no source changed)

ifneq ($(shell command -v npm),)
$(PAGES): web/node_modules/.package-lock.json $(PAGE_SOURCES)
	@cd web && npm run --silent types >/dev/null && npm run --silent build >.build.log 2>&1 || { cat .build.log; exit 1; }
	@tail -1 web/.build.log

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
else
$(PAGES):
	@echo "npm is not here: the program is built without its pages (Node 20 or newer brings it)"
endif

build: pages ## Build bin/regulars: one static binary, its version taken from git
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/regulars

demo: build ## Fill a demo merchant under ./data/demo and serve it; prints addresses and logins (DEMO="--listen :9000" passes flags on)
	@$(BIN) demo $(DEMO)

test: pages ## Run every test on SQLite and on a private PostgreSQL, then the pages in a browser (TEST=./internal/order TESTFLAGS="-run Refund" narrow it)
	@go vet $(TEST)
	@scripts/with-postgres go test -vet=off $(TESTFLAGS) $(TEST)
ifeq ($(TEST),./...)
	@$(MAKE) --no-print-directory e2e
endif

e2e: build ## Check the pages and walk through them in a browser (E2E="members" narrows it)
	@scripts/test-pages $(E2E)

shots: build ## Take a picture of every page, in both languages and themes, wide and narrow, into web/shots
	@cd web && npm run --silent shots

bench: build ## Measure orders, quotes, look-ups and import on both engines, beside the limits of this machine (BENCH="…" passes flags on)
	@scripts/with-postgres --durable $(BIN) bench $(BENCH)

lint: $(LINT_BIN) ## Run golangci-lint (built once into .cache; slower than all tests, so no part of them)
	@$(LINT_BIN) run ./...

$(LINT_BIN):
	@mkdir -p $(@D)
	GOBIN=$(abspath $(@D)) go install $(LINT_TOOL)@$(LINT_VERSION)

fmt: ## Format every Go file
	@gofmt -w $$(git ls-files --cached --others --exclude-standard '*.go')

clean: ## Remove what was built (never ./data)
	rm -rf bin .cache web/node_modules web/dist/console web/shared/schema.d.ts
