import {registry} from "@web/core/registry";

/** One of two promises was kept: it is off the list. */
registry.category("web_tour.tours").add("account_relationship_promise", {
    steps: () => [
        {
            trigger: ".o_data_row.text-danger:contains('Price list')",
        },
        {
            trigger:
                ".o_data_row:contains('Fabric samples') button[name='action_keep']",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Fabric samples')))",
        },
        {
            trigger: ".o_data_row:contains('Price list')",
        },
    ],
});
