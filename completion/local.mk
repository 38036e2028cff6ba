# SPDX-License-Identifier: MIT
#
# Completion: a file for each shell, and the script that all of them call, whose installed
# place is written into them.
COMPLETION_FILES = bash-completion/xns-utils completion/_xns-utils completion/xns-utils.fish
EXTRA_DIST += $(COMPLETION_FILES) completion/words
CLEANFILES += $(COMPLETION_FILES:%=installed/%)
installed/bash-completion/xns-utils: $(srcdir)/bash-completion/xns-utils
installed/completion/_xns-utils: $(srcdir)/completion/_xns-utils
installed/completion/xns-utils.fish: $(srcdir)/completion/xns-utils.fish
$(COMPLETION_FILES:%=installed/%): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed 's|\(_xns_engine[= ]\).*/words$$|\1$(pkgdatadir)/words|' $(@:installed/%=$(srcdir)/%) >$@.tmp && mv $@.tmp $@

if COMPLETION
pkgdata_SCRIPTS = completion/words
endif
if BASH_COMPLETION
bashcomp_DATA = installed/bash-completion/xns-utils
endif
if ZSH_COMPLETION
zshcomp_DATA = installed/completion/_xns-utils
endif
if FISH_COMPLETION
fishcomp_DATA = installed/completion/xns-utils.fish
endif

# bash and fish look for a file with the name of the program, zsh reads the first line.
install-data-hook:
if BASH_COMPLETION
	cd '$(DESTDIR)$(bashcompdir)' && for program in $(XNS_PROGRAMS); do \
		rm -f "$$program" && $(LN_S) xns-utils "$$program" || exit 1; \
	done
endif
if FISH_COMPLETION
	cd '$(DESTDIR)$(fishcompdir)' && for program in $(XNS_PROGRAMS); do \
		rm -f "$$program.fish" && $(LN_S) xns-utils.fish "$$program.fish" || exit 1; \
	done
endif
uninstall-hook:
	for program in $(XNS_PROGRAMS); do \
		rm -f '$(DESTDIR)$(bashcompdir)'/"$$program" '$(DESTDIR)$(fishcompdir)'/"$$program.fish"; \
	done
	-rmdir '$(DESTDIR)$(pkgdatadir)' 2>/dev/null
