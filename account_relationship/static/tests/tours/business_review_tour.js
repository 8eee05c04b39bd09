import {registry} from "@web/core/registry";

/** What was done with a customer goes to one of its people, read once more. */
registry.category("web_tour.tours").add("account_relationship_business_review", {
    steps: () => [
        {
            trigger: ".o_form_view button[name='action_view_business_review']",
            run: "click",
        },
        {
            content: "What is shared already is counted",
            trigger: ".modal [name='contents']:contains('Shared plans: 0')",
        },
        {
            trigger: ".modal [name='contact_id'] input",
            run: "edit Amy",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Amy')",
            run: "click",
        },
        {
            trigger: ".modal [name='introduction'] textarea",
            run: "edit A good year",
        },
        {
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            content: "The mail has the file, and says whom it goes to",
            trigger: ".modal .o_mail_composer_form_view:contains('Amy')",
        },
        {
            trigger: ".modal .o_mail_composer_form_view:contains('Business review')",
        },
        {
            trigger: ".modal button[name='action_send_mail']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains('Dear Amy')",
        },
    ],
});
