import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/** Forms whose customer the dialog proposes. */
const SOURCES = [
    "account.move",
    "calendar.event",
    "crm.lead",
    "relationship.account",
    "res.partner",
    "sale.order",
];
/** Something was logged from the bar: what is shown below may be out of date. */
export const LOGGED = "ACCOUNT_RELATIONSHIP:LOGGED";

/** Log a contact with a customer from anywhere. */
export class LogSystray extends Component {
    static template = "account_relationship.LogSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        onWillStart(async () => {
            this.isAllowed = await user.hasGroup("account_relationship.group_user");
        });
    }

    /** The record on the screen, if a customer can be told from it. */
    get source() {
        const {props, currentState} = this.action.currentController || {};
        const shown = SOURCES.includes(props?.resModel) && currentState?.resId;
        return shown ? [props.resModel, currentState.resId] : [];
    }

    async log() {
        const action = await this.orm.call(
            "relationship.interaction",
            "get_log_action",
            this.source
        );
        this.action.doAction(action, {onClose: () => this.env.bus.trigger(LOGGED)});
    }
}

registry
    .category("systray")
    .add("account_relationship.log", {Component: LogSystray}, {sequence: 30});
