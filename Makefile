# The two commands are `make book` and `make test`; `make help` lists the rest. Without make,
# `python make.py book` and `python make.py test` are the same: all that they do stands there.
.DEFAULT_GOAL := help
PYTHON ?= python3
TARGETS := help book test fast lint types unit verify nbval pages slow lock clean

.PHONY: $(TARGETS)
$(TARGETS):
	@$(PYTHON) make.py $@
