import { Component, onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Log a contact with a customer from anywhere. */
export class LogSystray extends Component {
    static template = "account_relationship.LogSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.isAllowed = await user.hasGroup("account_relationship.group_user");
        });
    }

    log() {
        this.action.doAction("account_relationship.relationship_interaction_action_log");
    }
}

registry
    .category("systray")
    .add("account_relationship.log", { Component: LogSystray }, { sequence: 30 });
