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
.PHONY: help build demo test lint bench fmt clean

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build bin/regulars: one static binary, its version taken from git
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/regulars

demo: build ## Fill a demo merchant under ./data/demo and serve it; prints addresses and logins (DEMO="--listen :9000" passes flags on)
	@$(BIN) demo $(DEMO)

test: ## Run every test on SQLite and on a private PostgreSQL (TEST=./internal/order TESTFLAGS="-run Refund" narrow it)
	@go vet $(TEST)
	@scripts/with-postgres go test -vet=off $(TESTFLAGS) $(TEST)

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
	rm -rf bin .cache
