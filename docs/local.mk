# SPDX-License-Identifier: MIT

EXTRA_DIST += docs/pictures docs/demo docs/demo.txt \
	docs/demo-dark.svg docs/demo-light.svg \
	docs/namespaces-dark.svg docs/namespaces-light.svg \
	docs/propagation-dark.svg docs/propagation-light.svg

# The pictures of the README, by the programs as they are: to be committed when they change
pictures: all
	PATH="$(abs_builddir):$$PATH" $(SHELL) $(srcdir)/docs/pictures $(srcdir)/docs

.PHONY: pictures
