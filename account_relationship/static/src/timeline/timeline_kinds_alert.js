import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const ICONS = {
    by_itself: "fa-bell-slash-o",
    came_back: "fa-smile-o",
    dismissed: "fa-bell-slash-o",
    lost: "fa-times-circle-o",
};

registry
    .category("relationship_timeline_chips")
    .add("alerts", {label: _t("Alerts")}, {sequence: 80});
registry.category("relationship_timeline_kinds").add("alert", {
    chip: "alerts",
    icon: ({detail}) => ICONS[detail] || "fa-bell-o",
    words: {
        by_itself: (title) => _t("Over by itself: %(title)s", {title}),
        came_back: (title) => _t("Over after contact: %(title)s", {title}),
        dismissed: (title) => _t("No reason to act: %(title)s", {title}),
        done: (title) => _t("Dealt with: %(title)s", {title}),
        lost: (title) => _t("Lost: %(title)s", {title}),
    },
});
