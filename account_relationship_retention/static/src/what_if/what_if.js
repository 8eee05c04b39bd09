import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/** What is left without some customers: words of the server, nothing to change. */
export class WhatIf extends Component {
    static template = "account_relationship_retention.WhatIf";
    static props = {...standardActionServiceProps};

    get answer() {
        return this.props.action.params;
    }
}

registry.category("actions").add("relationship_what_if", WhatIf);
