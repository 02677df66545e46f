# Two commands matter: `make run` and `make test`. Both install what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

stage := scripts/stage
export CARGO_TERM_COLOR ?= auto
export STAGE_TIMES := $(or $(STAGE_TIMES),$(shell mktemp))

.PHONY: help run test deb bench bench-sending setup setup-tests ui build lint rust-tests ui-tests e2e soak clean

help: ## List the targets.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ui ## Set up, build, and open the window (without a display: the first letter in the terminal).
	@$(stage) "build" cargo build --locked --release -p unforgotten-window -p unforgotten-cli
	@scripts/run

test: setup setup-tests ui lint rust-tests ui-tests e2e ## Set up and run every test, those of the window included.
	@$(stage) --summary

deb: setup ui ## Build the Debian package: window, terminal, the kind of file .unforgotten.
	@$(stage) "build" cargo build --locked --release -p unforgotten-window -p unforgotten-cli
	@$(stage) "package" ui/node_modules/.bin/tauri bundle --bundles deb
	@ls target/release/bundle/deb/*.deb

bench: setup setup-tests ui ## Measure; prints the figures of the README.
	@$(stage) "build" cargo build --locked --release -p unforgotten-window -p unforgotten-cli
	@scripts/bench
	@scripts/bench-sending

bench-sending: ## Only letters a second beside other programs, and the journal; QUICK=1 is short.
	@$(stage) "build" cargo build --locked --release -p unforgotten-cli
	@scripts/bench-sending

setup: ## Install the packages that building needs.
	@$(stage) "packages to build" scripts/packages build
	@$(stage) "npm packages" scripts/npm-packages
	@$(stage) "crates" cargo fetch --locked --quiet

setup-tests:
	@$(stage) "packages to test" scripts/packages test

ui: setup ## Build the page of the window.
	@$(stage) "page" npm --prefix ui run --silent build

lint: ## Formatting, lints and documentation of everything.
	@$(stage) "rustfmt" cargo fmt --all --check
	@$(stage) "clippy" cargo clippy --locked --workspace --all-targets -- -D warnings
	@$(stage) "rustdoc" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --document-private-items --quiet
	@$(stage) "page lints" npm --prefix ui run --silent check

build:
	@$(stage) "build" cargo build --locked --workspace --bins --tests

rust-tests: build ## Unit tests and stories in Rust.
	@$(stage) "rust tests" scripts/rust-tests
	@$(stage) "rust doc tests" cargo test --locked --workspace --doc --quiet

ui-tests: ## Tests of the page, in Node and in Chromium.
	@$(stage) "page tests" npm --prefix ui run --silent test
	@$(stage) "page in Chromium" npm --prefix ui run --silent test:ui

e2e: build ## The journeys in the real window, under Xvfb.
	@$(stage) "journeys" scripts/e2e

soak: build ## The kill stories for much longer (about an hour), the fuzzers (FUZZ_SECONDS each, 300), an hour of the window.
	@$(stage) "fuzz" scripts/fuzz
	@$(stage) "soak" env UNFORGOTTEN_SOAK=1 cargo nextest run --locked --workspace -E 'binary(kill)' --no-capture --config-file .config/soak.toml
	@$(stage) "an hour in the window" scripts/soak-window

clean: ## Remove everything that was built.
	@rm -rf target artefacts ui/dist ui/node_modules
