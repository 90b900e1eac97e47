# `make` alone lists the commands. The work is done in scripts/, one job in each file.
.DEFAULT_GOAL := help
.PHONY: help setup run dev build check test e2e bench screenshots measure clean

# make run PORT=8081 REGISTRY=https://registry.example.com
export PORT REGISTRY ROUNDS REPOSITORIES DIST

help:
	@sed -nE 's/^([a-z0-9]+):.*## (.*)/  make \1\t\2/p; s/^## (.*)/\t\1/p' $(MAKEFILE_LIST) | expand -t 20

run: ## builds the page and serves it on 127.0.0.1 (PORT=8080), with the sample registry in it
## REGISTRY=https://host puts that registry behind it;
## REGISTRY="a=https://one.example b=https://two.example" several, by alias
	@scripts/run

dev: ## the same for developing: a change builds the page anew, and the page reloads itself
	@scripts/run --dev

test: ## everything: format, lints, unit tests, browser tests; ends with one line of counts
	@scripts/test

check: ## the fast part of that: format, lints, unit tests
	@scripts/test fast

e2e: ## only the browser tests, against a fresh build (ARGS="-g smoke" goes on to Playwright)
	@scripts/test e2e $(ARGS)

bench: ## measures the budgets, side by side in one run, and prints them (ROUNDS=3, REPOSITORIES=500)
	@scripts/bench

screenshots: ## takes the pictures in docs/ from the page in dist/ (DIST=dist)
	@scripts/screenshots

measure: ## how the code is laid out, as a table (COMMITS="1fbc3b4 main" compares)
	@scripts/house/measure.mjs $(COMMITS)

build: ## makes a release build in dist/ and prints what it weighs
	@scripts/setup/all build
	@scripts/build

setup: ## installs everything that the commands above need; if nothing is missing, it only looks
	@scripts/setup/all test

clean: ## removes everything that was built; installed tools stay
	@rm -rf target dist tests/e2e/node_modules tests/e2e/test-results
