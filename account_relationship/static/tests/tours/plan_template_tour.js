import {registry} from "@web/core/registry";

/** A plan in a minute: three fields, what a template holds, agreed and shared. */
registry.category("web_tour.tours").add("account_relationship_plan_template", {
    steps: () => [
        {
            trigger:
                ".o_control_panel .o_list_button_add, .o_control_panel .o-kanban-button-new",
            run: "click",
        },
        {
            trigger:
                ".o_form_view [name='name'] textarea, .o_form_view [name='name'] input",
            run: "edit Acme: renewal",
        },
        {
            trigger: ".o_form_view [name='account_id'] input",
            run: "edit Acme",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Acme')",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='template_id'] input",
            run: "click",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Second year')",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "What the template holds is there",
            trigger: "[name='action_ids'] .o_data_row:contains('Review of the year')",
        },
        {
            trigger: ".o_form_view button[name='action_agree']",
            run: "click",
        },
        {
            trigger: ".modal [name='agreed_by_id'] input",
            run: "edit Amy",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Amy')",
            run: "click",
        },
        {
            trigger: ".modal [name='is_shared'] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Agreed')",
        },
    ],
});
