import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {getMonths, getPlace, getRange, getStart, sortActions} from "./plan_layout";

const {DateTime} = luxon;
const FIELDS = [
    ...["name", "side", "state", "user_id", "contact_id", "create_date"],
    ...["date_due", "date_done", "is_late", "is_blocked", "after_ids"],
];
const SIDES = [
    ["ours", _t("Ours")],
    ["theirs", _t("The customer's")],
];
/** How an action stands: a word, with its icon and colour. */
const STATUSES = {
    done: {word: _t("done"), icon: "fa-check", color: "text-success"},
    late: {word: _t("late"), icon: "fa-exclamation-triangle", color: "text-danger"},
    blocked: {word: _t("waits"), icon: "fa-hourglass-half", color: "text-muted"},
    in_progress: {word: _t("in progress"), icon: "fa-play", color: "text-primary"},
    todo: {word: _t("to do"), icon: "fa-circle-o", color: "text-muted"},
};

/** The actions of a plan over its months, ours and theirs; for screen readers a table. */
export class PlanPicture extends Component {
    static template = "account_relationship.PlanPicture";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({actions: []});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load({resId}) {
        const actions = resId
            ? await this.orm.searchRead(
                  "relationship.action",
                  [
                      ["plan_id", "=", resId],
                      ["state", "!=", "cancelled"],
                  ],
                  FIELDS,
                  {context: {partner_display_name_hide_company: true}}
              )
            : [];
        this.state.actions = sortActions(actions.map((action) => this.read(action)));
    }

    read(action) {
        const day = (value) => (value ? deserializeDate(value) : null);
        return {
            ...action,
            after: action.after_ids,
            due: day(action.date_due),
            done: action.state === "done" ? day(action.date_done) : null,
            created: action.create_date
                ? deserializeDateTime(action.create_date).startOf("day")
                : null,
        };
    }

    // ------------------------------------------------------------
    // The scale
    // ------------------------------------------------------------

    get today() {
        return DateTime.local().startOf("day");
    }

    get isOver() {
        return ["done", "cancelled"].includes(this.props.record.data.state);
    }

    get range() {
        const {date_start: start, date_end: end} = this.props.record.data;
        const {actions} = this.state;
        const days = [start, end];
        for (const action of actions) {
            days.push(action.due, action.done, getStart(action, actions, start));
        }
        const isEmpty = !days.some(Boolean);
        return isEmpty ? null : getRange([...days, this.isOver ? null : this.today]);
    }

    get months() {
        return getMonths(this.range);
    }

    get todayPlace() {
        const {start, end} = this.range;
        const {today} = this;
        return today >= start && today < end ? getPlace(today, this.range) : null;
    }

    // ------------------------------------------------------------
    // The rows
    // ------------------------------------------------------------

    get groups() {
        const {range} = this;
        return SIDES.map(([side, label]) => ({
            side,
            label,
            rows: this.state.actions
                .filter((action) => action.side === side)
                .map((action) => this.getRow(action, range)),
        })).filter(({rows}) => rows.length);
    }

    getRow(action, range) {
        const {actions} = this.state;
        const end = action.done || action.due;
        const start = getStart(action, actions, this.props.record.data.date_start);
        const row = {
            id: action.id,
            name: action.name,
            status: this.getStatus(action),
            who:
                (action.side === "ours" ? action.user_id : action.contact_id)?.[1] ||
                "",
            when: this.getWhen(action),
            after: this.getAfter(action),
            style: "",
            isMilestone: false,
        };
        if (end && start) {
            const left = getPlace(start, range);
            row.style = `left: ${left}%; width: ${getPlace(end, range) - left}%`;
        } else if (end) {
            row.isMilestone = true;
            row.style = `left: ${getPlace(end, range)}%`;
        }
        return row;
    }

    getStatus({state, is_late: isLate, is_blocked: isBlocked}) {
        const key = (isLate && "late") || (isBlocked && "blocked") || state;
        return {key, ...STATUSES[key]};
    }

    getWhen({due, done}) {
        if (done) {
            return this.day(done);
        }
        return due ? _t("by %(date)s", {date: this.day(due)}) : _t("no date");
    }

    /** In few letters: the year only when it is not this one. */
    day(date) {
        const year = date.hasSame(this.today, "year") ? {} : {year: "numeric"};
        return date.toLocaleString({day: "numeric", month: "short", ...year});
    }

    getAfter(action) {
        const names = this.state.actions
            .filter(({id}) => action.after.includes(id))
            .map(({name}) => name);
        return names.length ? _t("after %(names)s", {names: names.join(", ")}) : "";
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "relationship.action",
            res_id: row.id,
            views: [[false, "form"]],
        });
    }
}

export const planPicture = {
    component: PlanPicture,
    fieldDependencies: [
        {name: "date_start", type: "date"},
        {name: "date_end", type: "date"},
        {name: "state", type: "selection", selection: []},
    ],
};

registry.category("view_widgets").add("relationship_plan_picture", planPicture);
