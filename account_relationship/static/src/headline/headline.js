import {Component, onWillStart, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {useBus, useService} from "@web/core/utils/hooks";

/**
 * What a report asks, and what it answers in one sentence, of all that the search finds.
 *
 * The words are the server's: see `relationship.headline`. The chart does not wait for
 * them.
 */
export class Headline extends Component {
    static template = "account_relationship.Headline";
    static props = {question: {type: String, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({answer: ""});
        onWillStart(() => {
            this.load();
        });
        useBus(this.env.searchModel, "update", this.load);
    }

    async load() {
        const {resModel, domain, context} = this.env.searchModel;
        this.state.answer = await this.keepLast.add(
            this.orm.silent.call(resModel, "get_headline", [domain], {context})
        );
    }
}
