import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The board shows what every team does for the manager's customers. */
const OPEN_CARD = [
    {
        trigger: ".o_kanban_record:contains('The lamps over the desks flicker')",
        run: "click",
    },
    {
        trigger:
            ".o_form_view [name='verbatim']:contains('The lamps over the desks flicker')",
    },
];

function tell(body) {
    return [
        {
            trigger: ".modal [name='body'] .odoo-editor-editable",
            run: `editor ${body}`,
        },
        {
            trigger:
                ".modal footer button:visible:contains('Send'), .modal footer button:visible:contains('Note it')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ];
}

/** What the team decided becomes a step of the shared plan, and the customer hears it. */
tours.add("account_relationship_feedback_promise", {
    steps: () => [
        ...OPEN_CARD,
        {
            trigger: ".o_notebook .nav-link:contains('The work it became')",
            run: "click",
        },
        {
            trigger: "button[name='action_make_action']",
            run: "click",
        },
        {
            trigger: ".modal [name='name'] textarea, .modal [name='name'] input",
            run: "edit Ballast of the old lamps: exchange all",
        },
        {
            trigger: ".modal [name='plan_id'] input",
            run: "edit New office",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('New office')",
            run: "click",
        },
        {
            trigger: ".modal [name='is_shared'] input",
            run: "click",
        },
        {
            trigger: ".modal [name='customer_name'] input",
            run: "edit New lamps over your desks",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "[name='action_ids'] .o_data_row:contains('Ballast')",
        },
        {
            trigger: ".o_form_view button[name='action_tell']",
            run: "click",
        },
        ...tell("We change all lamps over your desks next week."),
        {
            trigger: ".o_notebook .nav-link:contains('What we told them')",
            run: "click",
        },
        {
            trigger: "[name='notice_ids'] .o_data_row:contains('What we decided')",
        },
    ],
});

/** Closing needs that the customer knows what came of it, since it came back. */
tours.add("account_relationship_feedback_close", {
    steps: () => [
        ...OPEN_CARD,
        {
            content: "What would be refused is not offered",
            trigger:
                ".o_form_view:not(:has(button[name='action_close'])) button[name='action_tell']",
            run: "click",
        },
        {
            trigger: ".modal [name='channel'] label:contains('Phone')",
            run: "click",
        },
        {
            trigger: ".modal footer button:contains('Note it')",
        },
        ...tell("All lamps are new; the last two since today."),
        {
            trigger: ".o_form_view button[name='action_close']",
            run: "click",
        },
        {
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Closed')",
        },
    ],
});
