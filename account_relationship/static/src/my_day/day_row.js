import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";

/** What the menu of a reason opens besides the account. */
const OPENS = {
    "relationship.action": _t("Open the action"),
    "relationship.feedback": _t("Open the feedback"),
    "relationship.plan": _t("Open the plan"),
    "relationship.promise": _t("Open the promise"),
};

/** A row as one sentence, for those who hear it. */
export function sayRow({account, for_user: forUser, items, stake, number}) {
    const [{words, when, is_late: isLate}] = items;
    return [
        account.name,
        forUser && _t("for %(user)s", {user: forUser}),
        words,
        when,
        isLate && _t("late"),
        stake && _t("%(amount)s at stake", {amount: stake}),
        number > 1 && _t("%(number)s more reasons", {number: number - 1}),
    ]
        .filter(Boolean)
        .join(", ");
}

/** A reason in words. */
export class DayWords extends Component {
    static template = "account_relationship.DayWords";
    static props = {item: {type: Object}};
}

/** The button of a reason and the menu beside it.
 *
 * A component, because a menu is drawn when it is opened: by then a loop around it
 * would have come to its last row.
 */
export class DayButtons extends Component {
    static template = "account_relationship.DayButtons";
    static components = {Dropdown, DropdownItem};
    static props = {
        row: {type: Object},
        item: {type: Object},
        isFirst: {type: Boolean, optional: true},
        isMine: {type: Boolean},
        work: {type: Object},
    };

    get label() {
        const {button} = this.props.item;
        return button ? button.label : _t("Open it");
    }

    get opens() {
        const {item} = this.props;
        return item.is_alert || item.model === "relationship.account"
            ? ""
            : OPENS[item.model] || _t("Open it");
    }
}

/** A customer in the day, with its first reason and, unfolded, the others. */
export class DayRow extends Component {
    static template = "account_relationship.DayRow";
    static components = {DayButtons, DayWords};
    static props = {
        row: {type: Object},
        isAt: {type: Boolean},
        isMine: {type: Boolean},
        isUnfolded: {type: Boolean},
        unfold: {type: Function},
        work: {type: Object},
    };

    get sentence() {
        return sayRow(this.props.row);
    }

    get standsInFor() {
        return _t("for %(user)s", {user: this.props.row.for_user});
    }

    get others() {
        return this.props.row.items.slice(1);
    }

    get moreReasons() {
        return _t("+%(number)s more", {number: this.props.row.number - 1});
    }

    /** Reasons that are not even named. */
    get unnamed() {
        const {number, items} = this.props.row;
        const more = number - items.length;
        return more > 0 ? _t("%(number)s more", {number: more}) : "";
    }
}
