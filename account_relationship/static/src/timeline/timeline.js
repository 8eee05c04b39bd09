import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAGE = 20;
const ICONS = {
    activity: "fa-check-square-o",
    handover: "fa-exchange",
    interaction: "fa-comments-o",
    invoice: "fa-file-text-o",
    mail: "fa-envelope-o",
    meeting: "fa-calendar",
    opportunity: "fa-star",
    order: "fa-shopping-cart",
    payment: "fa-money",
    rating: "fa-smile-o",
};
/** Chips above the timeline: a name and the kinds it shows. */
const CHIPS = [
    { id: "contacts", label: _t("Contacts"), kinds: ["interaction", "activity"] },
    { id: "mail", label: _t("Mail"), kinds: ["mail"] },
    { id: "meetings", label: _t("Meetings"), kinds: ["meeting"] },
    { id: "sales", label: _t("Sales"), kinds: ["opportunity", "order"] },
    { id: "invoices", label: _t("Invoices"), kinds: ["invoice", "payment"] },
    { id: "other", label: _t("Other"), kinds: ["rating", "handover"] },
];
const FIELDS = [
    "date",
    "kind",
    "detail",
    "title",
    "partner_id",
    "user_id",
    "amount",
    "currency_id",
    "res_model",
    "res_id",
];

/**
 * Group lines, newest first, by the month they belong to.
 *
 * @param {{date: luxon.DateTime}[]} lines
 * @returns {{name: string, lines: Object[]}[]}
 */
export function groupByMonth(lines) {
    const months = [];
    for (const line of lines) {
        const name = line.date.toFormat("LLLL yyyy");
        if (months.at(-1)?.name !== name) {
            months.push({ name, lines: [] });
        }
        months.at(-1).lines.push(line);
    }
    return months;
}

/** Everything that happened with the account, as a vertical line; loads on scroll. */
export class Timeline extends Component {
    static template = "account_relationship.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.chips = CHIPS;
        this.end = useRef("end");
        this.state = useState({ lines: [], chip: null, done: false, loading: false });
        onWillStart(() => this.reload());
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                return this.reload(next.record.resId);
            }
        });
        useEffect(
            (end) => {
                if (!end) {
                    return;
                }
                const observer = new IntersectionObserver(([entry]) => {
                    if (entry.isIntersecting) {
                        this.loadMore();
                    }
                });
                observer.observe(end);
                return () => observer.disconnect();
            },
            () => [this.end.el]
        );
    }

    get months() {
        return groupByMonth(this.state.lines);
    }

    async reload(accountId = this.props.record.resId) {
        Object.assign(this.state, { lines: [], done: !accountId });
        await this.loadMore(accountId);
    }

    async loadMore(accountId = this.props.record.resId) {
        if (this.state.loading || this.state.done) {
            return;
        }
        this.state.loading = true;
        const domain = [["account_id", "=", accountId]];
        const chip = CHIPS.find(({ id }) => id === this.state.chip);
        if (chip) {
            domain.push(["kind", "in", chip.kinds]);
        }
        const found = await this.orm.searchRead("relationship.timeline", domain, FIELDS, {
            limit: PAGE,
            offset: this.state.lines.length,
        });
        this.state.lines.push(
            ...found.map((line) => ({ ...line, date: deserializeDateTime(line.date) }))
        );
        this.state.done = found.length < PAGE;
        this.state.loading = false;
    }

    async choose(chip) {
        this.state.chip = this.state.chip === chip.id ? null : chip.id;
        await this.reload();
    }

    icon(line) {
        return line.kind === "interaction" ? line.detail : ICONS[line.kind];
    }

    day(line) {
        return formatDate(line.date);
    }

    who(line) {
        return [line.partner_id, line.user_id]
            .filter(Boolean)
            .map(([, name]) => name)
            .join(" · ");
    }

    amount(line) {
        return line.amount ? formatMonetary(line.amount, { currencyId: line.currency_id?.[0] }) : "";
    }

    open(line) {
        if (line.kind === "handover") {
            return;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: line.res_model,
            res_id: line.res_id,
            views: [[false, "form"]],
        });
    }
}

export const timeline = { component: Timeline };

registry.category("view_widgets").add("relationship_timeline", timeline);
