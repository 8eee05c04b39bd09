import {_t} from "@web/core/l10n/translation";

const ICONS = {
    feedback: "fa-bullhorn",
    handover: "fa-exchange",
    interaction: "fa-comments-o",
    invoice: "fa-file-text-o",
    mail: "fa-envelope-o",
    meeting: "fa-calendar",
    order: "fa-shopping-cart",
    payment: "fa-money",
    plan: "fa-check-square-o",
    rating: "fa-star-half-o",
};
const PLAN_ICONS = {
    agreed: "fa-map-signs",
    done: "fa-flag-checkered",
};
const WORDS = {
    activity: {
        meeting: (title) => _t("Meeting done: %(title)s", {title}),
        phonecall: (title) => _t("Call done: %(title)s", {title}),
    },
    feedback: {
        complaint: (title) => _t("Complaint: %(title)s", {title}),
        idea: (title) => _t("Idea: %(title)s", {title}),
        praise: (title) => _t("Praise: %(title)s", {title}),
        question: (title) => _t("Question: %(title)s", {title}),
        request: (title) => _t("Request: %(title)s", {title}),
        risk: (title) => _t("Risk: %(title)s", {title}),
        told_acknowledged: (title) => _t("Told that we got it: %(title)s", {title}),
        told_decision: (title) => _t("Told what we decided: %(title)s", {title}),
        told_outcome: (title) => _t("Told what came of it: %(title)s", {title}),
        told_update: (title) => _t("Told how it is going: %(title)s", {title}),
        told_verification: (title) =>
            _t("Asked whether it is solved: %(title)s", {title}),
    },
    handover: {"": (title) => _t("Account manager: %(title)s", {title})},
    invoice: {
        "": (title) => _t("Invoice %(title)s", {title}),
        out_receipt: (title) => _t("Receipt %(title)s", {title}),
        out_refund: (title) => _t("Credit note %(title)s", {title}),
    },
    mail: {
        "": (title) => _t("Mail: %(title)s", {title}),
        comment: (title) => _t("Message: %(title)s", {title}),
    },
    meeting: {"": (title) => _t("Meeting: %(title)s", {title})},
    opportunity: {
        lost: (title) => _t("Lost: %(title)s", {title}),
        won: (title) => _t("Won: %(title)s", {title}),
    },
    order: {
        "": (title) => _t("Order %(title)s", {title}),
        sent: (title) => _t("Quotation %(title)s", {title}),
    },
    payment: {
        "": (title) => _t("Payment %(title)s", {title}),
        outbound: (title) => _t("Paid back %(title)s", {title}),
    },
    plan: {
        agreed: (title) => _t("Plan agreed: %(title)s", {title}),
        done: (title) => _t("Plan done: %(title)s", {title}),
        ours: (title) => _t("We did: %(title)s", {title}),
        theirs: (title) => _t("The customer did: %(title)s", {title}),
    },
};

/** The icon of a line, as a Font Awesome class. */
export function iconOf({kind, detail}) {
    switch (kind) {
        case "activity":
            return detail === "phonecall" ? "fa-phone" : "fa-users";
        case "feedback":
            return detail?.startsWith("told_") ? "fa-reply" : ICONS.feedback;
        case "interaction":
            return detail || ICONS.interaction;
        case "plan":
            return PLAN_ICONS[detail] || ICONS.plan;
        case "opportunity":
            return detail === "won" ? "fa-trophy" : "fa-times-circle-o";
        default:
            return ICONS[kind] || "fa-circle-o";
    }
}

/** Stars for a rating from 0 to 5, for those who see them. */
export function stars(score) {
    const full = Math.round(Number(score) || 0);
    return "★".repeat(full) + "☆".repeat(5 - full);
}

/**
 * What a line says: of what kind it is in a word, then which one.
 *
 * @returns {{text: string, stars: string, label: string}} `label` is for screen readers
 */
export function describe({kind, detail, title}) {
    if (kind === "rating") {
        const label = _t("Rating %(score)s of 5: %(title)s", {
            score: Number(detail),
            title: title || "",
        });
        return {text: title || "", stars: stars(detail), label: label.toString()};
    }
    const words = WORDS[kind] || {};
    const word = words[detail] || words[""];
    const text = word ? word(title || "").toString() : title || "";
    return {text, stars: "", label: text};
}
