import {registry} from "@web/core/registry";

const QUOTATION = ".o_form_view:has(.o_field_widget[name='order_line'])";

/** My day says what they stopped buying; an offer is made of it, and a quotation. */
registry.category("web_tour.tours").add("account_relationship_potential", {
    steps: () => [
        {
            content: "What it is, what it is worth, and whom to ask",
            trigger:
                ".o_relationship_day_row:contains('stopped buying Hinges'):contains('ask Lea, Purchasing')",
        },
        {
            trigger: ".o_relationship_day_row button:contains('Make offer')",
            run: "click",
        },
        {
            content: "The opportunity is the person's",
            trigger:
                ".o_form_view .o_field_widget[name='partner_id'] input:value('Lea')",
        },
        {
            trigger: ".o_form_view button[name='action_sale_quotations_new']",
            run: "click",
        },
        {
            trigger: `${QUOTATION} .o_form_button_save`,
            run: "click",
        },
        {
            content: "What they usually buy is added with the last quantity",
            trigger: `${QUOTATION} .o_field_widget[name='usual_product_ids'] tr:contains('Screws') button[name='action_add_usual']`,
            run: "click",
        },
        {
            trigger: `${QUOTATION} .o_field_widget[name='order_line']:contains('Screws')`,
        },
        {
            content: "And what the idea stands for",
            trigger: `${QUOTATION} .o_field_widget[name='potential_ids'] tr:contains('Hinges') button[name='action_add_to_quotation']`,
            run: "click",
        },
        {
            trigger: `${QUOTATION} .o_field_widget[name='order_line']:contains('Hinge 90')`,
        },
        {
            content: "There it is no idea any more",
            trigger: `${QUOTATION}:not(:has(.o_field_widget[name='potential_ids'] tr:contains('Hinges')))`,
        },
    ],
});

/** An idea is dismissed with a reason, and that is taken back. */
registry.category("web_tour.tours").add("account_relationship_potential_dismissed", {
    steps: () => [
        {
            trigger:
                ".o_list_view .o_data_row:contains('Hinges') td[name='words']," +
                " .o_kanban_record:contains('Hinges')",
            run: "click",
        },
        {
            content: "On a phone the other buttons are in a menu",
            isActive: ["mobile"],
            trigger: ".o_form_view .o_statusbar_buttons button[title='More']",
            run: "click",
        },
        {
            trigger: "button[name='action_open_dismissal']",
            run: "click",
        },
        {
            trigger: ".modal .o_radio_item:contains('elsewhere') input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='competitor'] input",
            run: "edit Dune",
        },
        {
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It is remembered, from whom they buy",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='competitor']:contains('Dune')",
        },
        {
            trigger: ".o_form_view button[name='action_undo']",
            run: "click",
        },
        {
            content: "It is open again",
            trigger: ".o_form_view button[name='action_accept']",
        },
    ],
});

/** The head sees in the quarter what came of the ideas. */
registry.category("web_tour.tours").add("account_relationship_potential_outcome", {
    steps: () => [
        {
            content: "In one sentence",
            trigger: ".o_relationship_headline:contains('1 of 1 won')",
        },
        {
            content: "By quarter",
            trigger: ".o_list_view .o_group_header:contains('Q'):first",
            run: "click",
        },
        {
            content: "And outcome",
            trigger: ".o_list_view .o_group_header:contains('Won')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Acme'):contains('900')",
        },
    ],
});
