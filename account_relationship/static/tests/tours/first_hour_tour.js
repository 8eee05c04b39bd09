import {registry} from "@web/core/registry";

const step = (title) => `.o_relationship_first_steps li:contains('${title}') button`;
const howMany = (words) => ({
    trigger: `.o_relationship_first_steps:contains('${words}')`,
});
const opened = (title) => ({
    trigger: `.o_last_breadcrumb_item:contains('${title}')`,
});
const backTo = (title) => ({
    trigger: `.breadcrumb-item a:contains('${title}')`,
    run: "click",
});
const pick = (name) => ({
    trigger: `.o-autocomplete--dropdown-item:contains('${name}')`,
    run: "click",
});

/** Nothing is there yet: an hour later all is set up, and the first account is worked. */
registry.category("web_tour.tours").add("account_relationship_first_hour", {
    steps: () => [
        {
            content: "The empty page says what to do",
            trigger: ".o_view_nocontent:contains('Give your first customer an owner')",
        },
        howMany("0 of 4 done"),
        {
            trigger: step("Open accounts"),
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Dune') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_open_accounts']",
            run: "click",
        },
        {
            trigger: ".modal .o_radio_item:contains('One manager for all') input",
            run: "click",
        },
        {
            trigger: ".modal [name='manager_id'] input",
            run: "edit Bob",
        },
        pick("Bob"),
        {
            trigger: ".modal [name='line_ids'] .o_data_row:contains('Bob')",
        },
        {
            trigger: ".modal footer button[name='action_open']",
            run: "click",
        },
        {
            content: "It goes on from the accounts that were opened",
            trigger: ".o_list_view .o_data_row:contains('Dune')",
        },
        howMany("1 of 4 done"),
        {
            trigger: step("Name backups"),
            run: "click",
        },
        opened("Name backups"),
        {
            trigger: ".o_data_row:contains('Dune') [name='name']",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='backup_id'] input",
            run: "edit Tim",
        },
        pick("Tim"),
        backTo("Name backups"),
        howMany("2 of 4 done"),
        {
            trigger: step("Set capacity"),
            run: "click",
        },
        opened("Set capacity"),
        {
            trigger: ".o_data_row:contains('Bob') [name='account_capacity']",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name='account_capacity'] input",
            run: "edit 40",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        backTo("Name backups"),
        howMany("3 of 4 done"),
        {
            trigger: step("Set up teams"),
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('The last team') [name='name']",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='user_id'] input",
            run: "edit Bob",
        },
        pick("Bob"),
        backTo("Set up teams"),
        opened("Set up teams"),
        {
            content: "All is done: nothing is left of the steps",
            trigger: ".o_menu_sections .dropdown-toggle:contains('Portfolio')",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu a:contains('Customer Accounts')",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_view:not(:has(.o_relationship_first_steps)) .o_searchview .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Dune')",
            run: "click",
        },
        {
            content: "What helps is the first thing to press",
            trigger: ".o_form_view button[name='action_log_interaction']",
        },
    ],
});
