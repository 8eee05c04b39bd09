import {Component, onWillStart, status, useEffect, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useBus, useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {LOGGED} from "../log/log_systray";
import {DayRow} from "./day_row";
import {useDayWork} from "./day_work";

const DAY = "relationship.day";
const KEYS = {ArrowDown: 1, ArrowUp: -1};
/** How many more customers of a lane come at once, and at most. */
const [MORE_ROWS, MOST_ROWS] = [50, 500];

/** What came of it since Monday, in words. */
const OUTCOMES = [
    ["done", _t("1 done"), (number) => _t("%(number)s done", {number})],
    [
        "came_back",
        _t("1 came back after contact"),
        (number) => _t("%(number)s came back after contact", {number}),
    ],
    [
        "by_itself",
        _t("1 came back without contact"),
        (number) => _t("%(number)s came back without contact", {number}),
    ],
    ["lost", _t("1 lost"), (number) => _t("%(number)s lost", {number})],
    [
        "dismissed",
        _t("1 was no reason to act"),
        (number) => _t("%(number)s were no reason to act", {number}),
    ],
    ["contacts", _t("1 contact"), (number) => _t("%(number)s contacts", {number})],
    [
        "answered",
        _t("1 feedback answered"),
        (number) => _t("%(number)s feedback answered", {number}),
    ],
];

/** The greeting for an hour of the day. */
export function greet(hour, name) {
    if (hour < 12) {
        return _t("Good morning %(name)s", {name});
    }
    return hour < 18
        ? _t("Good afternoon %(name)s", {name})
        : _t("Good evening %(name)s", {name});
}

/** What needs somebody, why, what it is worth, and one button. */
export class MyDay extends Component {
    static template = "account_relationship.MyDay";
    static components = {DayRow, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("My Day");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.display = {controlPanel: {}};
        const {params, context} = this.props.action;
        this.userId =
            this.props.resId ||
            params?.user_id ||
            context?.relationship_user_id ||
            false;
        if (this.userId) {
            this.props.updateActionState?.({resId: this.userId});
        }
        // `at`: the row the keyboard is at; `version`: how often the day was read.
        // `lane`: the one that is shown alone, with `limit` customers.
        this.state = useState({
            ...{day: null, at: 0, unfolded: null, version: 0},
            ...{lane: false, limit: false},
        });
        this.work = useDayWork(() => this.reload());
        onWillStart(() => this.load());
        useBus(this.env.bus, LOGGED, () => this.reload());
        useEffect(
            () => this.focusRow({preventScroll: this.state.version === 1}),
            () => [this.state.version]
        );
    }

    // ------------------------------------------------------------
    // Loading
    // ------------------------------------------------------------

    async load() {
        const {lane, limit} = this.state;
        const day = await this.orm.call(DAY, "get_day", [this.userId, limit, lane]);
        this.state.day = day;
        this.state.at = Math.max(0, Math.min(this.state.at, this.rows.length - 1));
        this.state.version += 1;
    }

    /** All of a lane, with what the day had no room for. */
    async showLane({key, rows}) {
        Object.assign(this.state, {
            ...{lane: key, at: rows.length},
            limit: Math.min(rows.length + MORE_ROWS, MOST_ROWS),
        });
        await this.load();
    }

    async showDay() {
        Object.assign(this.state, {lane: false, limit: false, at: 0});
        await this.load();
    }

    async reload() {
        if (status(this) !== "destroyed") {
            await this.load();
        }
    }

    get day() {
        return this.state.day;
    }

    get isMine() {
        return this.day.user.is_me;
    }

    /** Lanes with something in them. */
    get lanes() {
        return this.day.lanes.filter(({rows}) => rows.length);
    }

    get rows() {
        return this.day.lanes.flatMap(({rows}) => rows);
    }

    // ------------------------------------------------------------
    // What it says
    // ------------------------------------------------------------

    get title() {
        const {name} = this.day.user;
        return this.isMine
            ? greet(luxon.DateTime.local().hour, name.split(" ")[0])
            : _t("The day of %(name)s", {name});
    }

    /** Customers, 12 months with their change, contacts in time. */
    get figures() {
        const {header} = this.day;
        if (!header || !header.customers) {
            return [];
        }
        const {customers, revenue, change, in_time: inTime} = header;
        const sign = change > 0 ? "+" : "";
        const money =
            change === false
                ? _t("%(amount)s (12 months)", {amount: revenue})
                : _t("%(amount)s (12 months, %(change)s %)", {
                      amount: revenue,
                      change: `${sign}${change}`,
                  });
        return [
            customers === 1 ? _t("1 customer") : _t("%s customers", customers),
            revenue && money,
            inTime !== false && _t("contacts in time %(share)s %", {share: inTime}),
        ].filter(Boolean);
    }

    get sinceMonday() {
        const counts = this.day.since_monday;
        const parts = OUTCOMES.filter(([key]) => counts[key]).map(
            ([key, one, several]) => (counts[key] === 1 ? one : several(counts[key]))
        );
        return parts.length
            ? _t("Since Monday: %(what)s", {what: parts.join(", ")})
            : "";
    }

    get stale() {
        const reasons = this.day.stale.join(", ");
        return reasons
            ? _t("Not brought up to date, these are of an earlier day: %s", reasons)
            : "";
    }

    /** Keys that no row of the page answers to are not named. */
    get hints() {
        const firsts = this.rows.map(({items}) => items[0]);
        return {
            done: firsts.some((item) => this.work.canBeDone(item)),
            alert: firsts.some((item) => item.is_alert),
            playbook: firsts.some((item) => item.playbook),
            take: this.rows.some((row) => row.can_take_over),
        };
    }

    index(row) {
        return this.rows.indexOf(row);
    }

    isAt(row) {
        return this.index(row) === this.state.at;
    }

    moreRows({total, rows}) {
        const number = total - rows.length;
        return number > 0 && rows.length < MOST_ROWS
            ? _t("%(number)s more", {number})
            : "";
    }

    isUnfolded(row) {
        return this.state.unfolded === row.account.id;
    }

    unfold(row) {
        this.state.unfolded = this.isUnfolded(row) ? null : row.account.id;
    }

    // ------------------------------------------------------------
    // Ways out
    // ------------------------------------------------------------

    openReview({id}) {
        return this.work.openRecord("relationship.plan", id);
    }

    async planContacts() {
        await this.work.run(async () =>
            this.action.doAction(
                await this.orm.call(DAY, "action_plan_contacts", [this.userId])
            )
        );
    }

    async openFirst() {
        const isHead = await user.hasGroup("account_relationship.group_head");
        const first =
            this.day.hint === "no_accounts" && isHead
                ? "account_relationship.relationship_candidate_action"
                : "account_relationship.relationship_account_action";
        await this.action.doAction(first);
    }

    openBoard() {
        return this.action.doAction(
            "account_relationship.relationship_feedback_action_mine"
        );
    }

    // ------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------

    focusRow(options) {
        const isElsewhere =
            document.activeElement &&
            document.activeElement !== document.body &&
            !this.root.el?.contains(document.activeElement) &&
            this.state.version > 1;
        if (this.ui.isSmall || isElsewhere) {
            return;
        }
        const rows = this.root.el?.querySelectorAll(".o_relationship_day_row") || [];
        rows[this.state.at]?.focus(options);
    }

    onKeydown(ev) {
        const isTyping = ev.target.closest("input, textarea, [contenteditable=true]");
        if (ev.ctrlKey || ev.altKey || ev.metaKey || isTyping) {
            return;
        }
        this.find(ev.target);
        const row = this.rows[this.state.at];
        if (KEYS[ev.key]) {
            this.move(KEYS[ev.key]);
        } else if (ev.key === "u" && this.work.undoLast) {
            this.work.undoLast();
        } else if (row && this.keys[ev.key]) {
            this.keys[ev.key](row, row.items[0]);
        } else if (
            row &&
            ev.key === "Enter" &&
            ev.target.matches(".o_relationship_day_row")
        ) {
            this.work.press(row, row.items[0]);
        } else {
            return;
        }
        ev.preventDefault();
    }

    get keys() {
        return {
            o: (row) => this.work.openAccount(row),
            d: (row, item) => this.work.done(item),
            s: (row, item) => this.work.putOff(row, item),
            n: (row, item) => this.work.dismiss(row, item),
            p: (row, item) => this.work.startPlaybook(item),
            t: (row) => this.work.takeOver(row),
        };
    }

    move(step) {
        const last = this.rows.length - 1;
        this.state.at = Math.max(0, Math.min(this.state.at + step, last));
        this.focusRow();
    }

    /** The row an element stands in is the one the keyboard is at. */
    find(element) {
        const id = element.closest("[data-account]")?.dataset.account;
        const at = this.rows.findIndex(({account}) => account.id === Number(id));
        this.state.at = at < 0 ? this.state.at : at;
    }
}

registry.category("actions").add("relationship_my_day", MyDay);
