import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** A manager goes away and names who stands in. */
registry.category("web_tour.tours").add("account_relationship_absence", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Some accounts have no backup",
            trigger: ".o_form_view .alert-warning:contains('1 of 2')",
        },
        {
            trigger: "[name='substitute_id'] input",
            run: "edit Tim",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Tim')",
            run: "click",
        },
        {
            trigger: "[name='note'] input, [name='note'] textarea",
            run: "edit Acme waits for an offer",
        },
        ...stepUtils.saveForm(),
        {
            content: "Nothing happens before it is confirmed",
            trigger: ".o_arrow_button_current:contains('Draft')",
        },
        {
            trigger: "button[name='action_confirm']",
            run: "click",
        },
        {
            content: "The absence begins today",
            trigger: ".o_arrow_button_current:contains('Running')",
        },
    ],
});
