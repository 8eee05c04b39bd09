import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * How lines of each kind look; what they are is said by `_get_kinds` on the server.
 *
 * - `chip`: the chip that shows them, a key of `relationship_timeline_chips`; those of
 *   no chip show under "Other".
 * - `icon`: a Font Awesome class, or a function of the line that returns one.
 * - `words`: for each `detail` of a line a function that makes of its title what the
 *   line says; "" for any other detail.
 * - `describe`: a function of the line where that is not enough, see `timeline_line`.
 * - `Component`: draws the line's text; its props are `{line}`.
 *
 * A kind that stands nowhere here shows its title.
 */
const kinds = registry.category("relationship_timeline_kinds");
kinds.addValidation({
    chip: {type: String, optional: true},
    icon: {type: [String, Function], optional: true},
    words: {type: Object, optional: true},
    describe: {type: Function, optional: true},
    Component: {type: Function, optional: true},
});

/** Chips above the timeline, by their sequence. */
const chips = registry.category("relationship_timeline_chips");
chips.addValidation({label: {}});
chips
    .add("contacts", {label: _t("Contacts")}, {sequence: 10})
    .add("mail", {label: _t("Mail")}, {sequence: 20})
    .add("meetings", {label: _t("Meetings")}, {sequence: 30})
    .add("sales", {label: _t("Sales")}, {sequence: 40})
    .add("invoices", {label: _t("Invoices")}, {sequence: 50})
    .add("other", {label: _t("Other")}, {sequence: 100});

const NEED_ICONS = {
    dropped: "fa-ban",
    met: "fa-check",
    problem: "fa-exclamation-triangle",
    solved: "fa-check",
};

/** Stars for a rating from 0 to 5, for those who see them. */
export function stars(score) {
    const full = Math.round(Number(score) || 0);
    return "★".repeat(full) + "☆".repeat(5 - full);
}

function describeRating({detail, title}) {
    const label = _t("Rating %(score)s of 5: %(title)s", {
        score: Number(detail),
        title: title || "",
    });
    return {text: title || "", stars: stars(detail), label: label.toString()};
}

kinds
    .add("interaction", {
        chip: "contacts",
        icon: ({detail}) => detail || "fa-comments-o",
    })
    .add("activity", {
        chip: "contacts",
        icon: ({detail}) => (detail === "phonecall" ? "fa-phone" : "fa-users"),
        words: {
            meeting: (title) => _t("Meeting done: %(title)s", {title}),
            phonecall: (title) => _t("Call done: %(title)s", {title}),
        },
    })
    .add("mail", {
        chip: "mail",
        icon: "fa-envelope-o",
        words: {
            "": (title) => _t("Mail: %(title)s", {title}),
            comment: (title) => _t("Message: %(title)s", {title}),
        },
    })
    .add("meeting", {
        chip: "meetings",
        icon: "fa-calendar",
        words: {"": (title) => _t("Meeting: %(title)s", {title})},
    })
    .add("opportunity", {
        chip: "sales",
        icon: ({detail}) => (detail === "won" ? "fa-trophy" : "fa-times-circle-o"),
        words: {
            lost: (title) => _t("Lost: %(title)s", {title}),
            won: (title) => _t("Won: %(title)s", {title}),
        },
    })
    .add("order", {
        chip: "sales",
        icon: "fa-shopping-cart",
        words: {
            "": (title) => _t("Order %(title)s", {title}),
            sent: (title) => _t("Quotation %(title)s", {title}),
        },
    })
    .add("invoice", {
        chip: "invoices",
        icon: "fa-file-text-o",
        words: {
            "": (title) => _t("Invoice %(title)s", {title}),
            out_receipt: (title) => _t("Receipt %(title)s", {title}),
            out_refund: (title) => _t("Credit note %(title)s", {title}),
        },
    })
    .add("payment", {
        chip: "invoices",
        icon: "fa-money",
        words: {
            "": (title) => _t("Payment %(title)s", {title}),
            outbound: (title) => _t("Paid back %(title)s", {title}),
        },
    })
    .add("rating", {
        chip: "other",
        icon: "fa-star-half-o",
        describe: describeRating,
    })
    .add("need", {
        chip: "contacts",
        icon: ({detail}) => NEED_ICONS[detail] || "fa-bullseye",
        words: {
            changed: (title) => _t("Changed: %(title)s", {title}),
            dropped: (title) => _t("Dropped: %(title)s", {title}),
            met: (title) => _t("Met: %(title)s", {title}),
            problem: (title) => _t("Problem: %(title)s", {title}),
            solved: (title) => _t("Solved: %(title)s", {title}),
            want: (title) => _t("They want: %(title)s", {title}),
        },
    })
    .add("handover", {
        chip: "other",
        icon: "fa-exchange",
        words: {"": (title) => _t("Account manager: %(title)s", {title})},
    });
