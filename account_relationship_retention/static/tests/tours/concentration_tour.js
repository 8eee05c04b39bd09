import {registry} from "@web/core/registry";

/** A head sees who buys again, who makes the 80 %, and what if the largest leaves. */
registry.category("web_tour.tours").add("account_relationship_concentration", {
    steps: () => [
        {
            content: "The heat table: a cell opens its customers",
            trigger: ".o_relationship_heat td button[data-row='0'][data-column='1']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Acme')",
        },
        {
            trigger: "button[data-menu-xmlid='account_relationship.menu_reporting']",
            run: "click",
        },
        {
            content: "The curve",
            trigger:
                "a[data-menu-xmlid='account_relationship_retention.menu_concentration']",
            run: "click",
        },
        {
            trigger: ".o_relationship_warning:contains('One customer')",
        },
        {
            content: "Its largest section",
            trigger: ".o_relationship_sections button:first",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains('Acme') .o_list_record_selector",
            run: "click",
        },
        {
            content: "What if this one leaves",
            trigger: "button[name='action_what_if']",
            run: "click",
        },
        {
            trigger:
                ".modal .o_relationship_what_if:contains('Ann'):contains('Net sales')",
        },
    ],
});
