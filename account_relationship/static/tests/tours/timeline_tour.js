import {registry} from "@web/core/registry";

const LINE = ".o_relationship_timeline_line";

/** What happened with the customer: only the sales, then by person, then the document. */
registry.category("web_tour.tours").add("account_relationship_timeline", {
    steps: () => [
        {
            trigger: `${LINE}:contains('Call with Amy')`,
        },
        {
            trigger: `${LINE}:contains('Account manager: Ann')`,
        },
        {
            trigger: ".o_relationship_timeline_chips button:contains('Everybody')",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains('Amy')",
            run: "click",
        },
        {
            content: "Amy did not choose the account manager",
            trigger: `.o_relationship_timeline:not(:has(${LINE}[data-kind='handover']))`,
        },
        {
            trigger: ".o_relationship_timeline_chips button:contains('Amy')",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains('Everybody')",
            run: "click",
        },
        {
            trigger: ".o_relationship_timeline_chips button:contains('Sales')",
            run: "click",
        },
        {
            trigger: `.o_relationship_timeline:not(:has(${LINE}[data-kind='interaction']))`,
        },
        {
            trigger: `${LINE}[data-kind='order']:contains('Order')`,
            run: "click",
        },
        {
            content: "The order itself",
            trigger: ".o_form_view [name='order_line']",
        },
    ],
});
