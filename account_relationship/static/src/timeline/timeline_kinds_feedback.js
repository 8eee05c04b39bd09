import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry
    .category("relationship_timeline_chips")
    .add("feedback", {label: _t("Feedback")}, {sequence: 60});
registry.category("relationship_timeline_kinds").add("feedback", {
    chip: "feedback",
    icon: ({detail}) => (detail?.startsWith("told_") ? "fa-reply" : "fa-bullhorn"),
    words: {
        complaint: (title) => _t("Complaint: %(title)s", {title}),
        idea: (title) => _t("Idea: %(title)s", {title}),
        praise: (title) => _t("Praise: %(title)s", {title}),
        question: (title) => _t("Question: %(title)s", {title}),
        request: (title) => _t("Request: %(title)s", {title}),
        risk: (title) => _t("Risk: %(title)s", {title}),
        told_acknowledged: (title) => _t("Told that we got it: %(title)s", {title}),
        told_decision: (title) => _t("Told what we decided: %(title)s", {title}),
        told_outcome: (title) => _t("Told what came of it: %(title)s", {title}),
        told_update: (title) => _t("Told how it is going: %(title)s", {title}),
        told_verification: (title) =>
            _t("Asked whether it is solved: %(title)s", {title}),
    },
});
