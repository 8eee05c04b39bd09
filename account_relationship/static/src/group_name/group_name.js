import {Group} from "@web/model/relational_model/group";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/**
 * Lists and cards name the group of those without a value, as charts do.
 *
 * Odoo names it for all types of fields but selections: nothing stands there. Other
 * apps stay as they are.
 */
patch(Group.prototype, {
    setup() {
        super.setup(...arguments);
        const {falsy_value_label: label, type} = this.groupByField;
        const isOurs = this.resModel.startsWith("relationship.");
        if (isOurs && type === "selection" && !this.value) {
            this.displayName ??= label || _t("None");
        }
    },
});
