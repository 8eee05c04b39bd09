import {registry} from "@web/core/registry";

/** The head opens the account of a customer nobody looks after yet. */
registry.category("web_tour.tours").add("account_relationship_opening", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Dune') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_open_accounts']",
            run: "click",
        },
        {
            content: "One customer was chosen",
            trigger: ".modal [name='candidate_count']:contains('1')",
        },
        {
            trigger: ".modal .o_radio_item:contains('One manager for all') input",
            run: "click",
        },
        {
            trigger: ".modal [name='manager_id'] input",
            run: "edit Bob",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Bob')",
            run: "click",
        },
        {
            content: "What the manager will have is shown before",
            trigger: ".modal [name='line_ids'] .o_data_row:contains('Bob')",
        },
        {
            trigger: ".modal footer button[name='action_open']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});
