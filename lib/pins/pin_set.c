/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/pin_set.h"

#include <errno.h>
#include <string.h>

#include "base/die.h"
#include "base/fd.h"
#include "hint/hint.h"

enum ns pin_set_split(const char *operand, const char **ret_rest)
{
	size_t length = strcspn(operand, "=");

	for (int type = 0; operand[length] && type < NS_COUNT; type++) {
		const char *const names[] = { ns_types[type].name,
					      ns_types[type].option };

		for (int i = 0; i < 2; i++) {
			if (strlen(names[i]) != length ||
			    strncmp(names[i], operand, length) != 0)
				continue;
			*ret_rest = operand + length + 1;
			return type;
		}
	}
	usage_error("invalid operand \"%.99s\" (expected TYPE=..., where TYPE is a "
		    "namespace type such as net or mnt)",
		    operand);
}

void pin_set_add(struct pin_set *set, enum ns type, const char *file)
{
	if (set->pin[type].file)
		usage_error("the %s namespace was given twice", ns_types[type].name);
	if (!file[0])
		usage_error("no file given for the %s namespace", ns_types[type].name);
	set->pin[type] = (struct pin)PIN_OF(type, file);
}

int pin_set_flags(const struct pin_set *set)
{
	int flags = 0;

	for (int type = 0; type < NS_COUNT; type++)
		if (set->pin[type].file)
			flags |= ns_types[type].flag;
	return flags;
}

void pin_set_undo(struct pin_set *set)
{
	for (int type = NS_COUNT - 1; type >= 0; type--)
		if (set->pin[type].file)
			should(pin_undo(&set->pin[type]), "remove the pin %s",
			       set->pin[type].file);
}

static void must_pin(struct pin_set *set, const struct pin *pin, int nsfd, int err)
{
	struct hint_pin tried = { pin->type, nsfd, pin->target, set->existed, pin->file };
	struct hint hint = { .text = "" };
	char reason[128];

	if (err >= 0)
		return;
	/* The evidence first, then the undoing: the file may be gone after it. */
	hint_pin(err, &tried, &hint);
	pin_set_undo(set);
	die_hint(hint.text, "cannot pin the %s namespace to %s: %s",
		 ns_types[pin->type].name, pin->file,
		 die_reason(err, reason, sizeof(reason)));
}

void pin_set_prepare(struct pin_set *set)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (set->pin[type].file)
			must_pin(set, &set->pin[type], -1,
				 pin_prepare(&set->pin[type], PIN_CREATE));
}

void pin_set_mount(struct pin_set *set, pin_set_open *open_ns, void *context,
		   const struct target *target, const char *owner)
{
	for (int type = 0; type < NS_COUNT; type++) {
		struct pin *pin = &set->pin[type];
		FD_AUTO int nsfd = -1;

		if (!pin->file)
			continue;
		nsfd = open_ns(context, type);
		if (nsfd < 0)
			pin_set_undo(set);
		must_why(nsfd, target ? hint_target : NULL, target,
			 "open the %s namespace of %s", ns_types[type].name, owner);
		must_pin(set, pin, nsfd, pin_mount(pin, nsfd));
	}
}
