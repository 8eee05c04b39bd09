import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function press(name, next) {
    return [
        {trigger: `.o_form_view button[name='${name}']`, run: "click"},
        {
            trigger: `.o_statusbar_status button.o_arrow_button_current:contains('${next}')`,
        },
    ];
}

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

/** The board of the team: a new card with its clock, read and decided on. */
tours.add("account_relationship_feedback_decide", {
    steps: () => [
        {
            content: "The clock says it in words",
            trigger:
                ".o_kanban_group:contains('New') .o_kanban_record:contains('Acknowledge')",
        },
        {
            content: "A card that is dragged on says whom that mails",
            trigger:
                ".o_kanban_group:contains('New') .o_kanban_record:contains('The lamps over the desks flicker')",
            run: "drag_and_drop(.o_kanban_group:contains('Acknowledged'))",
        },
        {
            trigger: ".modal-body:contains('We mail'):contains('Pia')",
        },
        {
            trigger: ".modal .btn-secondary",
            run: "click",
        },
        {
            content: "and stays where it was if they are not to hear yet",
            trigger:
                "body:not(:has(.modal)) .o_kanban_group:contains('New') .o_kanban_record:contains('The lamps over the desks flicker')",
        },
        ...OPEN_CARD,
        ...press("action_acknowledge", "Acknowledged"),
        ...press("action_plan", "Planned"),
    ],
});

/** It is done; the customer is asked. */
tours.add("account_relationship_feedback_implement", {
    steps: () => [
        ...OPEN_CARD,
        {
            trigger:
                ".o_form_view button[name='action_start'], .o_form_view button[name='action_implement']",
        },
        ...press("action_implement", "Implemented"),
        {
            trigger: ".o_form_view button[name='action_ask_verification']",
            run: "click",
        },
        {
            content: "Nobody asks twice",
            trigger: ".o_form_view:not(:has(button[name='action_ask_verification']))",
        },
        {
            trigger: ".o_notebook .nav-link:contains('What we told them')",
            run: "click",
        },
        {
            trigger: "[name='notice_ids'] .o_data_row:contains('Is it solved?')",
        },
    ],
});
