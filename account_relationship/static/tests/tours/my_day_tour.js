import {registry} from "@web/core/registry";

const WAITS = ".o_relationship_day_row:contains('Acme')";
const GONE = ".o_relationship_day_page:not(:contains('Acme'))";

/** The app opens here; a promise is kept, taken back, and a contact logged. */
registry.category("web_tour.tours").add("account_relationship_my_day", {
    steps: () => [
        {
            content: "It is the first thing of the app",
            trigger: ".o_relationship_day h1:contains('Ann')",
        },
        {
            trigger: `${WAITS} .o_relationship_day_main:contains('Kept')`,
            run: "click",
        },
        {
            content: "It is gone, and counted",
            trigger: `${GONE} .o_relationship_day_since:contains('1 done')`,
        },
        {
            trigger: ".o_notification button:contains('Undo')",
            run: "click",
        },
        {
            trigger: `${WAITS} .o_relationship_day_main:contains('Kept')`,
            run: "click",
        },
        {
            trigger: `${GONE} .o_relationship_day_row:contains('Birch')`,
        },
        {
            trigger:
                ".o_relationship_day_row:contains('Birch') button:contains('Log contact')",
            run: "click",
        },
        {
            trigger: ".modal .o_relationship_types button:contains('Call')",
            run: "click",
        },
        {
            trigger:
                ".modal footer button:contains('Log'):not(:contains('opportunity'))",
            run: "click",
        },
        {
            content: "The day behind the dialog knows it",
            trigger:
                "body:not(:has(.modal)) .o_relationship_day_page:not(:contains('Birch'))",
        },
    ],
});
