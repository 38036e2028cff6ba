# SPDX-License-Identifier: MIT

# The programs. configure says which are in bin_PROGRAMS; their tests are in tests/local.mk.
bin_PROGRAMS = $(XNS_PROGRAMS)
EXTRA_PROGRAMS = xunshare xnsenter xclone xpidinit xnspin xlsns xmountprop xlsprop xveth xcgexec
LDADD = lib/libxns.a

xunshare_SOURCES = src/xunshare.c
xunshare_LDADD = $(LDADD) $(CAP_LIBS)
xnsenter_SOURCES = src/xnsenter.c
xnsenter_LDADD = $(LDADD) $(CAP_LIBS)
xclone_SOURCES = src/xclone.c
xclone_LDADD = $(LDADD) $(CAP_LIBS)
xpidinit_SOURCES = src/xpidinit.c
xnspin_SOURCES = src/xnspin.c
xnspin_LDADD = $(LDADD) $(CAP_LIBS) $(SMARTCOLS_LIBS)
xlsns_SOURCES = src/xlsns.c
xlsns_LDADD = $(LDADD) $(SMARTCOLS_LIBS)
xmountprop_SOURCES = src/xmountprop.c
xlsprop_SOURCES = src/xlsprop.c
xlsprop_LDADD = $(LDADD) $(SMARTCOLS_LIBS)
xveth_SOURCES = src/xveth.c
xveth_LDADD = $(LDADD) $(MNL_LIBS) $(SMARTCOLS_LIBS)
xcgexec_SOURCES = src/xcgexec.c
xcgexec_LDADD = $(LDADD) $(CAP_LIBS)
