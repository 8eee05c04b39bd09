import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {LOGGED} from "../log/log_systray";
import {describe, getChipCondition, getComponent, iconOf} from "./timeline_line";

const PAGE = 20;
const chips = registry.category("relationship_timeline_chips");
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
            months.push({name, lines: []});
        }
        months.at(-1).lines.push(line);
    }
    return months;
}

/** Everything that happened with the account, as a vertical line; loads on scroll. */
export class Timeline extends Component {
    static template = "account_relationship.Timeline";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.chips = chips.getEntries().map(([id, {label}]) => ({id, label}));
        this.end = useRef("end");
        this.state = useState({
            lines: [],
            chip: null,
            person: null,
            people: [],
            done: false,
            loading: false,
        });
        // Counts what was asked for: an answer to an older question is dropped.
        this.version = 0;
        onWillStart(() => this.reload());
        onWillUpdateProps((next) => {
            if (next.record !== this.props.record) {
                return this.reload(next.record.resId);
            }
        });
        useBus(this.env.bus, LOGGED, () => this.refresh());
        // Observed anew after each page: when it did not fill the window, the end is
        // still in sight.
        useEffect(
            (end) => {
                const observer = new IntersectionObserver(([entry]) => {
                    if (entry.isIntersecting) {
                        this.loadMore();
                    }
                });
                observer.observe(end);
                return () => observer.disconnect();
            },
            () => [this.end.el, this.state.lines.length]
        );
    }

    get months() {
        return groupByMonth(this.state.lines);
    }

    get isFiltered() {
        return Boolean(this.state.chip || this.state.person);
    }

    // ------------------------------------------------------------
    // Loading
    // ------------------------------------------------------------

    /** After something was logged from elsewhere: the form around it as well. */
    async refresh() {
        const {record} = this.props;
        if (await record.isDirty()) {
            await this.reload();
        } else {
            await record.model.load();
        }
    }

    async reload(accountId = this.props.record.resId) {
        this.version += 1;
        this.state.done = !accountId;
        this.state.loading = false;
        await this.loadMore(accountId, []);
    }

    async loadMore(accountId = this.props.record.resId, lines = this.state.lines) {
        if (this.state.loading || this.state.done) {
            return;
        }
        const {version} = this;
        this.state.loading = true;
        const found = await this.orm.searchRead(
            "relationship.timeline",
            this.getDomain(accountId),
            FIELDS,
            {limit: PAGE, offset: lines.length}
        );
        if (version === this.version) {
            // Something new on top moves the pages: what is here already stays once.
            const known = new Set(lines.map(({id}) => id));
            const added = found.filter(({id}) => !known.has(id));
            this.state.lines = [...lines, ...added.map((line) => this.read(line))];
            this.state.done = found.length < PAGE;
            this.state.loading = false;
        }
    }

    getDomain(accountId) {
        const {chip, person} = this.state;
        const domain = [["account_id", "=", accountId]];
        if (chip) {
            domain.push(getChipCondition(chip));
        }
        if (person) {
            domain.push([person.field, "=", person.id]);
        }
        return domain;
    }

    read(line) {
        // What happens on a day, not at a time of it, comes as noon of it in our zone.
        return {...line, date: deserializeDateTime(line.date)};
    }

    // ------------------------------------------------------------
    // Filters
    // ------------------------------------------------------------

    async choose(chip) {
        this.state.chip = this.state.chip === chip.id ? null : chip.id;
        await this.reload();
    }

    async choosePerson(person) {
        this.state.person = person;
        await this.reload();
    }

    /** People on both sides who stand on a line, those with most lines first. */
    async loadPeople() {
        const domain = [["account_id", "=", this.props.record.resId]];
        const groups = await Promise.all(
            ["partner_id", "user_id"].map((field) =>
                this.orm.formattedReadGroup(
                    "relationship.timeline",
                    [...domain, [field, "!=", false]],
                    [field],
                    ["__count"]
                )
            )
        );
        this.state.people = groups.flatMap((found, side) =>
            found
                .filter(
                    ({partner_id: partner}) => !partner || !this.isCustomer(partner)
                )
                .sort((one, other) => other.__count - one.__count)
                .slice(0, 12)
                .map((group) => {
                    const field = side ? "user_id" : "partner_id";
                    const [id, name] = group[field];
                    return {
                        field,
                        id,
                        name: this.shortName(name),
                        count: group.__count,
                    };
                })
        );
    }

    // ------------------------------------------------------------
    // A line
    // ------------------------------------------------------------

    icon(line) {
        return iconOf(line);
    }

    text(line) {
        return describe(line);
    }

    component({kind}) {
        return getComponent(kind);
    }

    day(line) {
        const thisYear = line.date.hasSame(luxon.DateTime.local(), "year");
        return line.date.toLocaleString({
            day: "numeric",
            month: "short",
            ...(thisYear ? {} : {year: "numeric"}),
        });
    }

    fullDay(line) {
        return formatDate(line.date);
    }

    isCustomer([id]) {
        return id === this.props.record.data.partner_id?.id;
    }

    /** "Azure Interior, Brandon Freeman" on the account of Azure Interior. */
    shortName(name) {
        const customer = this.props.record.data.name;
        const prefix = `${customer}, `;
        return name.startsWith(prefix) ? name.slice(prefix.length) : name;
    }

    /** Faces of a line; the customer itself is on every line and needs none. */
    people(line) {
        const {partner_id: partner, user_id: user, kind} = line;
        const people = [];
        if (partner && !this.isCustomer(partner)) {
            people.push({
                model: "res.partner",
                id: partner[0],
                name: this.shortName(partner[1]),
            });
        }
        if (user && kind !== "mail") {
            people.push({model: "res.users", id: user[0], name: user[1]});
        }
        return people;
    }

    amount(line) {
        return line.amount
            ? formatMonetary(line.amount, {currencyId: line.currency_id?.[0]})
            : "";
    }

    /** Whether there is more to see than this form. */
    canOpen(line) {
        const {resModel, resId} = this.props.record;
        return line.res_model !== resModel || line.res_id !== resId;
    }

    open(line, ev) {
        if (!this.canOpen(line)) {
            return;
        }
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: line.res_model,
                res_id: line.res_id,
                views: [[false, "form"]],
            },
            {newWindow: ev.ctrlKey || ev.metaKey}
        );
    }
}

export const timeline = {
    component: Timeline,
    fieldDependencies: [
        {name: "name", type: "char"},
        {name: "partner_id", type: "many2one"},
    ],
};

registry.category("view_widgets").add("relationship_timeline", timeline);
