import {registry} from "@web/core/registry";

/** Who sells to an unhappy customer knows it before the next call. */
registry.category("web_tour.tours").add("account_relationship_brief_feedback", {
    steps: () => [
        {
            trigger: ".o_relationship_brief_feedback:contains('2 feedback open')",
        },
    ],
});
