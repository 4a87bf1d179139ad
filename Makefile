# Everything a developer types. The work is done by the scripts in scripts/.

.DEFAULT_GOAL := help
.PHONY: help serve test check-frameworks release bench soak screenshots clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## build the page and serve it on this machine (PORT=8080)
	@bash scripts/serve.sh

test: ## every check: format, lints, docs, unit tests, the page in a real browser
	@bash scripts/test.sh

check-frameworks: ## run exported scripts and notebooks in NumPy, JAX, PyTorch and TensorFlow
	@bash scripts/check-frameworks.sh

release: ## write the static site to dist/ and say how large it is
	@bash scripts/release.sh

bench: release ## how fast it trains, next to other programs, and frame times of the page meanwhile
	@bash scripts/with-browser.sh node scripts/bench-speed.mjs
	@bash scripts/with-browser.sh node scripts/bench-frames.mjs
	@bash scripts/with-browser.sh node scripts/bench-seeks.mjs

soak: ## ten million iterations: is memory flat, how long does it take to go back
	@bash -c 'source scripts/setup.sh && cargo run --quiet --locked --release --example soak'

screenshots: release ## pictures of the page to docs/screenshots/
	@bash scripts/with-browser.sh node scripts/screenshots.mjs

clean: ## remove what was built; the installed tools stay
	rm -rf dist target node_modules
