import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The file other programs export, in the dialog that Odoo has for it. */
function importFile(name, lines, count) {
    return [
        {
            trigger: ".o_cp_action_menus .fa-cog",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains('Import records')",
            run: "click",
        },
        {
            content: "A template is offered to whoever has no file",
            trigger:
                ".o_import_action .o_nocontent_help a[href*='account_relationship']",
        },
        {
            trigger: ".o_import_file",
            run: () => {
                const input = document.querySelector("input[type=file]");
                const chosen = new DataTransfer();
                const file = new File([lines.join("\n")], name, {type: "text/csv"});
                chosen.items.add(file);
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "Every column was recognised",
            timeout: 60000,
            trigger:
                ".o_import_data_content:not(:has(.o_select_menu_toggler:contains('To import, select')))",
        },
        {
            trigger: ".o_control_panel button:contains('Test')",
            run: "click",
        },
        {
            trigger: ".o_notification_body, .o_import_data_content .alert-info",
            timeout: 60000,
        },
        {
            trigger: ".o_control_panel button.btn-primary:contains('Import')",
            run: "click",
        },
        {
            trigger: `.o_notification:contains('${count} records successfully imported')`,
            timeout: 60000,
        },
    ];
}

/** Customers with their owners; each opens an account. */
tours.add("account_relationship_import_customers", {
    steps: () =>
        importFile(
            "contacts.csv",
            [
                "Name,Email,Contact owner",
                "Flint,office@flint.example.com,ann",
                "Gravel,office@gravel.example.com,bob",
            ],
            2
        ),
});

/** The tickets of years: what is closed stays closed, what is open waits. */
tours.add("account_relationship_import_tickets", {
    steps: () =>
        importFile(
            "tickets.csv",
            [
                "Company,Ticket name,Ticket description,Ticket status,Create date,Close date",
                "Flint,Drawers,The drawers stick.,Resolved,2025-01-10 09:00:00,2025-02-01 10:00:00",
                "Flint,Lamp,The lamp is dark.,Open,2025-05-10 09:00:00,",
            ],
            2
        ),
});

/** The manager logs in and finds the customer, its past and what is open. */
tours.add("account_relationship_import_manager", {
    steps: () => [
        {
            content: "Ann's accounts, not those of Bob",
            trigger: ".o_kanban_view:not(:contains('Gravel'))",
        },
        {
            trigger: ".o_kanban_record:contains('Flint')",
            run: "click",
        },
        {
            trigger: ".o_relationship_timeline_line:contains('Lamp')",
        },
        {
            trigger: ".o_relationship_timeline_line:contains('Drawers')",
        },
        {
            trigger: ".o_form_view button[name='action_view_feedback']:contains('1')",
        },
    ],
});
