import {registry} from "@web/core/registry";

const NEXT_YEAR = new Date().getFullYear() + 1;

/** A date to come makes it an appointment: the dialog says so before it is saved. */
registry.category("web_tour.tours").add("account_relationship_plan_visit", {
    steps: () => [
        {
            trigger: "button[name='action_log_interaction']",
            run: "click",
        },
        {
            trigger: ".modal .o_relationship_types button:contains('Visit')",
            run: "click",
        },
        {
            trigger:
                ".modal footer button:contains('Log'):not(:contains('opportunity'))",
        },
        {
            trigger: ".modal [name='date_start'] :is(button, input)",
            run: "click",
        },
        {
            trigger: ".modal [name='date_start'] input",
            run: `edit 03/10/${NEXT_YEAR} 10:00:00 && press Enter`,
        },
        {
            content: "Now it is planned, not logged",
            trigger: ".modal footer button:contains('Plan')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});
