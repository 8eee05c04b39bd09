import {HeatTable} from "@account_relationship_retention/heat_table/heat_table";
import {ReportScreen} from "@account_relationship_retention/report_screen/report_screen";
import {_t} from "@web/core/l10n/translation";
import {addUnits} from "@account_relationship/report_graph/units";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";
import {usePager} from "@web/search/pager_hook";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {SAMPLE} from "./sample";

addUnits("days", ["days_since"]);

const LIMIT = 40;
/** What stands below the number of a cell, and what it means. */
const STATES = {
    grown: [_t("↑ grows"), _t("more than 110 % of the 12 months before")],
    lapsed: [_t("✕ lapsed"), _t("bought often and no more")],
    shrinking: [
        _t("↓ shrinks"),
        _t("6 months brought less than 70 % of those a year ago"),
    ],
    never_bought: [
        _t("+ could buy"),
        _t("comparable customers do, typically for so much"),
    ],
    offered: [_t("★ offered"), _t("there is an opportunity")],
    dismissed: [_t("– dismissed"), _t("somebody said why not")],
    more: [_t("+ more"), _t("ideas of categories without a column")],
};
const WORTH = ["lapsed", "shrinking", "never_bought", "offered"];

/** What accounts buy and could buy: a row for each account, a column for each category. */
export class PotentialMatrix extends ReportScreen {
    static template = "account_relationship_expansion.PotentialMatrix";
    static components = {...ReportScreen.components, HeatTable};

    setup() {
        this.offset = 0;
        this.limit = LIMIT;
        super.setup();
        this.notification = useService("notification");
        usePager(() => ({
            offset: this.offset,
            limit: this.limit,
            total: this.answer?.total || 0,
            onUpdate: ({offset, limit}) => this.turn(offset, limit),
        }));
    }

    async load(props) {
        const {resModel, domain, context} = props;
        // Another search begins with its first page.
        const asked = JSON.stringify(domain);
        if (asked !== this.asked) {
            this.offset = 0;
        }
        this.asked = asked;
        this.state.answer = await this.keepLast.add(
            this.orm.call(resModel, "get_potential_matrix", [domain], {
                offset: this.offset,
                limit: this.limit,
                context,
            })
        );
    }

    async turn(offset, limit) {
        Object.assign(this, {offset, limit});
        await this.load(this.props);
    }

    get isEmpty() {
        return !this.answer.columns.length;
    }

    /** What is drawn: a sample behind the help where nothing was sold yet. */
    get shown() {
        return this.isEmpty ? SAMPLE : this.answer;
    }

    get columns() {
        return this.shown.columns.map(({key, label, sales}) => ({
            key,
            label,
            title: _t("%(sales)s in 12 months", {sales: this.money(sales)}),
        }));
    }

    get rows() {
        const highest = Math.max(
            ...this.shown.rows.flatMap(({cells}) =>
                cells.map((cell) => cell.sales || 0)
            ),
            1
        );
        return this.shown.rows.map((row) => ({
            key: row.key,
            label: row.label,
            note: this.number(row.sales),
            cells: row.cells.map((cell, column) =>
                this.draw(row, cell, column, highest)
            ),
        }));
    }

    get legend() {
        return Object.entries(STATES).map(([key, [mark, words]]) => ({
            key,
            mark,
            words,
        }));
    }

    number(amount) {
        return formatFloat(amount, {digits: [16, 0]});
    }

    money(amount) {
        return formatMonetary(amount, {
            currencyId: this.answer.currency_id,
            digits: [16, 0],
        });
    }

    draw({label}, cell, column, highest) {
        const {label: category} = this.shown.columns[column];
        const {sales, before, state, amount, words} = cell || {sales: 0, before: 0};
        const [mark] = STATES[state] || [""];
        const worth = WORTH.includes(state) ? ` ${this.number(amount)}` : "";
        const sold = _t("%(sales)s in 12 months, %(before)s in those before", {
            sales: this.money(sales),
            before: this.money(before),
        });
        const sentence = words ? `${sold}; ${words}` : sold;
        return {
            text: sales ? this.number(sales) : "",
            mark: mark && `${mark}${worth}`,
            title: `${label}, ${category}: ${mark ? `${mark}${worth}; ` : ""}${sentence}`,
            // Most are small beside the highest: the root tells them apart.
            heat: Math.round(50 * Math.sqrt(Math.max(sales, 0) / highest)),
        };
    }

    // ------------------------------------------------------------
    // What is behind it
    // ------------------------------------------------------------

    async openCell(row, column) {
        const account = this.shown.rows[row];
        const {key, label} = this.shown.columns[column];
        const {idea_id: idea, state} = account.cells[column];
        if (idea) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "relationship.whitespace",
                res_id: idea,
                views: [[false, "form"]],
            });
        }
        if (state === "more") {
            return this.openAction(account, "action_view_potential");
        }
        if (!state) {
            return this.notification.add(
                _t("%(account)s bought no %(category)s in 24 months.", {
                    account: account.label,
                    category: label,
                })
            );
        }
        return this.openAction(account, "action_view_category", [key]);
    }

    openAccount(row) {
        return this.openAction(this.shown.rows[row], "get_formview_action");
    }

    async openAction({key}, method, args = []) {
        const {resModel, context} = this.props;
        const action = await this.orm.call(resModel, method, [[key], ...args], {
            context,
        });
        return this.action.doAction(action);
    }

    exportFile() {
        const data = {
            domain: this.props.domain,
            company_ids: user.activeCompanies.map(({id}) => id),
        };
        return download({
            url: "/account_relationship_expansion/potential_matrix/xlsx",
            data: {data: JSON.stringify(data)},
        });
    }
}

registry.category("views").add("relationship_potential_matrix", {
    type: "graph",
    Controller: PotentialMatrix,
    searchMenuTypes: ["filter", "favorite"],
});
