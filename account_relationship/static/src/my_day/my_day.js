import {Component, onWillStart, status, useEffect, useRef, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useBus, useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {LOGGED} from "../log/log_systray";
import {WhyDialog} from "./why_dialog";

const ALERT = "relationship.alert";
const DAY = "relationship.day";
const KEYS = {ArrowDown: 1, ArrowUp: -1};
/** How many more customers of a lane come at once, and at most. */
const [MORE_ROWS, MOST_ROWS] = [50, 500];

/** What came of it since Monday, in words. */
const OUTCOMES = [
    ["done", (number) => _t("%(number)s done", {number})],
    ["came_back", (number) => _t("%(number)s came back after contact", {number})],
    ["by_itself", (number) => _t("%(number)s came back without contact", {number})],
    ["lost", (number) => _t("%(number)s lost", {number})],
    ["dismissed", (number) => _t("%(number)s were no reason to act", {number})],
    [
        "contacts",
        (number) =>
            number === 1 ? _t("1 contact") : _t("%(number)s contacts", {number}),
    ],
    ["answered", (number) => _t("%(number)s feedback answered", {number})],
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

/** A row as one sentence, for those who hear it. */
export function sayRow({account, for_user: forUser, items, stake, number}) {
    const [{words, when, is_late: isLate}] = items;
    return [
        account.name,
        forUser && _t("for %(user)s", {user: forUser}),
        words,
        when,
        isLate && _t("late"),
        stake && _t("%(amount)s at stake", {amount: stake}),
        number > 1 && _t("%(number)s more reasons", {number: number - 1}),
    ]
        .filter(Boolean)
        .join(", ");
}

/** What needs somebody, why, what it is worth, and one button. */
export class MyDay extends Component {
    static template = "account_relationship.MyDay";
    static components = {Dropdown, DropdownItem, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("My Day");

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
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
        this.isBusy = false;
        this.undoLast = null;
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
        const parts = OUTCOMES.filter(([key]) => counts[key]).map(([key, say]) =>
            say(counts[key])
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

    say(row) {
        return sayRow(row);
    }

    index(row) {
        return this.rows.indexOf(row);
    }

    isAt(row) {
        return this.index(row) === this.state.at;
    }

    others(row) {
        return row.items.slice(1);
    }

    moreReasons(row) {
        return _t("+%(number)s more", {number: row.number - 1});
    }

    /** Reasons that are not even named. */
    unnamed(row) {
        const number = row.number - row.items.length;
        return number > 0 ? _t("%(number)s more", {number}) : "";
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

    label({button}) {
        return button ? button.label : _t("Open");
    }

    canBeDone({button, is_alert: isAlert}) {
        return isAlert || Boolean(button && button.undo);
    }

    // ------------------------------------------------------------
    // Buttons
    // ------------------------------------------------------------

    /** One thing at a time, and the day as it is afterwards. */
    async run(act) {
        if (this.isBusy) {
            return;
        }
        this.isBusy = true;
        try {
            return await act();
        } finally {
            this.isBusy = false;
        }
    }

    /** The one button of a reason. */
    async press(row, item) {
        const {button} = item;
        if (!button) {
            return this.open(item);
        }
        if (button.undo) {
            return this.finish(item);
        }
        await this.openFrom(button);
    }

    /** Its steps are planned at once, unless one of them asks who is to do it. */
    async startPlaybook({playbook}) {
        if (!playbook) {
            return;
        }
        const {method, model, id} = playbook;
        await this.run(async () => {
            const started = await this.orm.call(model, method, [[id]]);
            if (!Array.isArray(started)) {
                await this.action.doAction(started);
                return;
            }
            this.offerUndo(
                _t("%(number)s steps are planned", {number: started.length}),
                () => this.orm.unlink("mail.activity", started)
            );
        });
    }

    /** What a button opens; the day is another once it is closed. */
    async openFrom({method, model, id}) {
        await this.run(() =>
            this.action.doActionButton({
                type: "object",
                name: method,
                resModel: model,
                resId: id,
                resIds: [id],
                context: {},
                onClose: () => this.reload(),
            })
        );
    }

    async done(item) {
        if (!this.canBeDone(item)) {
            this.notification.add(_t("Open it: it is done where it stands."), {
                type: "info",
            });
            return;
        }
        await this.finish(item);
    }

    async finish(item) {
        const [method, undo] = item.is_alert
            ? ["action_done", "action_reopen"]
            : [item.button.method, item.button.undo];
        await this.change(item, method, [], _t("Done: %s", item.words), undo);
    }

    /** Change a record; the row goes, and a word about it offers the way back. */
    async change(item, method, args, words, undo) {
        const {model, id} = item;
        await this.run(async () => {
            try {
                await this.orm.call(model, method, [[id], ...args]);
                this.offerUndo(words, () => this.orm.call(model, undo, [[id]]));
            } finally {
                await this.reload();
            }
        });
    }

    offerUndo(words, takeBack) {
        const undo = async () => {
            close();
            this.undoLast = null;
            try {
                await takeBack();
            } finally {
                await this.reload();
            }
        };
        const close = this.notification.add(words, {
            type: "success",
            buttons: [{name: _t("Undo"), onClick: undo}],
        });
        this.undoLast = undo;
    }

    putOff(row, item) {
        if (!item.is_alert) {
            this.sayOwnDate();
            return;
        }
        this.dialog.add(WhyDialog, {
            title: _t("Put off: %s", row.account.name),
            words: item.words,
            isPutOff: true,
            confirm: (note, days) =>
                this.change(
                    item,
                    "action_snooze",
                    [days, note],
                    _t("Put off: %s", item.words),
                    "action_reopen"
                ),
        });
    }

    dismiss(row, item) {
        if (!item.is_alert) {
            this.sayOwnDate();
            return;
        }
        this.dialog.add(WhyDialog, {
            title: _t("No, because …: %s", row.account.name),
            words: item.words,
            confirm: (note) =>
                this.change(
                    item,
                    "action_dismiss",
                    [note],
                    _t("No reason to act: %s", item.words),
                    "action_reopen"
                ),
        });
    }

    /** What is owed has a date of its own, which its record changes. */
    sayOwnDate() {
        this.notification.add(_t("It has a date of its own: open it to change it."), {
            type: "info",
        });
    }

    /** Look after the customer oneself from now on. */
    async takeOver({account, can_take_over: canTakeOver}) {
        if (!canTakeOver) {
            return;
        }
        await this.run(async () => {
            const handover = await this.orm.call(DAY, "take_over", [account.id]);
            this.offerUndo(
                _t("You look after %(customer)s now.", {customer: account.name}),
                () =>
                    this.orm.call("relationship.handover", "action_undo", [[handover]])
            );
            await this.reload();
        });
    }

    async mute(item) {
        await this.run(async () => {
            await this.orm.call(ALERT, "action_mute_for_me", [[item.id]]);
            this.offerUndo(_t("You are not told of this any more."), () =>
                this.orm.call(ALERT, "action_unmute_for_me", [[item.id]])
            );
            await this.reload();
        });
    }

    // ------------------------------------------------------------
    // Ways out
    // ------------------------------------------------------------

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    open({model, id}) {
        return this.openRecord(model, id);
    }

    openAccount({account, items}) {
        return account.can_open
            ? this.openRecord("relationship.account", account.id)
            : this.open(items[0]);
    }

    openReview({id}) {
        return this.openRecord("relationship.plan", id);
    }

    async planContacts() {
        await this.run(async () =>
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
        } else if (ev.key === "u" && this.undoLast) {
            this.undoLast();
        } else if (row && this.keys[ev.key]) {
            this.keys[ev.key](row, row.items[0]);
        } else if (
            row &&
            ev.key === "Enter" &&
            ev.target.matches(".o_relationship_day_row")
        ) {
            this.press(row, row.items[0]);
        } else {
            return;
        }
        ev.preventDefault();
    }

    get keys() {
        return {
            o: (row) => this.openAccount(row),
            d: (row, item) => this.done(item),
            s: (row, item) => this.putOff(row, item),
            n: (row, item) => this.dismiss(row, item),
            p: (row, item) => this.startPlaybook(item),
            t: (row) => this.takeOver(row),
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
