import {Component, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {LOGGED} from "../log/log_systray";
import {NeedWords} from "../needs/needs_field";
import {getTextClass, getWords, shortDay} from "../signals/signals_field";

const FOLDED = "account_relationship.brief.folded";
/** How present somebody is: the class of a dot, and a word. */
const PRESENCES = {
    away: ["fa-circle text-warning", _t("away")],
    busy: ["fa-minus-circle text-danger", _t("busy")],
    offline: ["fa-circle-o text-muted", _t("offline")],
    online: ["fa-circle text-success", _t("online")],
};

/**
 * Who looks after the customer, what it wants and what hurts, in one panel.
 *
 * Shown on leads, quotations, invoices and contacts; remembers whether it is folded.
 */
export class BriefField extends Component {
    static template = "account_relationship.BriefField";
    static components = {NeedWords};
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.store = useService("mail.store");
        this.state = useState({folded: Boolean(browser.localStorage.getItem(FOLDED))});
        useBus(this.env.bus, LOGGED, () => this.refresh());
    }

    get brief() {
        return this.props.record.data[this.props.name];
    }

    // ------------------------------------------------------------
    // What it says
    // ------------------------------------------------------------

    get standIn() {
        const {acting, manager} = this.brief;
        return acting.id && acting.id !== manager.id ? acting : null;
    }

    /** The person to write to: the stand-in while the manager is away. */
    get person() {
        return this.standIn || this.brief.manager;
    }

    get isMe() {
        return this.person.id === user.userId;
    }

    get presence() {
        const presence = (this.person.presence || "").replace(/^leave_/, "");
        const [icon, word] = PRESENCES[presence] || [];
        return icon ? {icon, word} : null;
    }

    day(value) {
        return value ? shortDay(deserializeDate(value)) : "";
    }

    get lastTouch() {
        const {last_touch: at, last_touch_kind: kind} = this.brief;
        if (!at) {
            return _t("no contact yet");
        }
        const date = shortDay(deserializeDateTime(at));
        if (!kind) {
            return _t("last contact %(date)s", {date});
        }
        return _t("last contact %(date)s (%(kind)s)", {date, kind: kind.toLowerCase()});
    }

    get nextStep() {
        const {next_step: step, next_step_date: date} = this.brief;
        if (!step) {
            return "";
        }
        return date
            ? _t("next: %(step)s, %(date)s", {step, date: this.day(date)})
            : _t("next: %(step)s", {step});
    }

    words(line) {
        return getWords(line);
    }

    textClass(line) {
        return getTextClass(line);
    }

    /** Whether there is something to open, and the reader may open it. */
    canAct(line) {
        return Boolean(line.action && this.brief.account);
    }

    // ------------------------------------------------------------
    // What one can do
    // ------------------------------------------------------------

    toggle() {
        this.state.folded = !this.state.folded;
        if (this.state.folded) {
            browser.localStorage.setItem(FOLDED, "1");
        } else {
            browser.localStorage.removeItem(FOLDED);
        }
    }

    write() {
        this.store.openChat({userId: this.person.id});
    }

    openAccount() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "relationship.account",
            res_id: this.brief.account,
            views: [[false, "form"]],
        });
    }

    act(line) {
        return this.action.doActionButton({
            type: "object",
            name: line.action,
            resModel: "relationship.account",
            resId: this.brief.account,
            resIds: [this.brief.account],
            context: {},
        });
    }

    async refresh() {
        const {record} = this.props;
        if (record.resId && !(await record.isDirty())) {
            await record.load();
        }
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
