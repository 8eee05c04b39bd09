import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const ICONS = {
    agreed: "fa-map-signs",
    done: "fa-flag-checkered",
};

registry
    .category("relationship_timeline_chips")
    .add("plans", {label: _t("Plans")}, {sequence: 70});
registry.category("relationship_timeline_kinds").add("plan", {
    chip: "plans",
    icon: ({detail}) => ICONS[detail] || "fa-check-square-o",
    words: {
        agreed: (title) => _t("Plan agreed: %(title)s", {title}),
        done: (title) => _t("Plan done: %(title)s", {title}),
        ours: (title) => _t("We did: %(title)s", {title}),
        theirs: (title) => _t("The customer did: %(title)s", {title}),
    },
});
