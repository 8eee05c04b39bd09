import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {WhyDialog} from "./why_dialog";

const ALERT = "relationship.alert";
const DAY = "relationship.day";

/** What is done with the rows of a day and their reasons: each is named. */
class DayWork {
    /**
     * @param {Object} services the services it needs
     * @param {Function} reload reads the day as it is afterwards
     */
    constructor(services, reload) {
        Object.assign(this, services);
        this.reload = reload;
        this.isBusy = false;
        this.undoLast = null;
    }

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

    canBeDone({button, is_alert: isAlert}) {
        return isAlert || Boolean(button && button.undo);
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
        const {
            method,
            undo,
            args,
            undo_args: undoArgs,
        } = item.is_alert
            ? {method: "action_done", undo: "action_reopen"}
            : item.button;
        const words = _t("Done: %s", item.words);
        await this.change(item, method, args, words, undo, undoArgs);
    }

    /** Change a record; the row goes, and a word about it offers the way back. */
    async change(item, method, args, words, undo, undoArgs) {
        const {model, id} = item;
        await this.run(async () => {
            try {
                await this.orm.call(model, method, [[id], ...(args || [])]);
                this.offerUndo(words, () =>
                    this.orm.call(model, undo, [[id], ...(undoArgs || [])])
                );
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
}

/** The work of the component that shows the day. */
export function useDayWork(reload) {
    const names = ["action", "dialog", "notification", "orm"];
    const services = names.map((name) => [name, useService(name)]);
    return new DayWork(Object.fromEntries(services), reload);
}
