import {registry} from "@web/core/registry";

const column = (stage) => `.o_kanban_group:has(.o_column_title:contains('${stage}'))`;

/** A manager looks at the portfolio, moves an account on and hands it over. */
registry.category("web_tour.tours").add("account_relationship_portfolio", {
    steps: () => [
        {
            content: "See what the account is worth and when it is due",
            trigger: `${column("Onboarding")} .o_kanban_record:contains('Acme'):contains('Contact due in')`,
        },
        {
            content: "Move the account to another stage",
            trigger: `${column("Onboarding")} .o_kanban_record:contains('Acme')`,
            run: `drag_and_drop(${column("Growth")})`,
        },
        {
            content: "Open the account",
            trigger: `${column("Growth")} .o_kanban_record:contains('Acme')`,
            run: "click",
        },
        {
            content: "What happened is on the first tab",
            trigger: ".o_form_view .o_relationship_timeline_line:contains('Ann')",
        },
        {
            content: "Its people are on the next",
            trigger: ".o_notebook .nav-link:contains('People')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook .o_kanban_record:contains('Amy')",
        },
        {
            trigger: ".o_form_view button[name='action_hand_over']",
            run: "click",
        },
        {
            content: "Choose who takes over",
            trigger: ".modal [name='new_manager_id'] input",
            run: "edit Tim",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Tim')",
            run: "click",
        },
        {
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            content: "The account has its new manager",
            trigger:
                "body:not(:has(.modal)) .o_form_view [name='manager_id'] input:value('Tim')",
        },
        {
            content: "And the history tells of both",
            trigger: ".o_notebook .nav-link:contains('so far')",
            run: "click",
        },
        {
            trigger:
                ".o_relationship_assignments .o_kanban_record:eq(0):contains('Tim')",
        },
        {
            trigger:
                ".o_relationship_assignments .o_kanban_record:eq(1):contains('Ann')",
        },
    ],
});

/** The same on a phone, where names are picked from a list of their own. */
registry.category("web_tour.tours").add("account_relationship_portfolio_phone", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('Acme')",
            run: "click",
        },
        {
            content: "The numbers come before the fields",
            trigger: ".o_form_view .o_relationship_revenue",
        },
        {
            content: "Logging is the first button, the others are in the menu",
            trigger: ".o_statusbar_buttons button.o-dropdown",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu button[name='action_hand_over']",
            run: "click",
        },
        {
            trigger: ".modal [name='new_manager_id'] input",
            run: "click",
        },
        {
            trigger: ".modal .o_kanban_record:contains('Tim')",
            run: "click",
        },
        {
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view [name='manager_id'] input:value('Tim')",
        },
    ],
});
