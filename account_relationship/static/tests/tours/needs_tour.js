import {registry} from "@web/core/registry";

function need(words) {
    return `.modal .o_relationship_need:contains('${words}')`;
}

/** A visit with an open problem: a second wish, one tap says that it is solved. */
registry.category("web_tour.tours").add("account_relationship_needs", {
    steps: () => [
        {
            trigger: "button[name='action_log_interaction']",
            run: "click",
        },
        {
            trigger: ".modal-title:contains('Log interaction: Acme')",
        },
        {
            trigger: ".modal [name='wants'] textarea",
            run: "edit Desks in walnut",
        },
        {
            trigger: `${need("Late deliveries")} button:contains('Solved')`,
            run: "click",
        },
        {
            content: "A slip is taken back",
            trigger: `${need("Late deliveries")} button:contains('Undo')`,
            run: "click",
        },
        {
            trigger: `${need("Late deliveries")} button:contains('Solved')`,
            run: "click",
        },
        {
            trigger: `${need("Late deliveries")} .badge:contains('Solved')`,
        },
        {
            trigger: `${need("Desks in oak")} button:contains('Changed')`,
            run: "click",
        },
        {
            trigger: ".modal .o_relationship_need textarea",
            run: "edit Desks in light oak",
        },
        {
            trigger: ".modal .o_relationship_need button:contains('Save')",
            run: "click",
        },
        {
            trigger: `${need("Desks in light oak")} .badge:contains('Confirmed')`,
        },
        {
            content: "What was typed is still there",
            trigger:
                ".modal footer button:contains('Log'):not(:contains('opportunity'))",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_relationship_answers .o_relationship_need:contains('Desks in walnut')",
        },
        {
            trigger:
                ".o_relationship_answers .o_relationship_need:contains('light oak')",
        },
        {
            trigger:
                ".o_relationship_answers:not(:has(.o_relationship_need:contains('Late')))",
        },
        {
            trigger:
                ".o_relationship_answers .col-12:contains('Problems') .o_relationship_need_add",
            run: "click",
        },
        {
            trigger: ".o_relationship_answers .o_relationship_need textarea",
            run: "edit Dents in two desks",
        },
        {
            trigger:
                ".o_relationship_answers .o_relationship_need button:contains('Save')",
            run: "click",
        },
        {
            trigger:
                ".o_relationship_need:contains('Dents') .o_relationship_need_work:contains('Make feedback')",
            run: "click",
        },
        {
            trigger:
                ".o_form_view [name='verbatim']:contains('Dents in two desks'), .o_form_view [name='verbatim'] textarea",
        },
    ],
});
