import {Component} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useDayWork} from "../my_day/day_work";

const TEXT_CLASSES = {
    danger: "text-danger",
    warning: "text-warning-emphasis",
    muted: "text-muted",
};
const ALERT_CLASSES = {danger: "alert-danger", warning: "alert-warning"};

/** A day in few letters: the year only when it is not this one. */
export function shortDay(date) {
    const isThisYear = date.hasSame(luxon.DateTime.local(), "year");
    const year = isThisYear ? {} : {year: "numeric"};
    return date.toLocaleString({day: "numeric", month: "short", ...year});
}

/** The words of a line, and behind them its date where it has one. */
export function getWords({words, date}) {
    return date ? `${words}, ${shortDay(deserializeDate(date))}` : words;
}

/** The class for how urgent a line is. */
export function getTextClass({level}) {
    return TEXT_CLASSES[level] || "";
}

/**
 * The few lines that matter now about a customer, the most urgent first.
 *
 * On a card as many as `limit` says and how many more there are; on the form all,
 * with a button where there is something to do about one.
 */
export class SignalsField extends Component {
    static template = "account_relationship.SignalsField";
    static props = {
        ...standardFieldProps,
        place: {type: String, optional: true},
        limit: {type: Number, optional: true},
    };
    static defaultProps = {place: "form", limit: 20};

    setup() {
        this.work = useDayWork(() => this.props.record.model.load());
    }

    get isCard() {
        return this.props.place === "card";
    }

    get all() {
        const lines = this.props.record.data[this.props.name] || [];
        return lines.filter(({places}) => places.includes(this.props.place));
    }

    get lines() {
        return this.all.slice(0, this.props.limit);
    }

    get more() {
        const number = this.all.length - this.lines.length;
        return number ? _t("%(number)s more", {number}) : "";
    }

    /** What is left out, for those who point at it. */
    get rest() {
        return this.all.slice(this.props.limit).map(this.words).join("\n");
    }

    /** As a sentence: in *My day* the same words stand behind the customer's name. */
    words(line) {
        const words = getWords(line);
        return words.charAt(0).toLocaleUpperCase() + words.slice(1);
    }

    textClass(line) {
        return getTextClass(line);
    }

    alertClass({level}) {
        return ALERT_CLASSES[level] || "alert-info";
    }

    /** Whether a line opens something else than where it stands. */
    hasRecord({record}) {
        return Boolean(record?.length) && record[0] !== this.props.record.resModel;
    }

    /** What an action is of: the line's own record, or the account. */
    getTarget({record}) {
        const {resModel, resId} = this.props.record;
        const [model, id] = record?.length ? record : [resModel, resId];
        return {model, id};
    }

    /** As in *My day*: what is done can be taken back. */
    async act(line) {
        if (!(await this.props.record.save())) {
            return;
        }
        const {action: method, undo, args, undo_args} = line;
        const target = this.getTarget(line);
        await (undo
            ? this.work.finish({
                  ...target,
                  words: getWords(line),
                  button: {method, undo, args, undo_args},
              })
            : this.work.openFrom({...target, method}));
    }

    async open(line) {
        if (await this.props.record.save()) {
            await this.work.open(this.getTarget(line));
        }
    }
}

export const signalsField = {
    component: SignalsField,
    displayName: _t("Signals"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({place: options.place, limit: options.limit}),
};

registry.category("fields").add("relationship_signals", signalsField);
