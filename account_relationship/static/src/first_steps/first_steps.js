import {Component, onMounted, status, useState} from "@odoo/owl";
import {CountingKanbanRenderer} from "../kanban_header/kanban_header";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const ACCOUNT = "relationship.account";

/** What a company sets up first, above the accounts, for who leads the managers. */
export class FirstSteps extends Component {
    static template = "account_relationship.FirstSteps";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({steps: []});
        // Nobody waits for them to see the accounts.
        onMounted(async () => {
            const isHead = await user.hasGroup("account_relationship.group_head");
            // The accounts may have been left meanwhile.
            if (isHead && status(this) !== "destroyed") {
                this.state.steps = await this.orm.call(ACCOUNT, "get_first_steps", []);
            }
        });
    }

    stateOf(step) {
        return step.is_done ? _t("Done") : _t("To do");
    }

    async open(step) {
        const action = await this.orm.call(ACCOUNT, "action_first_step", [step.key]);
        return this.action.doAction(action);
    }

    async hide() {
        this.state.steps = [];
        await this.orm.call(ACCOUNT, "hide_first_steps", []);
    }
}

class AccountKanbanController extends KanbanController {
    static template = "account_relationship.AccountKanbanView";
    static components = {...KanbanController.components, FirstSteps};
}

class AccountListController extends ListController {
    static template = "account_relationship.AccountListView";
    static components = {...ListController.components, FirstSteps};
}

registry.category("views").add("relationship_account_kanban", {
    ...kanbanView,
    Controller: AccountKanbanController,
    Renderer: CountingKanbanRenderer,
});
registry.category("views").add("relationship_account_list", {
    ...listView,
    Controller: AccountListController,
});
