import {registry} from "@web/core/registry";

/** A deadline of notice is near: the agreement is opened and renewed, dearer. */
registry.category("web_tour.tours").add("account_relationship_renewal", {
    steps: () => [
        {
            content: "The day says that notice can be given until soon",
            trigger:
                ".o_relationship_day_row:contains('Acme'):contains('Maintenance'):contains('ends in 5 days')",
        },
        {
            trigger:
                ".o_relationship_day_row:contains('Acme') button:contains('See agreements')",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains('Maintenance') td[name='name']," +
                " .o_kanban_record:contains('Maintenance')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='notice_deadline']",
        },
        {
            content: "Only the buttons change what is confirmed",
            trigger: ".o_form_view button[name='action_renew']",
            run: "click",
        },
        {
            content: "Nothing more and nothing dearer yet",
            trigger:
                ".modal .o_data_row:contains('Lift') td[name='amount']:contains('1,500.00')",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row .o_field_widget[name='amount'] input",
            run: "edit 1600 && press Tab",
        },
        {
            content: "The difference is said before it is agreed",
            trigger:
                ".modal .o_field_widget[name='price_difference']:contains('1,200.00')",
        },
        {
            trigger: ".modal footer button[name='action_confirm']:contains('Renew')",
            run: "click",
        },
        {
            content: "The next term is fixed",
            trigger: "body:not(:has(.modal)) .o_notebook a[name='terms']",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='term_ids'] .o_data_row:contains('Renewed by agreement'):contains('1,200.00')",
        },
    ],
});
