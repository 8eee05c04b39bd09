import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {shortDay} from "../signals/signals_field";

const CLOSED = {dropped: _t("Dropped"), met: _t("Met"), solved: _t("Solved")};

/** One need in words: what, by when, and who heard it when. */
export class NeedWords extends Component {
    static template = "account_relationship.NeedWords";
    static props = {need: Object};

    get by() {
        const day = shortDay(deserializeDate(this.props.need.by));
        return _t("by %(day)s", {day});
    }

    get source() {
        const {user, on} = this.props.need;
        return [user, on && shortDay(deserializeDate(on))].filter(Boolean).join(", ");
    }
}

/**
 * What the customer wants and its problems, each with what may have come of it.
 *
 * A tap is kept at once, whatever becomes of the form around it, and taken back with
 * another. What was closed here stays in sight until the form is left.
 */
export class NeedsField extends Component {
    static template = "account_relationship.NeedsField";
    static components = {NeedWords};
    static props = {
        ...standardFieldProps,
        kind: {type: String, optional: true},
        isLasting: {type: Boolean, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            needs: [],
            edited: null,
            name: "",
            by: "",
            isBusy: false,
        });
        useAutofocus({refName: "words"});
        this.root = useRef("root");
        useEffect(
            (edited) => edited && (() => this.focusAgain(edited)),
            () => [this.state.edited]
        );
        useRecordObserver((record) => this.take(record));
    }

    /** The needs of the server, and those closed here a moment ago. */
    take(record) {
        const {kind, name} = this.props;
        const holder = record.data.account_id?.id || record.resId;
        const needs = (record.data[name] || []).filter(
            (need) => !kind || need.kind === kind
        );
        const ids = needs.map((need) => need.id);
        const closed = this.state.needs.filter(
            (need) => need.state !== "open" && !ids.includes(need.id)
        );
        this.state.needs = [
            ...needs.map((need) => ({...need})),
            ...(holder === this.holder ? closed : []),
        ];
        this.holder = holder;
    }

    // ------------------------------------------------------------
    // What it says
    // ------------------------------------------------------------

    closed(need) {
        return CLOSED[need.state];
    }

    doneWord(need) {
        return need.kind === "problem" ? _t("Solved") : _t("Met");
    }

    workWord(need) {
        if (need.kind === "problem") {
            return need.passed_on ? _t("See feedback") : _t("Make feedback");
        }
        return need.passed_on ? _t("Open work") : _t("Make opportunity");
    }

    /** In the dialog they are what there is to do, on the account they are at hand. */
    get tapClass() {
        return this.props.isLasting ? "btn-link" : "btn-secondary";
    }

    /** What is asked for where there is nothing yet. */
    get placeholder() {
        return this.props.kind === "problem"
            ? _t("What is the problem?")
            : _t("What do they want?");
    }

    get emptyWord() {
        return this.props.kind === "problem" ? _t("None known") : _t("Nothing noted");
    }

    // ------------------------------------------------------------
    // What one can do
    // ------------------------------------------------------------

    async once(work) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await work();
        } finally {
            this.state.isBusy = false;
        }
    }

    tap(need, method, args = [], values = {}) {
        return this.once(async () => {
            const [fresh] = await this.orm.call("relationship.need", method, [
                [need.id],
                ...args,
            ]);
            Object.assign(need, {isConfirmed: false}, fresh, values);
            await this.refresh();
        });
    }

    /** It is still so, on the day of what is being logged. */
    confirm(need) {
        const day = this.props.record.data.date_start?.toISODate?.() || false;
        return this.tap(need, "action_confirm", [day], {isConfirmed: true});
    }

    edit(need) {
        Object.assign(this.state, {edited: need.id, name: need.name, by: need.by});
    }

    add() {
        Object.assign(this.state, {edited: "new", name: "", by: ""});
    }

    leave() {
        this.state.edited = null;
    }

    /** The keyboard goes on where it was: the editor it left is gone. */
    focusAgain(edited) {
        if (document.activeElement === document.body) {
            this.root.el?.querySelector(`[data-edits="${edited}"]`)?.focus();
        }
    }

    async save() {
        const {edited, name, by} = this.state;
        if (!name.trim()) {
            return this.leave();
        }
        const need = this.state.needs.find(({id}) => id === edited);
        if (need) {
            await this.tap(need, "action_change", [name, by], {isConfirmed: true});
        } else {
            await this.once(() => this.create(name.trim(), by));
        }
        this.leave();
    }

    async create(name, by) {
        const {record, kind} = this.props;
        const values = {account_id: record.resId, date_by: by || false, kind, name};
        await this.orm.create("relationship.need", [values]);
        await this.refresh();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.shiftKey) {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.leave();
        }
    }

    open(need) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "relationship.need",
            res_id: need.id,
            views: [[false, "form"]],
        });
    }

    work(need) {
        const name =
            need.kind === "problem"
                ? "action_make_feedback"
                : "action_make_opportunity";
        return this.once(async () => {
            const action = await this.orm.call("relationship.need", name, [[need.id]]);
            await this.action.doAction(action);
        });
    }

    /** The form of the account shows the same elsewhere; the dialog is not saved yet. */
    async refresh() {
        const {record, isLasting} = this.props;
        if (isLasting && record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }
}

export const needsField = {
    component: NeedsField,
    displayName: _t("Open needs"),
    supportedTypes: ["json"],
    supportedOptions: [
        {label: _t("Kind"), name: "kind", type: "string"},
        {label: _t("Add and pass on"), name: "lasting", type: "boolean"},
    ],
    extractProps: ({options}) => ({
        kind: options.kind,
        isLasting: Boolean(options.lasting),
    }),
};

registry.category("fields").add("relationship_needs", needsField);
