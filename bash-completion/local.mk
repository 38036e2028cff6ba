# SPDX-License-Identifier: MIT

EXTRA_DIST += bash-completion/xns-utils

# One completion file; bash-completion finds it by each program's name.
if BASH_COMPLETION
dist_bashcomp_DATA = bash-completion/xns-utils
install-data-hook:
	cd '$(DESTDIR)$(bashcompdir)' && for program in $(XNS_PROGRAMS); do \
		rm -f "$$program" && $(LN_S) xns-utils "$$program" || exit 1; \
	done
uninstall-hook:
	for program in $(XNS_PROGRAMS); do \
		rm -f '$(DESTDIR)$(bashcompdir)'/"$$program"; \
	done
endif
