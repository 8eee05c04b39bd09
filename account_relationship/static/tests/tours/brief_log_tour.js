import {registry} from "@web/core/registry";

/** Who sells knows what the customer wants, and adds what he hears. */
registry.category("web_tour.tours").add("account_relationship_brief_log", {
    steps: () => [
        {
            trigger: ".o_relationship_brief:contains('Ann looks after this customer')",
        },
        {
            trigger: ".o_relationship_brief_wants:contains('Desks in oak')",
        },
        {
            trigger: ".o_relationship_brief_problem:contains('Late deliveries')",
        },
        {
            trigger: ".o_relationship_brief_state:contains('1 open promise, late')",
        },
        {
            trigger: ".o_relationship_brief_fold",
            run: "click",
        },
        {
            trigger: ".o_relationship_brief:not(:has(.o_relationship_brief_body))",
        },
        {
            trigger: ".o_relationship_brief_fold",
            run: "click",
        },
        {
            trigger: ".o_relationship_brief_log",
            run: "click",
        },
        {
            trigger: ".modal-title:contains('Log interaction: Acme')",
        },
        {
            trigger: ".modal .o_relationship_types button:contains('Call')",
            run: "click",
        },
        {
            trigger: ".modal [name='wants'] textarea",
            run: "edit Desks in walnut",
        },
        {
            content: "What is open shows, and a tap is kept",
            trigger:
                ".modal .o_relationship_need:contains('Desks in oak') button:contains('Still so')",
            run: "click",
        },
        {
            trigger:
                ".modal .o_relationship_need:contains('Desks in oak') .badge:contains('Confirmed')",
        },
        {
            trigger:
                ".modal footer button:contains('Log'):not(:contains('opportunity'))",
            run: "click",
        },
        {
            content: "It says so, and can be taken back",
            trigger: ".o_notification:contains('Logged') button:contains('Undo')",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_relationship_brief_wants:contains('walnut')",
        },
        {
            content: "Nothing took the place of what was open",
            trigger: ".o_relationship_brief_wants:contains('oak')",
        },
    ],
});
