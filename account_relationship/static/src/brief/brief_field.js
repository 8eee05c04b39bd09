import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FOLDED = "account_relationship.brief.folded";

/**
 * Who looks after the customer, what it wants and what hurts, in one panel.
 *
 * Shown on leads, quotations, invoices and contacts; remembers whether it is folded.
 */
export class BriefField extends Component {
    static template = "account_relationship.BriefField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ folded: Boolean(browser.localStorage.getItem(FOLDED)) });
    }

    get brief() {
        return this.props.record.data[this.props.name];
    }

    get standIn() {
        const { acting, manager } = this.brief;
        return acting.id && acting.id !== manager.id ? acting : null;
    }

    /** The person to write to: the stand-in while the manager is away. */
    get person() {
        return this.standIn || this.brief.manager;
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    get lastTouch() {
        const { last_touch: at, last_touch_kind: kind } = this.brief;
        if (!at) {
            return "";
        }
        return _t("%(date)s (%(kind)s)", { date: formatDate(deserializeDateTime(at)), kind });
    }

    toggle() {
        this.state.folded = !this.state.folded;
        if (this.state.folded) {
            browser.localStorage.setItem(FOLDED, "1");
        } else {
            browser.localStorage.removeItem(FOLDED);
        }
    }

    openAccount() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "relationship.account",
            res_id: this.brief.account,
            views: [[false, "form"]],
        });
    }

    async logInteraction() {
        // The document has to exist to be the place the interaction was logged from.
        const record = this.props.record;
        if (await record.save()) {
            await this.action.doActionButton({
                type: "object",
                name: "action_log_interaction",
                resModel: record.resModel,
                resId: record.resId,
                resIds: [record.resId],
                context: {},
                onClose: () => record.load(),
            });
        }
    }
}

export const briefField = {
    component: BriefField,
    displayName: _t("Customer brief"),
    supportedTypes: ["json"],
};

registry.category("fields").add("relationship_brief", briefField);
