import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

/** The steps that tell the customer that somebody has read it (READ_FEEDBACK). */
const READ = ["acknowledged", "planned", "in_progress"];

/**
 * Say whom a step mails, and ask. What mails nobody is done without a question.
 *
 * @param {Object} model of the view, or its dialog and orm
 * @param {number[]} ids feedback that goes on
 * @param {string} state where to
 * @returns {Promise<boolean>} whether to go on
 */
export async function askBeforeMail({dialog, orm}, ids, state = "acknowledged") {
    if (!READ.includes(state)) {
        return true;
    }
    const all = await orm.read(
        "relationship.feedback",
        ids,
        ["email_from", "is_mailed_on_acknowledge", "partner_id", "state"],
        {context: {partner_display_name_hide_company: true}}
    );
    const mailed = all.filter((f) => f.state === "new" && f.is_mailed_on_acknowledge);
    if (!mailed.length) {
        return true;
    }
    const names = new Set(mailed.map((f) => f.partner_id?.[1] || f.email_from));
    return new Promise((resolve) => {
        dialog.add(
            ConfirmationDialog,
            {
                title: _t("Acknowledge and Mail"),
                body: _t(
                    "We mail %(customers)s that we have read it. If nobody answers for it yet, you will.",
                    {customers: [...names]}
                ),
                confirmLabel: _t("Acknowledge and Mail"),
                confirm: () => resolve(true),
                cancel: () => resolve(false),
            },
            {onClose: () => resolve(false)}
        );
    });
}
