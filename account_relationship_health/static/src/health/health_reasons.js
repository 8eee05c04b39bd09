import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** From so many points on a measure is fine, and below these it is not. */
const FINE = 70;
const POOR = 40;

/**
 * What makes the health of a customer: each measure with its value, its points and by
 * how much it moves the score; what knocks out first. Read when somebody looks: not with
 * the form.
 */
export class HealthReasons extends Component {
    static template = "account_relationship_health.HealthReasons";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({reasons: [], profile: false});
        // Anew when the numbers were brought up to date
        useRecordObserver((record) => this.load(record, record.data.measured_on));
    }

    async load({resModel, resId}) {
        const names = ["health_reasons", "health_profile_id"];
        const [values] = resId ? await this.orm.read(resModel, [resId], names) : [{}];
        this.state.reasons = values.health_reasons || [];
        this.state.profile = values.health_profile_id || false;
    }

    get reasons() {
        return this.state.reasons;
    }

    get measures() {
        return this.reasons.filter((reason) => !reason.is_knock_out);
    }

    /** Those that are true: of the others there is nothing to say. */
    get knockOuts() {
        return this.reasons.filter((reason) => reason.is_out);
    }

    get showsNumbers() {
        return this.props.record.data.show_health_score;
    }

    /** Open what a measure is made of. */
    async open({action: name}) {
        const {record} = this.props;
        if (await record.save()) {
            const {resModel, resId, context} = record;
            const params = {type: "object", name, resModel, resId, context};
            await this.action.doActionButton(params);
        }
    }

    points({points}) {
        return formatFloat(points, {digits: [16, 0]});
    }

    /** By how many points a measure moves the score away from 50. */
    effect({effect}) {
        const number = formatFloat(Math.abs(effect), {digits: [16, 1]});
        return effect < 0 ? `\u2212${number}` : `+${number}`;
    }

    word({points}) {
        if (points >= FINE) {
            return _t("fine");
        }
        return points < POOR ? _t("poor") : _t("middling");
    }

    color({points}) {
        if (points >= FINE) {
            return "text-bg-success";
        }
        return points < POOR ? "text-bg-danger" : "text-bg-warning";
    }
}

registry.category("view_widgets").add("relationship_health_reasons", {
    component: HealthReasons,
    fieldDependencies: [
        {name: "show_health_score", type: "boolean"},
        {name: "measured_on", type: "datetime"},
    ],
});
