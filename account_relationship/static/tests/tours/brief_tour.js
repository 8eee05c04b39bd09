import {registry} from "@web/core/registry";

/** Who sells sees on the document who looks after the customer. */
registry.category("web_tour.tours").add("account_relationship_brief", {
    steps: () => [
        {
            trigger: ".o_form_view .o_relationship_brief:contains('Ann')",
        },
        {
            trigger: ".o_relationship_brief:contains('A: Key')",
        },
        {
            trigger: ".o_relationship_brief:contains('Onboarding')",
        },
    ],
});
