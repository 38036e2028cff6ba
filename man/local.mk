# SPDX-License-Identifier: MIT

# The pages are made from man/, with the text that several share in place of each .so line.
# As in an installed tree: man -M build/man xunshare.
man1_MANS = $(XNS_MANS)
MAN_7 = man/man7/xns.7 man/man7/xns-migration.7
man7_MANS = $(MAN_7) man/man7/xns-utils.7
MAN_PAGES = $(EXTRA_PROGRAMS:%=man/man1/%.1) $(MAN_7)
MAN_INPUT = $(EXTRA_PROGRAMS:%=man/%.1) man/xns.7 man/xns-migration.7 man/join \
	man/shared/caveats.mdoc man/shared/clocks.mdoc man/shared/coordination.mdoc \
	man/shared/credentials.mdoc man/shared/dry-run.mdoc man/shared/exit-status.mdoc \
	man/shared/filesystem.mdoc man/shared/host.mdoc man/shared/idmap.mdoc \
	man/shared/kill-child.mdoc man/shared/namespaces.mdoc man/shared/new-root.mdoc man/shared/other.mdoc \
	man/shared/syntax.mdoc
EXTRA_DIST += $(MAN_INPUT)
CLEANFILES += $(MAN_PAGES) man/man7/xns-utils.7
$(MAN_PAGES): $(MAN_INPUT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(SHELL) $(srcdir)/man/join $(@F) >$@.tmp && mv $@.tmp $@
man/man7/xns-utils.7:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && echo '.so man7/xns.7' >$@
