import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {Headline} from "@account_relationship/headline/headline";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {CogMenu} from "@web/search/cog_menu/cog_menu";
import {Layout} from "@web/search/layout";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {useSearchBarToggler} from "@web/search/search_bar/search_bar_toggler";
import {ActionHelper} from "@web/views/action_helper";
import {standardViewProps} from "@web/views/standard_view_props";

/** A share as people write it; 0 and 100 are said of none and of all only. */
export function formatShare(part, whole) {
    const share = Math.round((100 * part) / whole);
    const kept = part > 0 && part < whole ? Math.min(Math.max(share, 1), 99) : share;
    return `${kept}\u00A0%`;
}

/**
 * A report that is drawn of one answer of the server, of all that the search finds.
 *
 * A subclass says which method answers, and draws it.
 */
export class ReportScreen extends Component {
    static components = {ActionHelper, CogMenu, Headline, Layout, SearchBar};
    static props = {...standardViewProps};
    /** Public method of the model, of a domain. */
    static method = "";

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.searchBarToggler = useSearchBarToggler();
        this.keepLast = new KeepLast();
        this.state = useState({answer: null});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({resModel, domain, context}) {
        const {method} = this.constructor;
        this.state.answer = await this.keepLast.add(
            this.orm.call(resModel, method, [domain], {context})
        );
    }

    get question() {
        return this.props.arch.getAttribute("string") || "";
    }

    get answer() {
        return this.state.answer;
    }

    /** The rows behind something that is drawn, in a list. */
    openRows(name, domain) {
        const {resModel, context} = this.props;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            views: [[false, "list"]],
            domain: [...this.props.domain, ...domain],
            context,
        });
    }
}
