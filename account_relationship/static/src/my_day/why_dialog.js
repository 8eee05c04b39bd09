import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";

/** How long something is put off. */
const CHOICES = [
    [1, _t("1 day")],
    [3, _t("3 days")],
    [7, _t("1 week")],
    [14, _t("2 weeks")],
    [30, _t("30 days")],
];

/** Asks why, and for how long where something is put off. */
export class WhyDialog extends Component {
    static template = "account_relationship.WhyDialog";
    static components = {Dialog};
    static props = {
        title: {type: String},
        words: {type: String},
        isPutOff: {type: Boolean, optional: true},
        confirm: {type: Function},
        close: {type: Function},
    };

    setup() {
        this.choices = CHOICES;
        this.state = useState({note: "", days: 7});
        useAutofocus({refName: "note"});
    }

    get isReady() {
        return this.props.isPutOff || Boolean(this.state.note.trim());
    }

    confirm() {
        if (this.isReady) {
            this.props.close();
            this.props.confirm(this.state.note.trim(), this.state.days);
        }
    }
}
