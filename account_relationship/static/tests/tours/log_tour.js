import {registry} from "@web/core/registry";

/** Back from a visit, on the phone: who, what they want, what hurts, what was promised. */
registry.category("web_tour.tours").add("account_relationship_log_phone", {
    steps: () => [
        {
            trigger: "button[name='action_log_interaction']",
            run: "click",
        },
        {
            trigger: ".modal-title:contains('Log interaction: Acme')",
        },
        {
            trigger: ".modal .o_relationship_types button:contains('Visit')",
            run: "click",
        },
        {
            content: "Nobody has to be searched for",
            trigger: ".modal .o_relationship_suggestions button:contains('Amy')",
            run: "click",
        },
        {
            trigger: ".modal [name='partner_ids'] .o_tag:contains('Amy')",
        },
        {
            trigger: ".modal [name='sentiment'] button:contains('Unhappy')",
            run: "click",
        },
        {
            trigger: ".modal [name='wants'] textarea",
            run: "edit Desks for 40 people",
        },
        {
            trigger: ".modal [name='problem'] textarea",
            run: "edit Two late deliveries",
        },
        {
            trigger: ".modal [name='promise_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal [name='promise_ids'] .o_data_row [name='name'] input",
            run: "edit Fabric samples",
        },
        {
            trigger:
                ".modal footer button:contains('Log'):not(:contains('opportunity'))",
            run: "click",
        },
        {
            content: "The form behind the dialog knows it",
            trigger: "body:not(:has(.modal)) .o_relationship_answers",
        },
        {
            trigger: ".o_relationship_timeline_line:contains('Visit with Amy')",
        },
    ],
});
